import { keepSamples } from './filter-samples.ts';
import type { Profile, ValueColumn } from './profile.ts';

/**
 * Every value of sample type i times ratios[i], rounded half away from zero. Samples whose scaled values (ratio not 1)
 * are all 0 are dropped, as in the reference, even if another value of theirs is not. All ratios 1: the same profile.
 */
export function scaleProfile(profile: Profile, ratios: readonly number[]): Profile {
  if (ratios.every((ratio) => ratio === 1)) return profile;
  const values = profile.samples.values.map((column, type) =>
    ratios[type] === 1 ? column : scaleColumn(column, ratios[type]!),
  );
  const scaled = values.filter((_, type) => ratios[type] !== 1);
  const all: Profile = { ...profile, samples: { ...profile.samples, values } };
  return keepSamples(all, (sample) => scaled.some((column) => Number(column[sample]) !== 0));
}

function scaleColumn(column: ValueColumn, ratio: number): ValueColumn {
  const scaled = new Float64Array(column.length);
  let magnitude = 0;
  for (let s = 0; s < column.length; s++) {
    const value = roundHalfAway(Number(column[s]) * ratio);
    scaled[s] = value;
    magnitude += Math.abs(value);
  }
  if (magnitude <= Number.MAX_SAFE_INTEGER) return scaled;
  return BigInt64Array.from(scaled, doubleToInt64);
}

function roundHalfAway(value: number): number {
  const whole = Math.trunc(value);
  // `+ 0` turns -0 into 0.
  return (Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole) + 0;
}

/** Go's conversion on amd64: what does not fit becomes the smallest integer. */
function doubleToInt64(value: number): bigint {
  return Math.abs(value) < 2 ** 63 ? BigInt(value) : -(2n ** 63n);
}

/** Scales each sample type to the sum that the other profile has of it. */
export function normalizeTo(profile: Profile, base: Profile): Profile {
  const ratios = profile.samples.values.map((column, type) => {
    const own = sumOf(column);
    return own === 0n ? 0 : Number(sumOf(base.samples.values[type]!)) / Number(own);
  });
  return scaleProfile(profile, ratios);
}

function sumOf(column: ValueColumn): bigint {
  if (column instanceof BigInt64Array) {
    let sum = 0n;
    for (const value of column) sum += value;
    return BigInt.asIntN(64, sum);
  }
  let sum = 0;
  for (const value of column) sum += value;
  return BigInt(sum);
}

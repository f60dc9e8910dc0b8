/** Which of a profile's values a report is about, and what they add up to. */
import { ProfError } from '../kit/errors.ts';
import { absInt64, addInt64, divideInt64, type Int64 } from './go-number-format.ts';
import { parseDecimal } from './go-parse-decimal.ts';
import { goQuote } from './go-quote.ts';
import type { Profile, SampleTable, ValueColumn } from './profile.ts';

/**
 * The index of the sample type that `spec` asks for: a decimal index, a type's name (an `inuse_` prefix may be
 * extra), or empty for the profile's default type, else its last. Fails with USAGE in the reference's words.
 */
export function chooseSampleIndex(
  profile: Pick<Profile, 'sampleTypes' | 'defaultSampleType'>,
  spec: string,
): number {
  const names = profile.sampleTypes.map((t) => t.type);
  if (names.length === 0) throw new ProfError('USAGE', 'profile has no samples');
  if (spec === '') {
    const preferred = profile.defaultSampleType === '' ? -1 : names.indexOf(profile.defaultSampleType);
    return preferred === -1 ? names.length - 1 : preferred;
  }
  const index = parseDecimal(spec, 64);
  if (typeof index === 'bigint') {
    if (index >= 0n && index < BigInt(names.length)) return Number(index);
    throw new ProfError('USAGE', `sample_index ${spec} is outside the range [0..${names.length - 1}]`);
  }
  const withoutInUse = spec.startsWith('inuse_') ? spec.slice('inuse_'.length) : spec;
  const found = names.findIndex((name) => name === spec || name === withoutInUse);
  if (found !== -1) return found;
  throw new ProfError('USAGE', `sample_index ${goQuote(spec)} must be one of: [${names.join(' ')}]`, {
    hints: names.map((name) => `sample_index=${name}`),
  });
}

/**
 * The sum of |value| over all samples; where samples are marked as a comparison's base, over those alone.
 * With a divisor column, that sum divided by the divisors' sum: the mean.
 */
export function totalValue(profile: Profile, column: ValueColumn, divisors?: ValueColumn): Int64 {
  const all = sumColumns(column, divisors, undefined);
  const isBase = baseSamples(profile);
  const base = isBase && sumColumns(column, divisors, isBase);
  const { values, divisor } = base && base.values > 0 ? base : all;
  return divideInt64(values, divisor);
}

interface Sums {
  readonly values: Int64;
  readonly divisor: Int64;
}

function sumColumns(
  column: ValueColumn,
  divisors: ValueColumn | undefined,
  mask: Uint8Array | undefined,
): Sums {
  return {
    values: sumColumn(column, mask, true),
    divisor: divisors === undefined ? 0 : sumColumn(divisors, mask, false),
  };
}

function sumColumn(column: ValueColumn, mask: Uint8Array | undefined, absolute: boolean): Int64 {
  if (column instanceof Float64Array) {
    let sum = 0;
    for (let i = 0; i < column.length; i++) {
      if (mask === undefined || mask[i] === 1) sum += absolute ? Math.abs(column[i]!) : column[i]!;
    }
    return sum;
  }
  let sum: Int64 = 0n;
  for (let i = 0; i < column.length; i++) {
    if (mask === undefined || mask[i] === 1)
      sum = addInt64(sum, absolute ? absInt64(column[i]!) : column[i]!);
  }
  return sum;
}

/** The label that a difference puts on the samples of its base. */
export const DIFF_BASE_LABEL = { key: 'pprof::base', text: 'true' } as const;

/** 1 for each sample labelled as a comparison's base; undefined when there is none. */
export function baseSamples(profile: Profile): Uint8Array | undefined {
  const { samples, strings } = profile;
  const isBaseKey = stringsEqualTo(strings, samples.labelKey, DIFF_BASE_LABEL.key);
  if (isBaseKey === undefined) return undefined;
  const mask = new Uint8Array(samples.count);
  for (let i = 0; i < samples.count; i++) {
    if (hasTrueLabel(samples, i, isBaseKey, strings)) mask[i] = 1;
  }
  return mask;
}

function hasTrueLabel(
  samples: SampleTable,
  sample: number,
  isKey: ReadonlySet<number>,
  strings: Profile['strings'],
): boolean {
  for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
    const value = samples.labelString[l]!;
    if (value !== 0 && isKey.has(samples.labelKey[l]!) && strings.get(value) === DIFF_BASE_LABEL.text)
      return true;
  }
  return false;
}

/** Those of the string indices in `column` whose text is `wanted`; undefined when there is none. */
function stringsEqualTo(
  strings: Profile['strings'],
  column: Uint32Array,
  wanted: string,
): ReadonlySet<number> | undefined {
  const checked = new Uint8Array(column.length === 0 ? 0 : strings.count);
  const found = new Set<number>();
  for (const index of column) {
    if (checked[index] === 1) continue;
    checked[index] = 1;
    if (strings.get(index) === wanted) found.add(index);
  }
  return found.size === 0 ? undefined : found;
}

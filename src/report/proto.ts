/** The profile itself, after filters and division, as compressed pprof. */
import { encodePieces } from '../profile/encode.ts';
import { gzipPieces } from '../profile/gzip-pieces.ts';
import type { Profile, ValueColumn } from '../profile/profile.ts';
import type { PreparedReport } from './prepare-report.ts';
import { divided } from './report-values.ts';
import { wholeProfile } from './whole-profile.ts';

export function protoReport(report: PreparedReport): Promise<Uint8Array> {
  return gzipPieces(encodePieces(dividedProfile(report)));
}

/** All of a profile as options leave it. */
export function dividedProfile(report: PreparedReport): Profile {
  return divideValues(wholeProfile(report), report.options.divideBy);
}

function divideValues(profile: Profile, divideBy: number): Profile {
  if (divideBy === 1) return profile;
  const values = profile.samples.values.map((column): ValueColumn => {
    // What is divided by less than 1 grows, perhaps beyond what doubles hold.
    const exact = BigInt64Array.from(column as Iterable<number | bigint>, (v) =>
      BigInt(divided(v, divideBy)),
    );
    return isSafe(exact) ? Float64Array.from(exact, Number) : exact;
  });
  return { ...profile, samples: { ...profile.samples, values } };
}

function isSafe(column: BigInt64Array): boolean {
  let sum = 0n;
  for (const value of column) sum += value < 0n ? -value : value;
  return sum <= BigInt(Number.MAX_SAFE_INTEGER);
}

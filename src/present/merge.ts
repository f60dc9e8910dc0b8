import { safeText } from '../kit/safe-text.ts';
import { formatValue } from '../profile/measurement.ts';
import type { Profile } from '../profile/profile.ts';
import type { WrittenFile } from '../report/convert.ts';
import type { Merged } from '../report/merge-references.ts';
import { MAX_ROWS } from './share.ts';
import { isoTime, sizeText } from './store-text.ts';

/** What `prof merge --json` prints. */
export interface MergeDocument {
  readonly schema: 'prof.merge.v1';
  readonly path: string;
  readonly sizeBytes: number;
  /** The first 10,000. */
  readonly profiles: readonly { readonly name: string; readonly weight: number }[];
  /** How many were merged. */
  readonly count: number;
  readonly sampleTypes: readonly {
    readonly type: string;
    readonly unit: string;
    readonly total: number | bigint;
  }[];
  readonly samples: number;
  readonly functions: number;
  /** The earliest; null where none says it. */
  readonly time: string | null;
  /** Of all together, not weighted. */
  readonly durationNanos: bigint;
  readonly notes: readonly string[];
}

export function mergeDocument(
  { profile, sources, notes }: Merged,
  { path, sizeBytes }: WrittenFile,
): MergeDocument {
  return {
    schema: 'prof.merge.v1',
    path,
    sizeBytes,
    profiles: sources.slice(0, MAX_ROWS),
    count: sources.length,
    sampleTypes: profile.sampleTypes.map(({ type, unit }, i) => ({ type, unit, total: totalOf(profile, i) })),
    samples: profile.samples.count,
    functions: profile.functions.count,
    time: profile.timeNanos > 0n ? isoTime(Number(profile.timeNanos / 1_000_000n)) : null,
    durationNanos: profile.durationNanos,
    notes,
  };
}

function totalOf({ samples }: Profile, index: number): number | bigint {
  const column = samples.values[index]!;
  if (column instanceof BigInt64Array)
    return BigInt.asIntN(
      64,
      column.reduce((sum, value) => sum + value, 0n),
    );
  return column.reduce((sum, value) => sum + value, 0);
}

/** `c.pb.gz: 3 profiles, 1234 samples, cpu 12.30s (45.1kB)`. */
export function mergeText({ path, count, samples, sampleTypes, sizeBytes }: MergeDocument): string {
  const totals = sampleTypes
    .filter(({ unit }) => unit !== 'count')
    .map(({ type, unit, total }) => `${safeText(type)} ${formatValue(total, unit, 'auto')}`);
  const parts = [`${count} ${count === 1 ? 'profile' : 'profiles'}`, `${samples} samples`, ...totals];
  return `${safeText(path)}: ${parts.join(', ')} (${sizeText(sizeBytes)})\n`;
}

import { sniffFormat } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import type { Profile, ValueType } from '../profile/profile.ts';
import type { ProfileEntry } from './list-entries.ts';
import { decodeNamed, type LoadDeps, readSource } from './load-profiles.ts';
import { decodeMetadataValue, type Metadata } from './metadata.ts';
import { resolveReference } from './resolve-reference.ts';

/** What a profile says of itself. */
export interface ProfileHead {
  readonly sampleTypes: readonly ValueType[];
  readonly defaultSampleType: string;
  readonly periodType: ValueType | undefined;
  readonly period: bigint;
  /** Undefined: it does not say. */
  readonly timeMs: number | undefined;
  readonly durationNanos: bigint;
  readonly sampleCount: number;
  readonly functionCount: number;
  /** The sum of each sample type's values, in their order. */
  readonly totals: readonly bigint[];
  readonly comments: readonly string[];
}

export interface ShownProfile {
  /** The key, the path, the URL, or `-`. */
  readonly name: string;
  /** Stored profiles only. */
  readonly entry: ProfileEntry | undefined;
  readonly metadata: Metadata;
  readonly sizeBytes: number;
  readonly format: string | undefined;
  /** Undefined for formats that are kept but not read as samples (Go's execution traces). */
  readonly head: ProfileHead | undefined;
}

/** Metadata and head of every profile that a reference means. @throws ProfError as `loadProfiles`. */
export async function showProfile(reference: string, deps: LoadDeps): Promise<ShownProfile[]> {
  const shown: ShownProfile[] = [];
  for (const source of await resolveReference(reference, deps)) {
    deps.signal?.throwIfAborted();
    const { name, bytes, metadata = {} } = await readSource(source, deps);
    const format = sniffFormat(bytes, name);
    shown.push({
      name,
      entry: source.kind === 'stored' ? source.entry : undefined,
      metadata: Object.fromEntries(
        Object.entries(metadata).map(([key, value]) => [key, decodeMetadataValue(value)]),
      ),
      sizeBytes: bytes.length,
      format,
      head: format === 'go-trace' ? undefined : headOf(await decodeNamed(name, bytes, deps.limits)),
    });
  }
  if (shown.length === 0) throw new ProfError('NOT_FOUND', `no profile: ${reference}`);
  return shown;
}

function headOf(profile: Profile): ProfileHead {
  const { samples } = profile;
  return {
    sampleTypes: profile.sampleTypes,
    defaultSampleType: profile.defaultSampleType,
    periodType: profile.periodType,
    period: profile.period,
    timeMs: profile.timeNanos > 0n ? Number(profile.timeNanos / 1_000_000n) : undefined,
    durationNanos: profile.durationNanos,
    sampleCount: samples.count,
    functionCount: profile.functions.count,
    totals: samples.values.map(sumOf),
    comments: profile.comments,
  };
}

function sumOf(column: Float64Array | BigInt64Array): bigint {
  if (column instanceof BigInt64Array)
    return BigInt.asIntN(
      64,
      column.reduce((sum, value) => sum + value, 0n),
    );
  let sum = 0;
  for (const value of column) sum += value;
  return BigInt(sum);
}

import { sniffFormat } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import type { Profile, ValueType } from '../profile/profile.ts';
import type { ProfileEntry } from '../store/entry.ts';
import { decodeNamed, type LoadDeps, readSource } from '../store/load-profiles.ts';
import { decodeMetadataValue, type Metadata } from '../store/metadata.ts';
import { resolveReference } from '../store/resolve-reference.ts';
import { combineLoaded } from './combine-loaded.ts';
import { type TopReport, topReport } from './top.ts';

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
  /** The functions that use most of the default sample type themselves, at most five. */
  readonly top: TopReport;
  readonly comments: readonly string[];
  /** The comments that are no such facts as `provenance` has. */
  readonly remarks: readonly string[];
}

export interface ShownProfile {
  /** The key, the path, the URL, or `-`. */
  readonly name: string;
  /** Stored profiles only. */
  readonly entry: ProfileEntry | undefined;
  readonly metadata: Metadata;
  /** Where it comes from: what its comments say (`# prof/KEY=VALUE`), and over it the metadata. */
  readonly provenance: Metadata;
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
    const head =
      format === 'go-trace' ? undefined : await headOf(await decodeNamed(name, bytes, deps.limits));
    const decoded = Object.fromEntries(
      Object.entries(metadata).map(([key, value]) => [key, decodeMetadataValue(value)]),
    );
    shown.push({
      name,
      entry: source.kind === 'stored' ? source.entry : undefined,
      metadata: decoded,
      provenance: { ...factsOf(head?.comments ?? []), ...decoded },
      sizeBytes: bytes.length,
      format,
      head,
    });
  }
  if (shown.length === 0) throw new ProfError('NOT_FOUND', `no profile: ${reference}`);
  return shown;
}

const TOP_COUNT = 5;

/** A fact that a capture wrote into the comments, so that it goes where the profile goes. */
const FACT = /^# prof\/([A-Za-z0-9._/-]+)=(.*)$/;

function factsOf(comments: readonly string[]): Metadata {
  const found = comments.flatMap((comment) => {
    const [, key, value] = FACT.exec(comment) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(found);
}

async function headOf(profile: Profile): Promise<ProfileHead> {
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
    top: await topReport(await combineLoaded([profile]), { nodeCount: TOP_COUNT, sort: 'flat' }),
    comments: profile.comments,
    remarks: profile.comments.filter((comment) => !FACT.test(comment)),
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

import { NO_MAPPING, type Profile } from '../profile/profile.ts';

/** What `prof raw --json` prints: the tables of a profile, each cut at 10,000 rows. */
export interface RawDocument {
  readonly schema: 'prof.raw.v1';
  /** Keys, paths or URLs of the profiles that were merged. */
  readonly profiles: readonly string[];
  readonly sampleTypes: readonly { readonly type: string; readonly unit: string }[];
  readonly defaultSampleType: string;
  readonly periodType: { readonly type: string; readonly unit: string } | null;
  readonly period: bigint;
  /** RFC 3339; null where the profile does not say. */
  readonly time: string | null;
  readonly durationNanos: bigint;
  readonly comments: readonly string[];
  readonly docUrl: string;
  /** How many rows each table has in all. */
  readonly counts: { readonly samples: number; readonly locations: number; readonly mappings: number };
  readonly samples: readonly RawSample[];
  readonly locations: readonly RawLocation[];
  readonly mappings: readonly RawMapping[];
}

export interface RawSample {
  readonly values: readonly (number | bigint)[];
  /** Ids, leaf first. */
  readonly locations: readonly bigint[];
  readonly labels: readonly RawLabel[];
}

export type RawLabel =
  | { readonly key: string; readonly text: string }
  | { readonly key: string; readonly number: bigint; readonly unit: string };

export interface RawLocation {
  readonly id: bigint;
  /** Hexadecimal, with 0x. */
  readonly address: string;
  readonly mapping: bigint | null;
  readonly isFolded: boolean;
  /** Innermost first. */
  readonly lines: readonly RawLine[];
}

export interface RawLine {
  readonly function: string;
  readonly systemName: string;
  readonly file: string;
  readonly line: bigint;
  readonly column: bigint;
  readonly startLine: bigint;
}

export interface RawMapping {
  readonly id: bigint;
  readonly start: string;
  readonly limit: string;
  readonly offset: string;
  readonly file: string;
  readonly buildId: string;
}

const MAX_ROWS = 10_000;

export function rawDocument(profile: Profile, names: readonly string[]): RawDocument {
  const { samples, locations, mappings, periodType } = profile;
  const rows = <T>(count: number, row: (index: number) => T): T[] =>
    Array.from({ length: Math.min(count, MAX_ROWS) }, (_, index) => row(index));
  return {
    schema: 'prof.raw.v1',
    profiles: names,
    sampleTypes: profile.sampleTypes,
    defaultSampleType: profile.defaultSampleType,
    periodType: periodType ?? null,
    period: profile.period,
    time: profile.timeNanos === 0n ? null : new Date(Number(profile.timeNanos / 1_000_000n)).toISOString(),
    durationNanos: profile.durationNanos,
    comments: profile.comments,
    docUrl: profile.docUrl,
    counts: { samples: samples.count, locations: locations.count, mappings: mappings.length },
    samples: rows(samples.count, (s) => sampleRow(profile, s)),
    locations: rows(locations.count, (l) => locationRow(profile, l)),
    mappings: rows(mappings.length, (m) => mappingRow(mappings[m]!)),
  };
}

function sampleRow({ samples, locations, strings }: Profile, s: number): RawSample {
  const labels: RawLabel[] = [];
  for (let l = samples.labelOffset[s]!; l < samples.labelOffset[s + 1]!; l++) {
    const key = strings.get(samples.labelKey[l]!);
    const text = samples.labelString[l]!;
    if (text !== 0) labels.push({ key, text: strings.get(text) });
    else labels.push({ key, number: samples.labelNumber[l]!, unit: strings.get(samples.labelUnit[l]!) });
  }
  const stack = samples.stack.subarray(samples.stackOffset[s]!, samples.stackOffset[s + 1]!);
  return {
    values: samples.values.map((column) => column[s]!),
    locations: Array.from(stack, (location) => locations.id[location]!),
    labels,
  };
}

function locationRow({ locations, functions, mappings, strings }: Profile, l: number): RawLocation {
  const mapping = locations.mapping[l]!;
  const first = locations.lineOffset[l]!;
  const count = locations.lineOffset[l + 1]! - first;
  return {
    id: locations.id[l]!,
    address: hex(locations.address[l]!),
    mapping: mapping === NO_MAPPING ? null : mappings[mapping]!.id,
    isFolded: locations.isFolded[l] === 1,
    lines: Array.from({ length: count }, (_, i) => {
      const f = locations.lineFunction[first + i]!;
      return {
        function: strings.get(functions.name[f]!),
        systemName: strings.get(functions.systemName[f]!),
        file: strings.get(functions.filename[f]!),
        line: locations.line[first + i]!,
        column: locations.column[first + i]!,
        startLine: functions.startLine[f]!,
      };
    }),
  };
}

function mappingRow({ id, start, limit, offset, file, buildId }: Profile['mappings'][number]): RawMapping {
  return { id, start: hex(start), limit: hex(limit), offset: hex(offset), file, buildId };
}

const hex = (address: bigint): string => `0x${address.toString(16)}`;

/** What a profile says, without the indices, ids and orders in which it says it: for comparing in tests. */
import { type Mapping, NO_MAPPING, type Profile } from '../../src/profile/profile.ts';

export interface LabelContent {
  readonly key: string;
  readonly text: string;
  readonly number: bigint;
  readonly unit: string;
}

export interface FrameContent {
  readonly mapping: Mapping | undefined;
  readonly address: bigint;
  readonly isFolded: boolean;
  readonly lines: readonly {
    readonly name: string;
    readonly systemName: string;
    readonly filename: string;
    readonly startLine: bigint;
    readonly line: bigint;
    readonly column: bigint;
  }[];
}

export interface SampleContent {
  readonly stack: readonly FrameContent[];
  readonly values: readonly bigint[];
  readonly labels: readonly LabelContent[];
}

/** The samples, in order. */
export function sampleContents(profile: Profile): SampleContent[] {
  const { samples, strings } = profile;
  const frames = Array.from({ length: profile.locations.count }, (_, l) => frameContent(profile, l));
  return Array.from({ length: samples.count }, (_, s) => ({
    stack: Array.from(
      samples.stack.subarray(samples.stackOffset[s]!, samples.stackOffset[s + 1]!),
      (l) => frames[l]!,
    ),
    values: samples.values.map((column) => BigInt(column[s]!)),
    labels: indices(samples.labelOffset[s]!, samples.labelOffset[s + 1]!).map((l) => ({
      key: strings.get(samples.labelKey[l]!),
      text: strings.get(samples.labelString[l]!),
      number: samples.labelNumber[l]!,
      unit: strings.get(samples.labelUnit[l]!),
    })),
  }));
}

/** All of it but the tables' unused entries. */
export function profileContent(profile: Profile) {
  const { sampleTypes, defaultSampleType, periodType, period, timeNanos, durationNanos } = profile;
  const { comments, docUrl, dropFrames, keepFrames, mappings } = profile;
  return {
    header: { sampleTypes, defaultSampleType, periodType, period, timeNanos, durationNanos },
    texts: { comments, docUrl, dropFrames, keepFrames },
    mappings,
    samples: sampleContents(profile),
  };
}

function frameContent({ locations, functions, mappings, strings }: Profile, l: number): FrameContent {
  const mapping = locations.mapping[l]!;
  return {
    mapping: mapping === NO_MAPPING ? undefined : mappings[mapping]!,
    address: locations.address[l]!,
    isFolded: locations.isFolded[l] !== 0,
    lines: indices(locations.lineOffset[l]!, locations.lineOffset[l + 1]!).map((i) => {
      const f = locations.lineFunction[i]!;
      return {
        name: strings.get(functions.name[f]!),
        systemName: strings.get(functions.systemName[f]!),
        filename: strings.get(functions.filename[f]!),
        startLine: functions.startLine[f]!,
        line: locations.line[i]!,
        column: locations.column[i]!,
      };
    }),
  };
}

const indices = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** JSON of anything that may hold 64-bit integers: equal texts for equal contents. */
export function textOf(content: unknown): string {
  return JSON.stringify(content, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

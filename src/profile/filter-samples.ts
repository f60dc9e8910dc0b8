/** What all filters share: profiles with fewer samples, shorter stacks or fewer lines, made without touching the original. */
import { NO_MAPPING, type Profile, type SampleTable, type ValueColumn } from './profile.ts';

/** Decides on a text: a name, a file, a label. */
export type TextMatcher = (text: string) => boolean;

/** Per string index whether the text matches, asked once a text. */
export function stringMatcher(profile: Profile, matches: TextMatcher): (index: number) => boolean {
  const { strings } = profile;
  const known = new Uint8Array(strings.count);
  return (index) => {
    if (known[index] === 0) known[index] = matches(strings.get(index)) ? 2 : 1;
    return known[index] === 2;
  };
}

export interface LocationMatcher {
  /** Whether the function or file of a line matches. */
  line(line: number): boolean;
  /** Whether the location's mapped file matches. */
  mapping(location: number): boolean;
}

/** Matches by function name, source file and mapped file. */
export function locationMatcher(profile: Profile, matches: TextMatcher): LocationMatcher {
  const { functions, locations, mappings } = profile;
  const isMatch = stringMatcher(profile, matches);
  const byFunction = new Uint8Array(functions.count);
  for (let f = 0; f < functions.count; f++) {
    byFunction[f] = isMatch(functions.name[f]!) || isMatch(functions.filename[f]!) ? 1 : 0;
  }
  const byMapping = mappings.map((mapping) => matches(mapping.file));
  return {
    line: (line) => byFunction[locations.lineFunction[line]!] === 1,
    mapping: (location) => {
      const mapping = locations.mapping[location]!;
      return mapping !== NO_MAPPING && byMapping[mapping]!;
    },
  };
}

/** The profile with only those lines of its locations for which `keeps` says so. */
export function keepLines(profile: Profile, keeps: (line: number, location: number) => boolean): Profile {
  const { locations } = profile;
  const lineOffset = new Uint32Array(locations.count + 1);
  const kept = new Uint32Array(locations.lineFunction.length);
  let count = 0;
  for (let l = 0; l < locations.count; l++) {
    for (let line = locations.lineOffset[l]!; line < locations.lineOffset[l + 1]!; line++) {
      if (keeps(line, l)) kept[count++] = line;
    }
    lineOffset[l + 1] = count;
  }
  if (count === kept.length) return profile;
  const lines = kept.subarray(0, count);
  return {
    ...profile,
    locations: {
      ...locations,
      lineOffset,
      lineFunction: Uint32Array.from(lines, (line) => locations.lineFunction[line]!),
      line: BigInt64Array.from(lines, (line) => locations.line[line]!),
      column: BigInt64Array.from(lines, (line) => locations.column[line]!),
    },
  };
}

/** Where a sample's new stack comes from: its frames `from` ..< `to` (positions in `stack`) that `keeps` accepts. */
export interface StackCut {
  readonly from: number;
  readonly to: number;
}

/**
 * The profile with each stack cut by `cut` (undefined drops the sample), then without the locations that
 * `isHidden` marks; a stack that loses all its locations so is dropped too.
 */
export function cutStacks(
  profile: Profile,
  cut: (sample: number) => StackCut | undefined,
  isHidden?: Uint8Array,
): Profile {
  const { samples } = profile;
  const kept = new Uint32Array(samples.count);
  const stackOffset = new Uint32Array(samples.count + 1);
  const stack = new Uint32Array(samples.stack.length);
  let count = 0;
  let filled = 0;
  for (let s = 0; s < samples.count; s++) {
    const range = cut(s);
    if (range === undefined) continue;
    const start = filled;
    for (let i = range.from; i < range.to; i++) {
      const location = samples.stack[i]!;
      if (isHidden === undefined || isHidden[location] === 0) stack[filled++] = location;
    }
    if (isHidden !== undefined && filled === start) continue;
    kept[count++] = s;
    stackOffset[count] = filled;
  }
  const table = selectSamples(samples, kept.subarray(0, count));
  return {
    ...profile,
    samples: { ...table, stackOffset: stackOffset.slice(0, count + 1), stack: stack.slice(0, filled) },
  };
}

/** The profile with only the samples for which `keeps` says so. */
export function keepSamples(profile: Profile, keeps: (sample: number) => boolean): Profile {
  const { stackOffset } = profile.samples;
  return cutStacks(profile, (s) =>
    keeps(s) ? { from: stackOffset[s]!, to: stackOffset[s + 1]! } : undefined,
  );
}

/** Values and labels of the samples that are kept; stacks are the caller's. */
function selectSamples(samples: SampleTable, kept: Uint32Array): SampleTable {
  if (kept.length === samples.count) return samples;
  const values = samples.values.map((column) => selectValues(column, kept));
  const labelOffset = new Uint32Array(kept.length + 1);
  for (let i = 0; i < kept.length; i++) {
    const s = kept[i]!;
    labelOffset[i + 1] = labelOffset[i]! + samples.labelOffset[s + 1]! - samples.labelOffset[s]!;
  }
  const labels = new Uint32Array(labelOffset[kept.length]!);
  let filled = 0;
  for (const s of kept) {
    for (let l = samples.labelOffset[s]!; l < samples.labelOffset[s + 1]!; l++) labels[filled++] = l;
  }
  return { ...samples, count: kept.length, values, ...selectLabels(samples, labels), labelOffset };
}

function selectValues(column: ValueColumn, kept: Uint32Array): ValueColumn {
  if (column instanceof Float64Array) return Float64Array.from(kept, (s) => column[s]!);
  const values = BigInt64Array.from(kept, (s) => column[s]!);
  let sum = 0n;
  for (const value of values) sum += value < 0n ? -value : value;
  return sum <= BigInt(Number.MAX_SAFE_INTEGER) ? Float64Array.from(values, Number) : values;
}

type LabelColumns = Pick<SampleTable, 'labelKey' | 'labelString' | 'labelNumber' | 'labelUnit'>;

function selectLabels(samples: SampleTable, labels: Uint32Array): LabelColumns {
  return {
    labelKey: Uint32Array.from(labels, (l) => samples.labelKey[l]!),
    labelString: Uint32Array.from(labels, (l) => samples.labelString[l]!),
    labelNumber: BigInt64Array.from(labels, (l) => samples.labelNumber[l]!),
    labelUnit: Uint32Array.from(labels, (l) => samples.labelUnit[l]!),
  };
}

/** The profile with only those labels for which `keeps` says so. */
export function keepLabels(profile: Profile, keeps: (label: number) => boolean): Profile {
  const { samples } = profile;
  const labelOffset = new Uint32Array(samples.count + 1);
  const labels = new Uint32Array(samples.labelKey.length);
  let count = 0;
  for (let s = 0; s < samples.count; s++) {
    for (let l = samples.labelOffset[s]!; l < samples.labelOffset[s + 1]!; l++)
      if (keeps(l)) labels[count++] = l;
    labelOffset[s + 1] = count;
  }
  if (count === labels.length) return profile;
  return {
    ...profile,
    samples: { ...samples, ...selectLabels(samples, labels.subarray(0, count)), labelOffset },
  };
}

/**
 * Many profiles into one, as the reference merges: what is equal by content becomes one entry, numbered in order of
 * first use, and samples with equal stacks and labels add up.
 */
import { requireEqualTypes } from './compatible.ts';
import { MergedLabels } from './merge-labels.ts';
import { MergedTables } from './merge-tables.ts';
import type { Profile, SampleTable, ValueColumn } from './profile.ts';

/**
 * One profile from several of equal sample types and period type. Unused locations, functions and mappings and samples
 * of nothing but zeros are gone; the time is the earliest, the duration the sum, the period the largest.
 * @throws ProfError BAD_PROFILE for types that differ
 */
export function mergeProfiles(profiles: readonly Profile[]): Profile {
  requireEqualTypes(profiles);
  const merger = new Merger(sizeOf(profiles));
  for (const profile of profiles) merger.add(profile);
  return merger.finish();
}

/** 1 for each sample that has a value other than 0. */
function samplesWithValues({ count, values }: SampleTable): Uint8Array {
  const flags = new Uint8Array(count);
  // A column at a time: some profiles have dozens.
  for (const column of values) {
    if (column instanceof Float64Array) {
      for (let s = 0; s < count; s++) if (column[s] !== 0) flags[s] = 1;
    } else {
      for (let s = 0; s < count; s++) if (column[s] !== 0n) flags[s] = 1;
    }
  }
  return flags;
}

const hasZeroSample = (samples: SampleTable): boolean => samplesWithValues(samples).includes(0);

/** How much is to be merged. */
interface MergeSize {
  readonly samples: number;
  readonly frames: number;
}

const sizeOf = (profiles: readonly Profile[]): MergeSize => ({
  samples: profiles.reduce((sum, { samples }) => sum + samples.count, 0),
  frames: profiles.reduce((sum, { samples }) => sum + samples.stack.length, 0),
});

/** Merges one profile after the other, all of equal sample types and period type. */
export class Merger {
  private readonly headers: HeaderFields[] = [];
  private readonly tables = new MergedTables();
  private readonly labels = new MergedLabels(this.tables.strings);
  private stack: Uint32Array;
  private stackOffset: Uint32Array;
  private labelSet: Uint32Array;
  private hash: Uint32Array;
  private values: ValueColumn[] = [];
  /** Per sample type: the sum of |v| over all profiles. */
  private magnitudes: number[] = [];
  private slots = new Uint32Array(4096);
  private count = 0;

  /** With the size that is expected in all; more than that takes time to make room for. */
  constructor({ samples, frames }: MergeSize) {
    // Room for the case that nothing is equal; pages that stay unused cost nothing.
    this.stack = new Uint32Array(frames);
    this.stackOffset = new Uint32Array(samples + 1);
    this.labelSet = new Uint32Array(samples);
    this.hash = new Uint32Array(samples);
  }

  add(profile: Profile): void {
    this.tables.begin(profile);
    this.labels.begin(profile);
    const { samples } = profile;
    this.makeRoom(samples);
    const hasValues = samplesWithValues(samples);
    const mergedAs = new Uint32Array(samples.count);
    for (let s = 0; s < samples.count; s++) if (hasValues[s] === 1) mergedAs[s] = this.intern(samples, s);
    // What has no values adds none, wherever to.
    for (const [type, column] of samples.values.entries()) addColumn(this.values[type]!, column, mergedAs);
    this.headers.push(profile);
  }

  /** What all of them make. Nothing can be added after. */
  finish(): Profile {
    const { count } = this;
    const tables = this.tables.finish();
    const merged = {
      ...combinedHeader(this.headers),
      mappings: tables.mappings,
      functions: tables.functions,
      locations: tables.locations,
      samples: {
        count,
        stackOffset: this.stackOffset.slice(0, count + 1),
        stack: this.stack.slice(0, this.stackOffset[count]!),
        values: this.values.map((column) => column.slice(0, count)),
        ...this.labels.expand(this.labelSet.subarray(0, count)),
      },
      strings: this.tables.strings.finish(),
    };
    // Values may have cancelled out; what only they used goes too.
    return hasZeroSample(merged.samples) ? mergeProfiles([merged]) : merged;
  }

  private makeRoom({ count, stack, values }: SampleTable): void {
    const samples = this.count + count;
    this.stack = withRoom(this.stack, this.stackOffset[this.count]! + stack.length);
    this.stackOffset = withRoom(this.stackOffset, samples + 1);
    this.labelSet = withRoom(this.labelSet, samples);
    this.hash = withRoom(this.hash, samples);
    const capacity = this.hash.length;
    for (const [type, column] of values.entries()) {
      const before = this.values[type] ?? new Float64Array(capacity);
      const total = (this.magnitudes[type] ?? 0) + magnitude(column);
      this.magnitudes[type] = total;
      this.values[type] = valuesWithRoom(before, capacity, total <= Number.MAX_SAFE_INTEGER);
    }
  }

  /** The merged sample with this stack and these labels. */
  private intern(samples: SampleTable, sample: number): number {
    const { stack, tables } = this;
    const start = this.stackOffset[this.count]!;
    let end = start;
    let hash = 0x811c9dc5;
    for (let i = samples.stackOffset[sample]!; i < samples.stackOffset[sample + 1]!; i++) {
      const location = tables.location(samples.stack[i]!);
      stack[end++] = location;
      hash = Math.imul(hash ^ location, 0x01000193);
      hash ^= hash >>> 15;
    }
    const labelSet = this.labels.set(sample);
    hash = (Math.imul(hash ^ labelSet, 0x85ebca6b) ^ (hash >>> 13)) >>> 0;
    if (this.count * 2 >= this.slots.length) this.growSlots();
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (this.isSame(found - 1, hash, labelSet, start, end)) return found - 1;
      slot = (slot + 1) & mask;
    }
    const added = this.count++;
    this.slots[slot] = added + 1;
    this.hash[added] = hash;
    this.labelSet[added] = labelSet;
    this.stackOffset[added + 1] = end;
    return added;
  }

  private isSame(sample: number, hash: number, labelSet: number, start: number, end: number): boolean {
    if (this.hash[sample] !== hash || this.labelSet[sample] !== labelSet) return false;
    const other = this.stackOffset[sample]!;
    if (this.stackOffset[sample + 1]! - other !== end - start) return false;
    for (let i = 0; i < end - start; i++) if (this.stack[other + i] !== this.stack[start + i]) return false;
    return true;
  }

  private growSlots(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let sample = 0; sample < this.count; sample++) {
      let slot = this.hash[sample]! & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = sample + 1;
    }
  }
}

/** Adds value s of a column to value to[s] of the sums. */
function addColumn(sums: ValueColumn, column: ValueColumn, to: Uint32Array): void {
  if (sums instanceof BigInt64Array) {
    for (let s = 0; s < to.length; s++) sums[to[s]!]! += BigInt(column[s]!);
  } else {
    const numbers = column as Float64Array;
    for (let s = 0; s < to.length; s++) sums[to[s]!]! += numbers[s]!;
  }
}

/** The sum of |v|; inexact only where it is too large to matter. */
function magnitude(column: ValueColumn): number {
  if (column instanceof BigInt64Array) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let s = 0; s < column.length; s++) sum += Math.abs(column[s]!);
  return sum;
}

/** The same numbers with room for so many; twice as much where more room has to be made. */
function withRoom(from: Uint32Array, length: number): Uint32Array {
  if (length <= from.length) return from;
  const larger = new Uint32Array(Math.max(length, 2 * from.length));
  larger.set(from);
  return larger;
}

/** Sums so far, which doubles hold exactly, as the kind of column that holds what is to come. */
function valuesWithRoom(from: ValueColumn, length: number, areSafe: boolean): ValueColumn {
  if (from instanceof BigInt64Array) {
    if (length <= from.length) return from;
    const larger = new BigInt64Array(length);
    larger.set(from);
    return larger;
  }
  if (areSafe && length <= from.length) return from;
  const larger = areSafe ? new Float64Array(length) : new BigInt64Array(length);
  if (larger instanceof Float64Array) larger.set(from);
  else for (let s = 0; s < from.length; s++) larger[s] = BigInt(from[s]!);
  return larger;
}

type HeaderFields = Omit<Profile, 'mappings' | 'functions' | 'locations' | 'samples' | 'strings'>;

/** What stands in front of a merged profile; the rules are those of pprof's combineHeaders. */
function combinedHeader(profiles: readonly HeaderFields[]): HeaderFields {
  const first = profiles[0]!;
  let timeNanos = 0n;
  let durationNanos = 0n;
  let period = 0n;
  for (const profile of profiles) {
    // 0 means that no time is known, also as the first of several.
    if (timeNanos === 0n || profile.timeNanos < timeNanos) timeNanos = profile.timeNanos;
    durationNanos = BigInt.asIntN(64, durationNanos + profile.durationNanos);
    if (period === 0n || period < profile.period) period = profile.period;
  }
  return {
    sampleTypes: first.sampleTypes,
    periodType: first.periodType,
    dropFrames: first.dropFrames,
    keepFrames: first.keepFrames,
    timeNanos,
    durationNanos,
    period,
    comments: [...new Set(profiles.flatMap((profile) => profile.comments))],
    defaultSampleType: profiles.find((profile) => profile.defaultSampleType !== '')?.defaultSampleType ?? '',
    docUrl: profiles.find((profile) => profile.docUrl !== '')?.docUrl ?? '',
  };
}

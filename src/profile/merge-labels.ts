/** The labels of samples as numbered sets: equal sets, whatever the order of their keys, are one. */
import type { MergedStrings } from './merge-strings.ts';
import type { Profile, SampleTable } from './profile.ts';

type LabelColumns = Pick<
  SampleTable,
  'labelOffset' | 'labelKey' | 'labelString' | 'labelNumber' | 'labelUnit'
>;

/** A label in the pool: key, text, unit, the number's low and high half. */
const WIDTH = 5;
const KEY = 0;
const TEXT = 1;
const UNIT = 2;
const LOW = 3;
const HIGH = 4;

export class MergedLabels {
  private readonly strings: MergedStrings;
  /** Set i is pool[offset[i] ..< offset[i + 1]]; set 0 is empty. */
  private pool = new Uint32Array(1 << 12);
  private offset = new Uint32Array(1 << 10);
  private hash = new Uint32Array(1 << 10);
  /** Open addressing: set number, 0 where free. */
  private slots = new Uint32Array(1 << 11);
  private count = 1;
  private samples!: SampleTable;
  /** The numeric labels of the current source, as halves. */
  private halves = new Uint32Array(0);

  constructor(strings: MergedStrings) {
    this.strings = strings;
  }

  /** Turns to the next source. */
  begin({ samples }: Profile): void {
    const { labelNumber } = samples;
    this.samples = samples;
    this.halves = new Uint32Array(
      labelNumber.buffer as ArrayBuffer,
      labelNumber.byteOffset,
      labelNumber.length * 2,
    );
  }

  /** The number of the label set of a sample of the current source; 0 is the empty one. */
  set(sample: number): number {
    const from = this.samples.labelOffset[sample]!;
    const to = this.samples.labelOffset[sample + 1]!;
    if (from === to) return 0;
    const start = this.offset[this.count]!;
    const end = start + (to - from) * WIDTH;
    while (end > this.pool.length) this.pool = doubled(this.pool);
    for (let l = from; l < to; l++) this.insert(start, start + (l - from) * WIDTH, l);
    return this.intern(start, end);
  }

  /** Puts a label among those at start ..< end of the pool: textual ones first, by key, values of one key in order. */
  private insert(start: number, end: number, l: number): void {
    const { pool, samples, strings, halves } = this;
    const key = strings.number(samples.labelKey[l]!);
    const isText = samples.labelString[l] !== 0;
    let at = end;
    for (; at > start; at -= WIDTH) {
      const other = at - WIDTH;
      const isOtherText = pool[other + TEXT] !== 0;
      if (isOtherText === isText ? pool[other + KEY]! <= key : isOtherText) break;
      pool.copyWithin(at, other, at);
    }
    pool[at + KEY] = key;
    pool[at + TEXT] = isText ? strings.number(samples.labelString[l]!) : 0;
    pool[at + UNIT] = isText ? 0 : strings.number(samples.labelUnit[l]!);
    pool[at + LOW] = isText ? 0 : halves[2 * l]!;
    pool[at + HIGH] = isText ? 0 : halves[2 * l + 1]!;
  }

  /** The number of the set that was written behind the last one. */
  private intern(start: number, end: number): number {
    const { pool } = this;
    let hash = 0x811c_9dc5;
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ pool[i]!, 0x0100_0193);
      hash ^= hash >>> 15;
    }
    hash >>>= 0;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (this.hash[found] === hash && this.isSame(found, start, end)) return found;
      slot = (slot + 1) & mask;
    }
    const added = this.count++;
    this.slots[slot] = added;
    if (added + 2 > this.offset.length) {
      this.offset = doubled(this.offset);
      this.hash = doubled(this.hash);
    }
    this.offset[added + 1] = end;
    this.hash[added] = hash;
    if (this.count * 2 > this.slots.length) this.growSlots();
    return added;
  }

  private isSame(set: number, start: number, end: number): boolean {
    const other = this.offset[set]!;
    if (this.offset[set + 1]! - other !== end - start) return false;
    for (let i = 0; i < end - start; i++) if (this.pool[other + i] !== this.pool[start + i]) return false;
    return true;
  }

  /** While merging, keys are in the order of their numbers, which says only where they came first. */
  private sortByKeys(): void {
    const { pool, offset, strings } = this;
    const end = offset[this.count]!;
    const keys = new Set<number>();
    for (let at = 0; at < end; at += WIDTH) keys.add(pool[at + KEY]!);
    const sorted = [...keys].sort((a, b) => Buffer.compare(strings.bytes(a), strings.bytes(b)));
    if (sorted.every((key, i) => i === 0 || sorted[i - 1]! < key)) return;
    const rank = new Map(sorted.map((key, i) => [key, i]));
    const isBefore = (a: number, b: number): boolean =>
      (pool[a + TEXT] === 0) === (pool[b + TEXT] === 0)
        ? rank.get(pool[a + KEY]!)! < rank.get(pool[b + KEY]!)!
        : pool[a + TEXT] !== 0;
    const label = new Uint32Array(WIDTH);
    for (let set = 1; set < this.count; set++) {
      const start = offset[set]!;
      for (let next = start + WIDTH; next < offset[set + 1]!; next += WIDTH) {
        let at = next;
        while (at > start && isBefore(next, at - WIDTH)) at -= WIDTH;
        if (at === next) continue;
        label.set(pool.subarray(next, next + WIDTH));
        pool.copyWithin(at + WIDTH, at, next);
        pool.set(label, at);
      }
    }
  }

  private growSlots(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let set = 1; set < this.count; set++) {
      let slot = this.hash[set]! & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = set;
    }
  }

  /** The label columns of samples with these sets; labels in the order of their keys. Nothing can be added after. */
  expand(sets: Uint32Array): LabelColumns {
    this.sortByKeys();
    const { pool, offset } = this;
    const labelOffset = new Uint32Array(sets.length + 1);
    for (let s = 0; s < sets.length; s++) {
      const set = sets[s]!;
      labelOffset[s + 1] = labelOffset[s]! + (offset[set + 1]! - offset[set]!) / WIDTH;
    }
    const count = labelOffset[sets.length]!;
    const labelKey = new Uint32Array(count);
    const labelString = new Uint32Array(count);
    const labelUnit = new Uint32Array(count);
    const halves = new Uint32Array(2 * count);
    let l = 0;
    for (const set of sets) {
      for (let at = offset[set]!; at < offset[set + 1]!; at += WIDTH) {
        labelKey[l] = pool[at + KEY]!;
        labelString[l] = pool[at + TEXT]!;
        labelUnit[l] = pool[at + UNIT]!;
        halves[2 * l] = pool[at + LOW]!;
        halves[2 * l + 1] = pool[at + HIGH]!;
        l++;
      }
    }
    return { labelOffset, labelKey, labelString, labelUnit, labelNumber: new BigInt64Array(halves.buffer) };
  }
}

function doubled(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(from.length * 2);
  larger.set(from);
  return larger;
}

/** The labels of samples as numbered sets: equal sets, whatever the order of their keys, are one. */
import type { MergedStrings } from './merge-strings.ts';
import type { Profile, SampleTable } from './profile.ts';
import { WordSequences, wordsOf } from './word-sequences.ts';

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
  /** Set 0 is empty. */
  private readonly sets = new WordSequences();
  private samples!: SampleTable;
  /** The numeric labels of the current source, as halves. */
  private halves: Uint32Array = new Uint32Array(0);

  constructor(strings: MergedStrings) {
    this.strings = strings;
    this.sets.close(this.sets.open(0));
  }

  /** Turns to the next source. */
  begin({ samples }: Profile): void {
    this.samples = samples;
    this.halves = wordsOf(samples.labelNumber);
  }

  /** The number of the label set of a sample of the current source; 0 is the empty one. */
  set(sample: number): number {
    const from = this.samples.labelOffset[sample]!;
    const to = this.samples.labelOffset[sample + 1]!;
    if (from === to) return 0;
    const start = this.sets.open((to - from) * WIDTH);
    for (let l = from; l < to; l++) this.insert(start, start + (l - from) * WIDTH, l);
    return this.sets.close(start + (to - from) * WIDTH);
  }

  /** Puts a label among those at start ..< end of the pool: textual ones first, by key, values of one key in order. */
  private insert(start: number, end: number, l: number): void {
    const { samples, strings, halves } = this;
    const pool = this.sets.words;
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

  /** While merging, keys are in the order of their numbers, which says only where they came first. */
  private sortByKeys(): void {
    const { sets, strings } = this;
    const pool = sets.words;
    const end = sets.end(sets.count - 1);
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
    for (let set = 1; set < sets.count; set++) {
      const start = sets.start(set);
      for (let next = start + WIDTH; next < sets.end(set); next += WIDTH) {
        let at = next;
        while (at > start && isBefore(next, at - WIDTH)) at -= WIDTH;
        if (at === next) continue;
        label.set(pool.subarray(next, next + WIDTH));
        pool.copyWithin(at + WIDTH, at, next);
        pool.set(label, at);
      }
    }
  }

  /** The label columns of samples with these sets; labels in the order of their keys. Nothing can be added after. */
  expand(ofSamples: Uint32Array): LabelColumns {
    this.sortByKeys();
    const { sets } = this;
    const pool = sets.words;
    const labelOffset = new Uint32Array(ofSamples.length + 1);
    for (let s = 0; s < ofSamples.length; s++) {
      const set = ofSamples[s]!;
      labelOffset[s + 1] = labelOffset[s]! + (sets.end(set) - sets.start(set)) / WIDTH;
    }
    const count = labelOffset[ofSamples.length]!;
    const labelKey = new Uint32Array(count);
    const labelString = new Uint32Array(count);
    const labelUnit = new Uint32Array(count);
    const halves = new Uint32Array(2 * count);
    let l = 0;
    for (const set of ofSamples) {
      for (let at = sets.start(set); at < sets.end(set); at += WIDTH) {
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

/** A sample's labels as the reports of samples print them: texts, then numbers, each kind in the order of its bytes. */
import { compareUtf8 } from '../profile/compare-utf8.ts';
import type { Profile } from '../profile/profile.ts';
import type { TextPool } from './text-pool.ts';

export interface LabelLayout {
  /** What stands before a key's first value. */
  readonly start: (key: string) => string;
  /** What stands after its last: ASCII. */
  readonly end: string;
  /** All keys of a kind on one line that begins so, spaces between them; else `end` ends the line of each. */
  readonly lineStart?: string;
  /** The values of a sample's numeric labels of one key; gets their numbers in the profile's columns. */
  readonly numbers: (labels: readonly number[], key: string) => string;
}

interface LabelKey {
  readonly text: string;
  readonly start: string;
  /** The number of `start` in the pool. */
  readonly keptStart: number;
  /** Its place in the order, where keys alone decide it. */
  readonly rank: number;
}

export class LabelTexts {
  private readonly profile: Pick<Profile, 'samples' | 'strings'>;
  private readonly pool: TextPool;
  private readonly layout: LabelLayout;
  /** By string index. */
  private readonly keys: LabelKey[] = [];
  /** Whether the order of two keys never depends on their values. */
  private readonly areKeysOrdered: boolean;
  /** Per string index: the number of the text and what ends it in the pool + 1, 0 where it is not kept. */
  private readonly keptText: Uint32Array;
  private readonly texts: number[] = [];
  private readonly numbers: number[] = [];

  constructor(profile: Pick<Profile, 'samples' | 'strings'>, pool: TextPool, layout: LabelLayout) {
    this.profile = profile;
    this.pool = pool;
    this.layout = layout;
    const { strings } = profile;
    const indices = [...new Set(profile.samples.labelKey)];
    const starts = new Map(indices.map((index) => [strings.get(index), layout.start(strings.get(index))]));
    const ordered = [...starts.values()].sort(compareUtf8);
    this.areKeysOrdered = ordered.every((start, i) => i === 0 || !start.startsWith(ordered[i - 1]!));
    const ranks = new Map(ordered.map((start, rank) => [start, rank]));
    const byText = new Map<string, LabelKey>();
    for (const [text, start] of starts) {
      byText.set(text, { text, start, keptStart: pool.keep(start), rank: ranks.get(start)! });
    }
    for (const index of indices) this.keys[index] = byText.get(strings.get(index))!;
    this.keptText = new Uint32Array(indices.length === 0 ? 0 : strings.count);
  }

  /** Adds the lines of a sample to the pool's output. */
  add(sample: number): void {
    const { labelOffset, labelString } = this.profile.samples;
    const { texts, numbers } = this;
    texts.length = 0;
    numbers.length = 0;
    let isPlain = this.areKeysOrdered;
    for (let l = labelOffset[sample]!; l < labelOffset[sample + 1]!; l++) {
      isPlain = this.insert(labelString[l] === 0 ? numbers : texts, l) && isPlain;
    }
    for (const kind of [texts, numbers]) {
      if (kind.length === 0) continue;
      if (this.layout.lineStart !== undefined) this.pool.addAscii(this.layout.lineStart);
      if (isPlain) for (const label of kind) this.addEntry(label);
      else this.addSorted(kind);
      if (this.layout.lineStart !== undefined) this.endLine();
    }
  }

  private keyOf(label: number): LabelKey {
    return this.keys[this.profile.samples.labelKey[label]!]!;
  }

  /** Into the order of keys; false where the key is there already, whose values stand together. */
  private insert(labels: number[], label: number): boolean {
    const { rank } = this.keyOf(label);
    let at = labels.length;
    while (at > 0 && this.keyOf(labels[at - 1]!).rank > rank) {
      labels[at] = labels[at - 1]!;
      at--;
    }
    labels[at] = label;
    return at === 0 || this.keyOf(labels[at - 1]!).rank !== rank;
  }

  /** The only label of its key. */
  private addEntry(label: number): void {
    const { samples, strings } = this.profile;
    const { pool } = this;
    const key = this.keyOf(label);
    if (key.keptStart < 0) pool.add(key.start);
    else pool.addKept(key.keptStart);
    const index = samples.labelString[label]!;
    if (index === 0) {
      pool.add(this.layout.numbers([label], key.text) + this.entryEnd);
      return;
    }
    const known = this.keptText[index]!;
    if (known !== 0) {
      pool.addKept(known - 1);
      return;
    }
    const text = strings.get(index) + this.entryEnd;
    const number = pool.keep(text);
    this.keptText[index] = number + 1;
    if (number < 0) pool.add(text);
    else pool.addKept(number);
  }

  private get entryEnd(): string {
    return this.layout.lineStart === undefined ? this.layout.end : `${this.layout.end} `;
  }

  /** The space after the last entry gives way to the end of the line. */
  private endLine(): void {
    this.pool.dropLast();
    this.pool.addAscii('\n');
  }

  /** The general case. */
  private addSorted(labels: readonly number[]): void {
    const byKey = new Map<LabelKey, number[]>();
    for (const label of labels.toSorted((a, b) => a - b)) {
      const key = this.keyOf(label);
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [label]);
      else known.push(label);
    }
    const { samples, strings } = this.profile;
    const entries = Array.from(byKey, ([key, list]) => {
      const values =
        samples.labelString[list[0]!] === 0
          ? this.layout.numbers(list, key.text)
          : list.map((label) => strings.get(samples.labelString[label]!)).join(' ');
      return key.start + values + this.layout.end;
    });
    const between = this.layout.lineStart === undefined ? '' : ' ';
    for (const entry of entries.sort(compareUtf8)) this.pool.add(entry + between);
  }
}

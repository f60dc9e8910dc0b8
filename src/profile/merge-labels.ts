/** The labels of samples as numbered sets: equal sets, whatever the order of their keys, are one. */
import { compareUtf8 } from './compare-utf8.ts';
import type { MergedStrings } from './merge-tables.ts';
import type { Profile, SampleTable } from './profile.ts';

interface Label {
  readonly key: number;
  readonly text: number;
  readonly number: bigint;
  readonly unit: number;
}

/** Numbers of texts are found once a text and source; -1: not yet. */
const UNKNOWN = -1;

export class MergedLabels {
  private readonly strings: MergedStrings;
  private readonly sets: (readonly Label[])[] = [[]];
  private readonly setByKey = new Map<string, number>([['', 0]]);
  /** The same, by the labels as the current source writes them: most sets repeat as they are. */
  private setBySource = new Map<string, number>();
  private source!: Profile;
  private textOf = new Int32Array(0);

  constructor(strings: MergedStrings) {
    this.strings = strings;
  }

  /** Turns to the next source. */
  begin(source: Profile): void {
    this.source = source;
    this.setBySource = new Map();
    this.textOf = new Int32Array(source.strings.count).fill(UNKNOWN);
  }

  /** The number of the label set of a sample of the current source; 0 is the empty one. */
  set(sample: number): number {
    const { samples } = this.source;
    const from = samples.labelOffset[sample]!;
    const to = samples.labelOffset[sample + 1]!;
    if (from === to) return 0;
    let written = '';
    for (let l = from; l < to; l++) {
      written += `${samples.labelKey[l]} ${samples.labelString[l]} `;
      if (samples.labelString[l] === 0) written += `${samples.labelNumber[l]} ${samples.labelUnit[l]} `;
    }
    const known = this.setBySource.get(written);
    if (known !== undefined) return known;
    const set = this.intern(samples, from, to);
    this.setBySource.set(written, set);
    return set;
  }

  private intern(samples: SampleTable, from: number, to: number): number {
    const labels: Label[] = [];
    for (let l = from; l < to; l++) {
      labels.push({
        key: this.text(samples.labelKey[l]!),
        text: this.text(samples.labelString[l]!),
        number: samples.labelNumber[l]!,
        unit: this.text(samples.labelUnit[l]!),
      });
    }
    // Values of one key keep their order.
    labels.sort(
      (a, b) =>
        Number(a.text === 0) - Number(b.text === 0) ||
        compareUtf8(this.strings.texts[a.key]!, this.strings.texts[b.key]!),
    );
    const key = labels.map((each) => `${each.key} ${each.text} ${each.number} ${each.unit}`).join(' ');
    let set = this.setByKey.get(key);
    if (set === undefined) {
      set = this.sets.length;
      this.sets.push(labels);
      this.setByKey.set(key, set);
    }
    return set;
  }

  private text(index: number): number {
    let text = this.textOf[index]!;
    if (text === UNKNOWN) {
      text = this.strings.intern(this.source.strings.get(index));
      this.textOf[index] = text;
    }
    return text;
  }

  /** The label columns of samples with these sets. */
  expand(
    sets: Uint32Array,
  ): Pick<SampleTable, 'labelOffset' | 'labelKey' | 'labelString' | 'labelNumber' | 'labelUnit'> {
    const labelOffset = new Uint32Array(sets.length + 1);
    for (let s = 0; s < sets.length; s++) labelOffset[s + 1] = labelOffset[s]! + this.sets[sets[s]!]!.length;
    const count = labelOffset[sets.length]!;
    const columns = {
      labelKey: new Uint32Array(count),
      labelString: new Uint32Array(count),
      labelNumber: new BigInt64Array(count),
      labelUnit: new Uint32Array(count),
    };
    let l = 0;
    for (const set of sets) {
      for (const label of this.sets[set]!) {
        columns.labelKey[l] = label.key;
        columns.labelString[l] = label.text;
        columns.labelNumber[l] = label.number;
        columns.labelUnit[l++] = label.unit;
      }
    }
    return { labelOffset, ...columns };
  }
}

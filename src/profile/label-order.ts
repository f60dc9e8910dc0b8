/** The order of a sample's labels that does not depend on how they were written. */
import type { Profile } from './profile.ts';

/** Texts before numbers, each by key (as bytes); labels of one key stay as they are. */
export class LabelOrder {
  private readonly samples: Profile['samples'];
  /** Per label: greater ones come later. */
  private readonly rank: Uint32Array;

  constructor({ samples, strings }: Pick<Profile, 'samples' | 'strings'>) {
    this.samples = samples;
    const { labelKey, labelString } = samples;
    const keys = [...new Set(labelKey)].map((index) => ({ index, bytes: strings.bytes(index) }));
    keys.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
    const rankOfKey = new Map<number, number>();
    let rank = 0;
    for (const [i, { index, bytes }] of keys.entries()) {
      if (i > 0 && Buffer.compare(keys[i - 1]!.bytes, bytes) !== 0) rank++;
      rankOfKey.set(index, rank);
    }
    this.rank = labelKey.map((key, l) => rankOfKey.get(key)! + (labelString[l] === 0 ? keys.length : 0));
  }

  /** The labels of a sample. */
  of(sample: number): readonly number[] {
    const { rank } = this;
    const from = this.samples.labelOffset[sample]!;
    const to = this.samples.labelOffset[sample + 1]!;
    if (from === to) return NO_LABELS;
    const labels: number[] = [];
    let isOrdered = true;
    for (let l = from; l < to; l++) {
      if (l > from && rank[l - 1]! > rank[l]!) isOrdered = false;
      labels.push(l);
    }
    return isOrdered ? labels : labels.sort((a, b) => rank[a]! - rank[b]!);
  }
}

const NO_LABELS: readonly number[] = [];

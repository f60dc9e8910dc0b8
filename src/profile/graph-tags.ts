/** What labels say about single nodes: the boxes beside them in a drawn graph. */
import { compareUtf8 } from './compare-utf8.ts';
import { absInt64, addInt64, divideInt64, type Int64 } from './go-number-format.ts';
import { compareMagnitude } from './graph.ts';
import { formatValue } from './measurement.ts';
import { PairTable } from './pair-table.ts';
import type { Profile, ValueColumn } from './profile.ts';

export interface NodeTag {
  readonly name: string;
  /** Of a numeric tag; 0 else. */
  readonly value: bigint;
  readonly flat: Int64;
  readonly cum: Int64;
  /** Sums of divisors; 0 where no means are asked for. */
  readonly flatDivisor: Int64;
  readonly cumDivisor: Int64;
}

export interface NodeTags {
  /** A tag for each set of string labels, joined. */
  readonly texts: readonly NodeTag[];
  /** Sizes, by the name of the tag of texts that their samples have; by '' for samples without. */
  readonly sizes: ReadonlyMap<string, readonly NodeTag[]>;
}

export const tagFlat = (tag: NodeTag): Int64 => divideInt64(tag.flat, tag.flatDivisor);
export const tagCum = (tag: NodeTag): Int64 => divideInt64(tag.cum, tag.cumDivisor);

/** Largest first, by the flat sum or by the cumulative one, then by name. */
export function tagOrder(byFlat: boolean): (a: NodeTag, b: NodeTag) => number {
  return (a, b) =>
    (byFlat ? 0 : compareMagnitude(b.cum, a.cum)) ||
    compareMagnitude(b.flat, a.flat) ||
    compareUtf8(a.name, b.name);
}

/** The nodes that a sample counts for, each once, and the one at its leaf; -1 where there is none. */
export type SampleVisitor = (sample: number, visit: (node: number) => void) => number;

export interface TagOptions {
  readonly profile: Profile;
  readonly column: ValueColumn;
  readonly divisors: ValueColumn | undefined;
  readonly visitSample: SampleVisitor;
  /** 1 per node whose tags are wanted. */
  readonly wanted: Uint8Array;
  /** Tags whose |sums| are both below go. */
  readonly cutoff: Int64;
  /** The unit of sizes, and the one they print in. */
  readonly sizeUnit: string;
  readonly outputUnit: string;
}

/** The tags of the wanted nodes that have any. */
export function nodeTags(options: TagOptions): ReadonlyMap<number, NodeTags> {
  const labels = new SampleLabels(options.profile, options.sizeUnit, options.outputUnit);
  if (labels.isEmpty) return new Map();
  const { column, divisors, wanted, visitSample, profile } = options;
  const texts = new TagSums(column, divisors);
  const sizes = new TagSums(column, divisors);
  for (let s = 0; s < profile.samples.count; s++) {
    const set = labels.textsOf(s);
    const numbers = labels.sizesOf(s, set);
    const leaf = visitSample(s, (node) => {
      if (wanted[node] === 0) return;
      if (set !== 0) texts.addCum(texts.slot(node, set, 0n), s);
      for (const { id, value } of numbers) sizes.addCum(sizes.slot(node, id, value), s);
    });
    if (leaf === -1 || wanted[leaf] === 0) continue;
    if (set !== 0) texts.addFlat(texts.slot(leaf, set, 0n), s);
    for (const { id, value } of numbers) sizes.addFlat(sizes.slot(leaf, id, value), s);
  }
  return collect(texts, sizes, labels, options.cutoff);
}

function collect(
  texts: TagSums,
  sizes: TagSums,
  labels: SampleLabels,
  cutoff: Int64,
): ReadonlyMap<number, NodeTags> {
  const found = new Map<number, { texts: NodeTag[]; sizes: Map<string, NodeTag[]> }>();
  const tagsOf = (node: number) => {
    const known = found.get(node);
    if (known !== undefined) return known;
    const made = { texts: [] as NodeTag[], sizes: new Map<string, NodeTag[]>() };
    found.set(node, made);
    return made;
  };
  texts.each(cutoff, (node, set, sums) => tagsOf(node).texts.push({ ...sums, name: labels.textName(set) }));
  sizes.each(cutoff, (node, id, sums) => {
    const { set, name } = labels.size(id);
    const bySet = tagsOf(node).sizes;
    const key = labels.textName(set);
    const known = bySet.get(key);
    if (known === undefined) bySet.set(key, [{ ...sums, name }]);
    else known.push({ ...sums, name });
  });
  return found;
}

/** Sums per node and tag. */
class TagSums {
  private readonly pairs = new PairTable();
  private readonly column: ValueColumn;
  private readonly divisors: ValueColumn | undefined;
  private readonly values: bigint[] = [];
  private readonly flat: Int64[] = [];
  private readonly cum: Int64[] = [];
  private readonly flatDivisor: Int64[] = [];
  private readonly cumDivisor: Int64[] = [];

  constructor(column: ValueColumn, divisors: ValueColumn | undefined) {
    this.column = column;
    this.divisors = divisors;
  }

  /** `value` counts where the slot is new: of sizes that print alike, the first is kept. */
  slot(node: number, tag: number, value: bigint): number {
    const slot = this.pairs.indexOf(node, tag);
    if (slot === this.flat.length) {
      this.values.push(value);
      for (const sums of [this.flat, this.cum, this.flatDivisor, this.cumDivisor]) sums.push(0);
    }
    return slot;
  }

  addFlat(slot: number, sample: number): void {
    this.flat[slot] = addInt64(this.flat[slot]!, this.column[sample]!);
    if (this.divisors) this.flatDivisor[slot] = addInt64(this.flatDivisor[slot]!, this.divisors[sample]!);
  }

  addCum(slot: number, sample: number): void {
    this.cum[slot] = addInt64(this.cum[slot]!, this.column[sample]!);
    if (this.divisors) this.cumDivisor[slot] = addInt64(this.cumDivisor[slot]!, this.divisors[sample]!);
  }

  each(cutoff: Int64, give: (node: number, tag: number, sums: Omit<NodeTag, 'name'>) => void): void {
    for (let slot = 0; slot < this.pairs.count; slot++) {
      const flat = this.flat[slot]!;
      const cum = this.cum[slot]!;
      if (absInt64(flat) < cutoff && absInt64(cum) < cutoff) continue;
      const divisors = { flatDivisor: this.flatDivisor[slot]!, cumDivisor: this.cumDivisor[slot]! };
      give(this.pairs.first(slot), this.pairs.second(slot), {
        value: this.values[slot]!,
        flat,
        cum,
        ...divisors,
      });
    }
  }
}

/** Marks samples of a comparison's base; no tag of theirs. */
const BASE_KEY = 'pprof::base';
const SIZE_KEY = 'bytes';

interface SampleSize {
  readonly id: number;
  readonly value: bigint;
}

const NO_SIZES: readonly SampleSize[] = [];

/** Numbers the sets of string labels, and the sizes under each. */
class SampleLabels {
  readonly isEmpty: boolean;
  private readonly profile: Profile;
  private readonly sizeUnit: string;
  private readonly outputUnit: string;
  private readonly isSizeKey: Uint8Array;
  private readonly isBaseKey: Uint8Array;
  private readonly setNames: string[] = [''];
  private readonly setByName = new Map<string, number>([['', 0]]);
  private readonly sizeNames: { set: number; name: string }[] = [];
  private readonly sizeByName = new Map<string, number>();

  constructor(profile: Profile, sizeUnit: string, outputUnit: string) {
    this.profile = profile;
    this.sizeUnit = sizeUnit;
    this.outputUnit = outputUnit;
    this.isEmpty = profile.samples.labelKey.length === 0;
    this.isSizeKey = new Uint8Array(this.isEmpty ? 0 : profile.strings.count);
    this.isBaseKey = new Uint8Array(this.isEmpty ? 0 : profile.strings.count);
    for (const key of new Set(profile.samples.labelKey)) {
      const text = profile.strings.get(key);
      if (text === SIZE_KEY) this.isSizeKey[key] = 1;
      if (text === BASE_KEY) this.isBaseKey[key] = 1;
    }
  }

  textName = (set: number): string => this.setNames[set]!;
  size = (id: number): { readonly set: number; readonly name: string } => this.sizeNames[id]!;

  /** 0 where there are none. */
  textsOf(sample: number): number {
    const { samples, strings } = this.profile;
    const texts: string[] = [];
    for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
      const key = samples.labelKey[l]!;
      if (samples.labelString[l] === 0 || this.isBaseKey[key] === 1) continue;
      texts.push(`${strings.get(key)}:${strings.get(samples.labelString[l]!)}`);
    }
    if (texts.length === 0) return 0;
    // Graphviz makes a line end of it.
    const name = texts.length === 1 ? texts[0]! : texts.sort(compareUtf8).join('\\n');
    return this.numberOf(this.setByName, name, () => this.setNames.push(name));
  }

  /** Of a sample with that set of string labels. */
  sizesOf(sample: number, set: number): readonly SampleSize[] {
    const { samples } = this.profile;
    let sizes: SampleSize[] | undefined;
    for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
      if (samples.labelString[l] !== 0 || this.isSizeKey[samples.labelKey[l]!] === 0) continue;
      const value = samples.labelNumber[l]!;
      const name = formatValue(value, this.sizeUnit, this.outputUnit);
      const id = this.numberOf(this.sizeByName, `${set} ${name}`, () => this.sizeNames.push({ set, name }));
      sizes ??= [];
      sizes.push({ id, value });
    }
    return sizes ?? NO_SIZES;
  }

  private numberOf(numbers: Map<string, number>, name: string, add: () => void): number {
    let number = numbers.get(name);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(name, number);
      add();
    }
    return number;
  }
}

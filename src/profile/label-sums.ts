/** What the samples of each label value add up to. */
import { addInt64, type Int64 } from './go-number-format.ts';
import { LabelValues } from './label-values.ts';
import { PairTable } from './pair-table.ts';
import type { Profile, SampleTable, ValueColumn } from './profile.ts';

export interface LabelKeySums {
  readonly key: string;
  /** Of all its values: a sample counts as often as it has the key. */
  readonly total: Int64;
  readonly values: LabelValues;
}

/** `formatNumber` makes the text of a numeric label of that key. Keys come in no order. */
export function sumLabels(
  profile: Profile,
  column: ValueColumn,
  formatNumber: (value: bigint, key: string) => string,
): LabelKeySums[] {
  const { samples, strings } = profile;
  const values = exactColumn(profile, column);
  const keys = new Map<string, KeySums>();
  const keyed = (index: number): KeySums => {
    const key = strings.get(index);
    let entry = keys.get(key);
    if (entry === undefined) {
      entry = { total: 0, indices: [], sums: [] };
      keys.set(key, entry);
    }
    return entry;
  };
  const texts = new TextSums(values, strings.count);
  texts.add(samples);
  texts.each((key, text, sum) => addSum(keyed(key), text, sum));
  const numberTexts: string[] = [];
  sumNumbers(samples, values, (key, value, sum) => {
    const text = strings.count + numberTexts.length;
    numberTexts.push(formatNumber(value, strings.get(key)));
    addSum(keyed(key), text, sum);
  });
  const table = (numberTexts.length === 0 ? strings : strings.extend(numberTexts)).packed();
  const makeColumn = (sums: readonly Int64[]): ValueColumn =>
    values instanceof Float64Array
      ? Float64Array.from(sums as readonly number[])
      : BigInt64Array.from(sums, BigInt);
  return Array.from(keys, ([key, { total, indices, sums }]) => ({
    key,
    total,
    values: new LabelValues(table, Uint32Array.from(indices), makeColumn(sums)),
  }));
}

interface KeySums {
  total: Int64;
  readonly indices: number[];
  readonly sums: Int64[];
}

function addSum(entry: KeySums, index: number, sum: Int64): void {
  entry.total = addInt64(entry.total, sum);
  entry.indices.push(index);
  entry.sums.push(sum);
}

/** As bigints where a sample's labels, each counted, could exceed what doubles hold. */
function exactColumn({ samples }: Profile, column: ValueColumn): ValueColumn {
  if (column instanceof BigInt64Array) return column;
  let most = 0;
  let sum = 0;
  for (let s = 0; s < samples.count; s++) {
    most = Math.max(most, samples.labelOffset[s + 1]! - samples.labelOffset[s]!);
    sum += Math.abs(column[s]!);
  }
  return most * sum <= Number.MAX_SAFE_INTEGER ? column : BigInt64Array.from(column, BigInt);
}

/** Sums per pair of key and text, both string indices. Most texts come with one key only: these need no search. */
class TextSums {
  private readonly column: ValueColumn;
  /** Per text: the key that it first came with, and its sum in `sums`. */
  private readonly firstKey: Uint32Array;
  private readonly firstSum: ValueColumn;
  private readonly isMet: Uint8Array;
  /** Its other keys. */
  private readonly pairs = new PairTable();
  private pairSums: ValueColumn;

  constructor(column: ValueColumn, stringCount: number) {
    this.column = column;
    this.firstKey = new Uint32Array(stringCount);
    this.isMet = new Uint8Array(stringCount);
    this.firstSum = zeros(column, stringCount);
    this.pairSums = zeros(column, 1 << 10);
  }

  add({ labelOffset, labelKey, labelString, count }: SampleTable): void {
    const { firstKey, isMet } = this;
    // All columns are of one kind.
    const column = this.column as Float64Array;
    const sums = this.firstSum as Float64Array;
    for (let s = 0; s < count; s++) {
      const value = column[s]!;
      const end = labelOffset[s + 1]!;
      for (let l = labelOffset[s]!; l < end; l++) {
        const text = labelString[l]!;
        if (text === 0) continue;
        const key = labelKey[l]!;
        if (isMet[text] === 0) {
          isMet[text] = 1;
          firstKey[text] = key;
        }
        if (firstKey[text] === key) sums[text]! += value;
        else this.addToPair(key, text, value);
      }
    }
  }

  private addToPair(key: number, text: number, value: number): void {
    const pair = this.pairs.indexOf(key, text);
    if (pair === this.pairSums.length) {
      const longer = zeros(this.column, 2 * pair);
      longer.set(this.pairSums as never);
      this.pairSums = longer;
    }
    (this.pairSums as Float64Array)[pair]! += value;
  }

  each(give: (key: number, text: number, sum: Int64) => void): void {
    const { pairs, pairSums, isMet, firstKey, firstSum } = this;
    for (let text = 0; text < isMet.length; text++) {
      if (isMet[text] === 1) give(firstKey[text]!, text, firstSum[text]!);
    }
    for (let pair = 0; pair < pairs.count; pair++) {
      give(pairs.first(pair), pairs.second(pair), pairSums[pair]!);
    }
  }
}

const zeros = (like: ValueColumn, length: number): ValueColumn =>
  like instanceof Float64Array ? new Float64Array(length) : new BigInt64Array(length);

function sumNumbers(
  samples: SampleTable,
  column: ValueColumn,
  add: (key: number, value: bigint, sum: Int64) => void,
): void {
  const { labelOffset, labelKey, labelString, labelNumber } = samples;
  const byKey = new Map<number, Map<bigint, Int64>>();
  for (let s = 0; s < samples.count; s++) {
    for (let l = labelOffset[s]!; l < labelOffset[s + 1]!; l++) {
      if (labelString[l] !== 0) continue;
      let sums = byKey.get(labelKey[l]!);
      if (sums === undefined) {
        sums = new Map();
        byKey.set(labelKey[l]!, sums);
      }
      const number = labelNumber[l]!;
      sums.set(number, addInt64(sums.get(number) ?? 0, column[s]!));
    }
  }
  for (const [key, sums] of byKey) for (const [number, sum] of sums) add(key, number, sum);
}

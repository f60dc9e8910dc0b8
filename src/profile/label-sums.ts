/** What the samples of each label value add up to. */
import { addInt64, type Int64 } from './go-number-format.ts';
import { MergedStrings } from './merge-strings.ts';
import { PairTable } from './pair-table.ts';
import type { Profile, ValueColumn } from './profile.ts';

export interface LabelValueSum {
  readonly text: string;
  readonly sum: Int64;
}

export interface LabelKeySums {
  readonly key: string;
  /** Of all its values: a sample counts as often as it has the key. */
  readonly total: Int64;
  readonly values: readonly LabelValueSum[];
}

/** `formatNumber` makes the text of a numeric label of that key. Keys and values come in no order. */
export function sumLabels(
  profile: Profile,
  column: ValueColumn,
  formatNumber: (value: bigint, key: string) => string,
): LabelKeySums[] {
  const values = exactColumn(profile, column);
  const keys = new Map<string, KeySums>();
  const keyed = (key: string): KeySums => {
    let entry = keys.get(key);
    if (entry === undefined) {
      entry = { key, total: 0, values: [] };
      keys.set(key, entry);
    }
    return entry;
  };
  sumTexts(profile, values, keyed);
  const numbered = new Map<KeySums, Map<string, Int64>>();
  sumNumbers(profile, values, (key, value, sum) => {
    const entry = keyed(key);
    let sums = numbered.get(entry);
    if (sums === undefined) {
      // A number may print as a text that is there.
      sums = new Map(entry.values.map((each) => [each.text, each.sum]));
      numbered.set(entry, sums);
    }
    const text = formatNumber(value, key);
    sums.set(text, addInt64(sums.get(text) ?? 0, sum));
    entry.total = addInt64(entry.total, sum);
  });
  for (const [entry, sums] of numbered) entry.values = Array.from(sums, ([text, sum]) => ({ text, sum }));
  return [...keys.values()];
}

interface KeySums {
  readonly key: string;
  total: Int64;
  values: LabelValueSum[];
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

/** String labels: sums per pair of key and text, equal ones compared as bytes, so that each text is made once. */
function sumTexts(profile: Profile, column: ValueColumn, keyed: (key: string) => KeySums): void {
  const { labelOffset, labelKey, labelString, count } = profile.samples;
  const distinct = new MergedStrings();
  distinct.begin(profile.strings);
  const pairs = new PairTable();
  let sums = column instanceof Float64Array ? new Float64Array(1 << 12) : new BigInt64Array(1 << 12);
  for (let s = 0; s < count; s++) {
    for (let l = labelOffset[s]!; l < labelOffset[s + 1]!; l++) {
      if (labelString[l] === 0) continue;
      const pair = pairs.indexOf(distinct.number(labelKey[l]!), distinct.number(labelString[l]!));
      if (pair === sums.length) sums = twiceAsLong(sums);
      // Both are of the column's kind.
      (sums as Float64Array)[pair]! += column[s] as number;
    }
  }
  const strings = distinct.finish();
  for (let pair = 0; pair < pairs.count; pair++) {
    const entry = keyed(strings.get(pairs.first(pair)));
    const sum = sums[pair]!;
    entry.total = addInt64(entry.total, sum);
    entry.values.push({ text: strings.get(pairs.second(pair)), sum });
  }
}

function twiceAsLong(sums: Float64Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>) {
  const longer =
    sums instanceof Float64Array ? new Float64Array(2 * sums.length) : new BigInt64Array(2 * sums.length);
  longer.set(sums as never);
  return longer;
}

function sumNumbers(
  { samples, strings }: Profile,
  column: ValueColumn,
  add: (key: string, value: bigint, sum: Int64) => void,
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
  for (const [key, sums] of byKey) for (const [number, sum] of sums) add(strings.get(key), number, sum);
}

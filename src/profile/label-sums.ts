/** What the samples of each label value add up to. */
import { addInt64, type Int64 } from './go-number-format.ts';
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
  const keys = new Map<string, { total: Int64; sums: Map<string, Int64> }>();
  const add = (key: string, text: string, sum: Int64) => {
    let entry = keys.get(key);
    if (entry === undefined) {
      entry = { total: 0, sums: new Map() };
      keys.set(key, entry);
    }
    entry.total = addInt64(entry.total, sum);
    const before = entry.sums.get(text);
    entry.sums.set(text, before === undefined ? sum : addInt64(before, sum));
  };
  sumTexts(profile, values, add);
  sumNumbers(profile, values, (key, value, sum) => add(key, formatNumber(value, key), sum));
  return Array.from(keys, ([key, { total, sums }]) => ({
    key,
    total,
    values: Array.from(sums, ([text, sum]) => ({ text, sum })),
  }));
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

type AddSum = (key: string, text: string, sum: Int64) => void;

/** String labels: sums per pair of string numbers first, so that texts are looked at once. */
function sumTexts(profile: Profile, column: ValueColumn, add: AddSum): void {
  const { labelOffset, labelKey, labelString, count } = profile.samples;
  const pairs = new PairTable();
  let sums = column instanceof Float64Array ? new Float64Array(1 << 12) : new BigInt64Array(1 << 12);
  for (let s = 0; s < count; s++) {
    for (let l = labelOffset[s]!; l < labelOffset[s + 1]!; l++) {
      const text = labelString[l]!;
      if (text === 0) continue;
      const pair = pairs.indexOf(labelKey[l]!, text);
      if (pair === sums.length) sums = twiceAsLong(sums);
      // Both are of the column's kind.
      (sums as Float64Array)[pair]! += column[s] as number;
    }
  }
  const { strings } = profile;
  for (let pair = 0; pair < pairs.count; pair++) {
    add(strings.get(pairs.first(pair)), strings.get(pairs.second(pair)), sums[pair]!);
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

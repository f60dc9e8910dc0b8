/** The values of one label key with what each adds up to, in columns. */
import { absInt64, type Int64 } from './go-number-format.ts';
import { compareMagnitude } from './graph.ts';
import type { ValueColumn } from './profile.ts';
import { compareBytes, orderByBytes } from './sort-strings.ts';
import type { PackedStrings } from './string-table.ts';
import { decodeUtf8 } from './utf8.ts';

/** Largest first, equal ones in the order of their bytes; each text once. */
export class LabelValues {
  readonly count: number;
  private readonly strings: PackedStrings;
  private readonly index: Uint32Array;
  private readonly sums: ValueColumn;

  /** @param sums of the strings at `indices`, which may be equal under several indices. */
  constructor(strings: PackedStrings, indices: Uint32Array, sums: ValueColumn) {
    const { firsts, joined } = joinEqual(strings, indices, sums);
    const order = largestFirst(joined);
    this.strings = strings;
    this.count = order.length;
    this.index = order.map((i) => indices[firsts[i]!]!);
    this.sums = joined.slice();
    for (const [i, from] of order.entries()) this.sums[i] = joined[from]!;
  }

  text(value: number): string {
    return decodeUtf8(this.buffer, this.start(value), this.end(value));
  }

  /** The text is buffer[start ..< end]. */
  get buffer(): Uint8Array {
    return this.strings.buffer;
  }

  start(value: number): number {
    return this.strings.offset[this.index[value]!]!;
  }

  end(value: number): number {
    return this.strings.offset[this.index[value]! + 1]!;
  }

  sum(value: number): Int64 {
    return this.sums[value]!;
  }
}

/** In the order of their bytes, equal strings once: the position of the first of them, and the sum of all. */
function joinEqual(strings: PackedStrings, indices: Uint32Array, sums: ValueColumn) {
  const order = orderByBytes(strings, indices);
  const joined = sums.slice();
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const position = order[i]!;
    const isKnown = count > 0 && compareBytes(strings, indices[order[count - 1]!]!, indices[position]!) === 0;
    if (isKnown) (joined as Float64Array)[count - 1]! += sums[position] as number;
    else {
      order[count] = position;
      joined[count] = sums[position]!;
      count++;
    }
  }
  return { firsts: order.subarray(0, count), joined: joined.subarray(0, count) };
}

/** Positions by |sum|, those of equal sums in the order they have: few sums differ among many values. */
function largestFirst(sums: ValueColumn): Uint32Array {
  const rankOf = new Map<Int64, number>();
  for (let i = 0; i < sums.length; i++) rankOf.set(absInt64(sums[i]!), 0);
  const sizes = [...rankOf.keys()].sort((a, b) => compareMagnitude(b, a));
  for (const [rank, size] of sizes.entries()) rankOf.set(size, rank);
  const ranks = new Uint32Array(sums.length);
  for (let i = 0; i < sums.length; i++) ranks[i] = rankOf.get(absInt64(sums[i]!))!;
  const next = new Uint32Array(sizes.length + 1);
  for (const rank of ranks) next[rank + 1]!++;
  for (let rank = 0; rank < sizes.length; rank++) next[rank + 1]! += next[rank]!;
  const order = new Uint32Array(sums.length);
  for (let i = 0; i < ranks.length; i++) order[next[ranks[i]!]!++] = i;
  return order;
}

/** Strings of a table in the order of their bytes, without making texts of them. */
import type { PackedStrings } from './string-table.ts';

/** Below this a comparing sort is as fast. */
const FEW = 512;
const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/** The positions of strings, given by index, in the order of their bytes; equal ones come to stand together. */
export function orderByBytes(strings: PackedStrings, indices: Uint32Array): Uint32Array {
  const order = Uint32Array.from(indices, (_, i) => i);
  const compare = (a: number, b: number) => compareBytes(strings, indices[a]!, indices[b]!);
  if (indices.length < FEW) return order.sort(compare);
  const shared = sharedPrefix(strings, indices);
  const high = Uint32Array.from(indices, (index) => wordAt(strings, index, shared));
  const low = Uint32Array.from(indices, (index) => wordAt(strings, index, shared + 4));
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(indices.length);
  const counts = new Uint32Array(DIGITS);
  for (const words of [low, high]) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (distribute(from, to, words, shift, counts)) [from, to] = [to, from];
    }
  }
  // What the first bytes leave open.
  for (let start = 0; start < from.length; ) {
    const first = from[start]!;
    let end = start + 1;
    while (end < from.length && high[from[end]!] === high[first] && low[from[end]!] === low[first]) end++;
    if (end - start > 1) from.subarray(start, end).sort(compare);
    start = end;
  }
  return from;
}

/** One pass of a radix sort; false where all have the same digit, and nothing was moved. */
function distribute(
  from: Uint32Array,
  to: Uint32Array,
  words: Uint32Array,
  shift: number,
  counts: Uint32Array,
): boolean {
  counts.fill(0);
  for (let i = 0; i < from.length; i++) counts[(words[from[i]!]! >>> shift) & (DIGITS - 1)]!++;
  if (counts[(words[from[0]!]! >>> shift) & (DIGITS - 1)] === from.length) return false;
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = counts[digit]!;
    counts[digit] = start;
    start += count;
  }
  for (let i = 0; i < from.length; i++) {
    const position = from[i]!;
    to[counts[(words[position]! >>> shift) & (DIGITS - 1)]!++] = position;
  }
  return true;
}

function sharedPrefix({ buffer, offset }: PackedStrings, indices: Uint32Array): number {
  const first = offset[indices[0]!]!;
  let length = offset[indices[0]! + 1]! - first;
  for (const index of indices) {
    const start = offset[index]!;
    const most = Math.min(length, offset[index + 1]! - start);
    let i = 0;
    while (i < most && buffer[start + i] === buffer[first + i]) i++;
    length = i;
  }
  return length;
}

/** Four bytes as a number that orders as they do; 0 where there are none. */
function wordAt({ buffer, offset }: PackedStrings, index: number, from: number): number {
  const end = offset[index + 1]!;
  let word = 0;
  for (let at = offset[index]! + from, n = 0; n < 4; at++, n++)
    word = (word << 8) | (at < end ? buffer[at]! : 0);
  return word >>> 0;
}

/** Orders two strings of a table by their bytes. */
export function compareBytes({ buffer, offset }: PackedStrings, a: number, b: number): number {
  const startA = offset[a]!;
  const startB = offset[b]!;
  const sizeA = offset[a + 1]! - startA;
  const sizeB = offset[b + 1]! - startB;
  const size = Math.min(sizeA, sizeB);
  for (let i = 0; i < size; i++) {
    const difference = buffer[startA + i]! - buffer[startB + i]!;
    if (difference !== 0) return difference;
  }
  return sizeA - sizeB;
}

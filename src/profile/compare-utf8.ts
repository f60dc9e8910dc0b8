/**
 * Order of texts by their UTF-8 bytes. JavaScript orders by UTF-16 units, which differs above U+FFFF and for
 * bytes kept as lone surrogates (U+DC80..U+DCFF, see utf8.ts).
 */
import { encodeUtf8 } from './utf8.ts';

export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === length) return a.length - b.length;
  const unitA = a.charCodeAt(i);
  const unitB = b.charCodeAt(i);
  if (unitA < 0xd800 && unitB < 0xd800) return unitA - unitB;
  // The difference may lie in the second half of a pair.
  const from = i > 0 && isHighSurrogate(a.charCodeAt(i - 1)) ? i - 1 : i;
  return Buffer.compare(encodeUtf8(a.slice(from)), encodeUtf8(b.slice(from)));
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

import { gunzip, gzip, isGzip } from '../profile/gzip.ts';
import type { DecodeLimits } from '../profile/limits.ts';

/**
 * Adds `# prof/KEY=VALUE` comments to a pprof profile without decoding it: everything that the program sent stays
 * byte for byte as it was, and the new fields follow it. Protocol buffers allow that: concatenating two messages
 * merges them, so appended `string_table` entries extend the table and appended `comment` fields extend the list.
 * Field numbers: https://github.com/google/pprof/blob/main/proto/profile.proto
 *
 * @param bytes a valid profile, gzip or plain.
 * @returns the profile with comments, gzip.
 */
export function stampComments(
  bytes: Uint8Array,
  facts: ReadonlyMap<string, string>,
  limits: DecodeLimits,
): Uint8Array {
  const plain = isGzip(bytes) ? gunzip(bytes, limits) : bytes;
  const tail: number[] = [];
  let nextString = countStrings(plain);
  for (const [key, value] of facts) {
    const text = new TextEncoder().encode(`# prof/${key}=${oneLine(value)}`);
    tail.push(STRING_TABLE_TAG);
    pushVarint(tail, text.length);
    for (const byte of text) tail.push(byte);
    tail.push(COMMENT_TAG);
    pushVarint(tail, nextString);
    nextString += 1;
  }
  const stamped = new Uint8Array(plain.length + tail.length);
  stamped.set(plain);
  stamped.set(tail, plain.length);
  return gzip(stamped);
}

const STRING_TABLE_TAG = (6 << 3) | 2;
const COMMENT_TAG = (13 << 3) | 0;

/** Comments are lines; a value must not start another. */
function oneLine(value: string): string {
  return value.replace(/[\r\n\u2028\u2029]+/g, ' ');
}

/** Walks the top level of a valid message only; nested ones are skipped by their length. */
function countStrings(message: Uint8Array): number {
  let count = 0;
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    while (at < message.length) {
      const byte = message[at]!;
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    if (tag === STRING_TABLE_TAG) count += 1;
    const wireType = tag % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else {
      const lengthBytes = varint();
      at += lengthBytes;
    }
  }
  return count;
}

function pushVarint(into: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    into.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  into.push(rest);
}

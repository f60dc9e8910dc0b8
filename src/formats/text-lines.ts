import { decodeUtf8 } from '../profile/utf8.ts';

const CHUNK_BYTES = 2 ** 20;
const NEWLINE = 0x0a;

/**
 * The lines of a text in order, without their ends (`\n` or `\r\n`). Bytes that are no UTF-8 are kept as
 * profile/utf8.ts keeps them. A text of any size: a piece of it is decoded at a time.
 */
export function* textLines(bytes: Uint8Array): Generator<string> {
  let start = hasByteOrderMark(bytes) ? 3 : 0;
  while (start < bytes.length) {
    const end = endOfChunk(bytes, start);
    const lines = decodeUtf8(bytes, start, end).split('\n');
    // What follows the last newline is no line.
    if (bytes[end - 1] === NEWLINE) lines.pop();
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    start = end;
  }
}

/** Just behind a newline, or the end. */
function endOfChunk(bytes: Uint8Array, start: number): number {
  const limit = start + CHUNK_BYTES;
  if (limit >= bytes.length) return bytes.length;
  const last = bytes.lastIndexOf(NEWLINE, limit);
  if (last >= start) return last + 1;
  const next = bytes.indexOf(NEWLINE, limit);
  return next === -1 ? bytes.length : next + 1;
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

import { Buffer } from 'node:buffer';
import { type GoroutineHeader, parseGoroutineHeader } from './goroutine-header.ts';
import { MAX_PREFIX, prefixStripper, type StripPrefix } from './log-prefix.ts';

const MARK = Buffer.from('goroutine ');
const MAX_HEADER_BYTES = 65_536;

/** Where a goroutine of a dump begins. Texts are Latin-1: one character a byte. */
export interface FoundGoroutine {
  readonly header: GoroutineHeader;
  /** What stands before the header, and before its frames. */
  readonly prefix: string;
  /** Of its line, and of the one after it. */
  readonly start: number;
  readonly next: number;
}

/** The first header of a goroutine in text[from ...], which is where a line begins. Takes linear time over a text. */
export function findGoroutine(text: Buffer, from: number): FoundGoroutine | undefined {
  let start = from;
  for (;;) {
    const mark = text.indexOf(MARK, start);
    if (mark === -1) return undefined;
    const lineStart = startOfLine(text, mark, start);
    const found = text.indexOf(10, mark);
    const end = found === -1 ? text.length : found;
    if (lineStart !== undefined && end - mark <= MAX_HEADER_BYTES) {
      const header = parseGoroutineHeader(text.toString('latin1', mark, end));
      if (header !== undefined) {
        return { header, prefix: text.toString('latin1', lineStart, mark), start: lineStart, next: end + 1 };
      }
    }
    if (end >= text.length) return undefined;
    start = end + 1;
  }
}

/** Undefined where the line begins too far before `at`. */
function startOfLine(text: Buffer, at: number, from: number): number | undefined {
  const least = Math.max(from, at - MAX_PREFIX);
  let start = at;
  while (start > least && text[start - 1] !== 10) start--;
  return start === from || text[start - 1] === 10 ? start : undefined;
}

const ENOUGH_TRIES = 100;

/** Whether a text, whatever else is in it, holds a goroutine: a header, and a frame or a remark under it. */
export function holdsGoroutines(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = 0;
  for (let tries = 0; tries < ENOUGH_TRIES; tries++) {
    const found = findGoroutine(text, from);
    if (found === undefined) return false;
    if (isFollowedByFrame(text, found.next, prefixStripper(found.prefix))) return true;
    from = found.next;
  }
  return false;
}

const LINES_LOOKED_AT = 20;

/** Whether near the header there are a function and its file, or a remark in their place. */
function isFollowedByFrame(text: Buffer, next: number, strip: StripPrefix): boolean {
  const lines = text
    .toString('latin1', next, next + MAX_HEADER_BYTES)
    .split('\n', LINES_LOOKED_AT)
    .map((line) => strip(line)?.trimEnd());
  const end = lines.indexOf('');
  const block = end === -1 ? lines : lines.slice(0, end);
  return block.some((line, i) => {
    if (line === undefined) return false;
    if (/^\s+goroutine running on|^non-Go function at pc=/.test(line)) return true;
    return /^\s+\S/.test(line) && i > 0 && /^\S/.test(block[i - 1] ?? '');
  });
}

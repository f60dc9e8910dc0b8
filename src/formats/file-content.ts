import { constants, gunzipSync } from 'node:zlib';
import { isGzip } from '../profile/gzip.ts';
import { type TopLevelKey, topLevelKeys } from './json-scan.ts';

const PEEK_COMPRESSED_BYTES = 64 * 1024;
const PEEK_PLAIN_BYTES = 4 * 2 ** 20;
const NEWLINE = 0x0a;
const PEEK_TEXT_BYTES = 64 * 1024;
const PEEK_LINES = 100;
const FIRST_LINE_CHARS = 200;
/** The keys that tell what a JSON file is: with the first of them, reading ends. */
const TELLING_KEYS = ['snapshot', 'nodes', 'head', 'traceEvents', 'shared'];

/** What can be seen of a file without decoding it. Of a gzip file, the beginning of what is inside. */
export class FileContent {
  readonly isGzip: boolean;
  /** The whole file, or the first part of what gzip holds. */
  readonly bytes: Uint8Array;
  readonly #isCut: boolean;
  #keys: readonly TopLevelKey[] | undefined;
  #lines: readonly string[] | undefined;

  constructor(file: Uint8Array) {
    this.isGzip = isGzip(file);
    this.#isCut = this.isGzip && file.length > PEEK_COMPRESSED_BYTES;
    this.bytes = this.isGzip ? beginningOf(file) : file;
  }

  /** Whether the first character is that of a JSON object. */
  get isJson(): boolean {
    return this.bytes[skipSpace(this.bytes, 0)] === 0x7b;
  }

  /** The keys of a JSON object up to the first that tells what it is, in the file's order. */
  keys(): readonly TopLevelKey[] {
    this.#keys ??= this.isJson ? topLevelKeys(this.bytes, TELLING_KEYS) : [];
    return this.#keys;
  }

  /** The beginning of the value of a key, spaces left out; undefined: no such key before the telling one. */
  valueOf(name: string, maxBytes: number): string | undefined {
    const key = this.keys().find((candidate) => candidate.name === name);
    return key && asciiText(this.bytes.subarray(key.valueAt, key.valueAt + maxBytes)).replace(/\s+/g, '');
  }

  startsWith(text: string): boolean {
    return asciiText(this.bytes.subarray(0, text.length)) === text;
  }

  /** The first whole lines of a text; none where the bytes are no text. */
  firstLines(): readonly string[] {
    this.#lines ??= this.firstLine() === undefined ? [] : wholeLines(this.bytes, this.#isCut);
    return this.#lines;
  }

  /** The first line that is not blank, shortened; undefined where the bytes are no text. */
  firstLine(): string | undefined {
    const text = new TextDecoder().decode(this.bytes.subarray(0, 4096));
    const odd = text.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
    const lines = text.split(/\r\n|[\r\n]/).map((line) => line.trim());
    const line = lines.find((candidate) => candidate !== '');
    if (line === undefined || odd > text.length / 10) return undefined;
    return line.length > FIRST_LINE_CHARS ? `${line.slice(0, FIRST_LINE_CHARS)}…` : line;
  }
}

function beginningOf(file: Uint8Array): Uint8Array {
  try {
    return gunzipSync(file.subarray(0, PEEK_COMPRESSED_BYTES), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: PEEK_PLAIN_BYTES,
    });
  } catch {
    // Damaged, or a bomb: whoever decodes it says so.
    return new Uint8Array(0);
  }
}

/** A line that may go on behind what was looked at is left out. */
function wholeLines(bytes: Uint8Array, isCut: boolean): string[] {
  // A deep stack on one line is long.
  const firstEnd = bytes.subarray(0, PEEK_PLAIN_BYTES).indexOf(NEWLINE) + 1;
  const end = Math.max(PEEK_TEXT_BYTES, firstEnd === 0 ? PEEK_PLAIN_BYTES : firstEnd);
  const lines = new TextDecoder().decode(bytes.subarray(0, end)).split(/\r?\n/);
  if (isCut || bytes.length > end || lines.at(-1) === '') lines.pop();
  return lines.slice(0, PEEK_LINES);
}

/** Bytes as one character each: enough for punctuation and the names of keys. */
function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The place of the first byte from `at` that is neither JSON's white space nor a byte order mark. */
function skipSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  if (bytes[next] === 0xef && bytes[next + 1] === 0xbb && bytes[next + 2] === 0xbf) next += 3;
  while (bytes[next] === 0x20 || bytes[next] === 0x0a || bytes[next] === 0x0d || bytes[next] === 0x09) next++;
  return next;
}

import { ProfError } from '../../kit/errors.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { decodeUtf8 } from '../../profile/utf8.ts';
import { skipSpace } from './number-list.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** The list of strings of a snapshot. They stay bytes until somebody asks: few of them name anything that is shown. */
export class SnapshotStrings {
  readonly count: number;
  readonly #bytes: Uint8Array;
  /** Offsets of the first byte inside the quotes, and of the closing quote. */
  readonly #bounds: Uint32Array;
  readonly #texts = new Map<number, string>();

  /** @param at offset of the list. @throws ProfError BAD_PROFILE, LIMIT */
  constructor(bytes: Uint8Array, at: number, limits: DecodeLimits) {
    this.#bytes = bytes;
    this.#bounds = findBounds(bytes, at, limits);
    this.count = this.#bounds.length / 2;
  }

  /** @throws ProfError BAD_PROFILE for an escape that is none. */
  get(index: number): string {
    let text = this.#texts.get(index);
    if (text === undefined) {
      text = this.#decode(this.#bounds[2 * index]!, this.#bounds[2 * index + 1]!);
      this.#texts.set(index, text);
    }
    return text;
  }

  #decode(start: number, end: number): string {
    const text = decodeUtf8(this.#bytes, start, end);
    if (!text.includes('\\')) return text;
    try {
      return JSON.parse(`"${text}"`);
    } catch (cause) {
      throw malformed('a string is not valid JSON', start, cause);
    }
  }
}

function findBounds(bytes: Uint8Array, at: number, limits: DecodeLimits): Uint32Array {
  let bounds = new Uint32Array(1 << 12);
  let length = 0;
  let next = skipSpace(bytes, at);
  if (bytes[next] !== OPEN) throw malformed('the list should begin', next);
  next = skipSpace(bytes, next + 1);
  while (bytes[next] !== CLOSE) {
    if (length > 0) {
      if (bytes[next] !== COMMA) throw malformed('a comma should be', next);
      next = skipSpace(bytes, next + 1);
    }
    if (bytes[next] !== QUOTE) throw malformed('a string should be', next);
    const end = closingQuote(bytes, next + 1);
    if (length === bounds.length) bounds = grown(bounds, limits);
    bounds[length++] = next + 1;
    bounds[length++] = end;
    next = skipSpace(bytes, end + 1);
  }
  return bounds.slice(0, length);
}

function grown(bounds: Uint32Array<ArrayBuffer>, { tableEntries }: DecodeLimits): Uint32Array<ArrayBuffer> {
  if (bounds.length / 2 > tableEntries) {
    throw limitExceeded('tableEntries', tableEntries, `heap snapshot of over ${bounds.length / 2} strings`);
  }
  const larger = new Uint32Array(bounds.length * 2);
  larger.set(bounds);
  return larger;
}

function closingQuote(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  if (at >= bytes.length) throw malformed('a string does not end', start);
  return at;
}

function malformed(problem: string, at: number, cause?: unknown): ProfError {
  return new ProfError('BAD_PROFILE', `malformed heap snapshot: strings: ${problem} at offset ${at}`, {
    details: { path: 'strings', offset: at },
    ...(cause === undefined ? {} : { cause }),
  });
}

import { ProfError } from '../../kit/errors.ts';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;
const ZERO = 0x30;

/**
 * A list of whole numbers in JSON text, read one by one: snapshots hold hundreds of millions of them, which a parser
 * would make objects of.
 */
export class NumberList {
  readonly #bytes: Uint8Array;
  readonly #name: string;
  #at: number;
  #isFirst = true;

  /** @param at offset of the value. @param name the list's key, for messages. @throws ProfError BAD_PROFILE */
  constructor(bytes: Uint8Array, at: number, name: string) {
    this.#bytes = bytes;
    this.#name = name;
    this.#at = skipSpace(bytes, at);
    if (bytes[this.#at] !== OPEN) throw this.#malformed('a list of numbers should begin');
    this.#at = skipSpace(bytes, this.#at + 1);
  }

  get isAtEnd(): boolean {
    return this.#bytes[this.#at] === CLOSE;
  }

  /** The next number. @throws ProfError BAD_PROFILE where the list ends or something else stands. */
  next(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    if (!this.#isFirst) {
      if (bytes[at] !== COMMA) throw this.#malformed('a comma and a number should be');
      at = skipSpace(bytes, at + 1);
    }
    this.#isFirst = false;
    const start = at;
    let value = 0;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO) {
      value = value * 10 + digit;
    }
    this.#at = start;
    if (at === start) throw this.#malformed('a whole number should be');
    if (value > Number.MAX_SAFE_INTEGER) throw this.#malformed('a number is too large,');
    this.#at = skipSpace(bytes, at);
    return value;
  }

  /** @throws ProfError BAD_PROFILE where more follows. */
  requireEnd(): void {
    if (!this.isAtEnd) throw this.#malformed('the list should end');
  }

  /** The error for what stands here. */
  #malformed(problem: string): ProfError {
    const where = this.#at >= this.#bytes.length ? 'the file ends' : `at offset ${this.#at}`;
    return new ProfError('BAD_PROFILE', `malformed heap snapshot: ${this.#name}: ${problem} where ${where}`, {
      details: { path: this.#name, offset: this.#at },
    });
  }
}

/** The place of the first byte from `at` that is no JSON white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  while (bytes[next]! <= 0x20) next++;
  return next;
}

/** Reads Rust's newer symbols character by character, and writes what they stand for. */
import { type Budget, reject } from './budget.ts';
import { decodePunycode } from './punycode.ts';

/** Lengths beyond are nonsense. */
const LENGTH_LIMIT = Math.floor((2 ** 31 - 1) / 10);

export interface RustIdentifier {
  readonly text: string;
  readonly isPunycode: boolean;
}

export class RustCursor {
  readonly budget: Budget;
  /** Nothing is written. */
  isSilent = false;
  written = '';
  /** The last character written. */
  last = '';
  /** The symbol behind its `_R`. */
  readonly #text: string;
  #at = 0;
  /** Where the part that is being read ends. */
  #end: number;

  constructor(text: string, budget: Budget) {
    this.#text = text;
    this.#end = text.length;
    this.budget = budget;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  /** The next character; '' at the end. */
  peek(): string {
    return this.#at < this.#end ? this.#text[this.#at]! : '';
  }

  take(): string {
    const next = this.peek();
    if (next === '') reject();
    this.#at++;
    return next;
  }

  accept(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at++;
    return true;
  }

  expect(character: string): void {
    if (!this.accept(character)) reject();
  }

  write(text: string): void {
    if (this.isSilent || text === '') return;
    this.budget.print(text.length);
    this.last = text[text.length - 1]!;
    this.written += text;
  }

  silently(read: () => void): void {
    const held = this.isSilent;
    this.isSilent = true;
    read();
    this.isSilent = held;
  }

  /** `{<0-9a-zA-Z>} "_"`: `_` is 0, `0_` is 1. Wraps as int64 does. */
  base62(): bigint {
    if (this.accept('_')) return 0n;
    let value = 0;
    let wide: bigint | undefined;
    for (let next = this.take(); next !== '_'; next = this.take()) {
      const digit = base62Digit(next);
      if (wide !== undefined) wide = BigInt.asIntN(64, wide * 62n + BigInt(digit));
      else {
        value = value * 62 + digit;
        if (value > 2 ** 46) wide = BigInt(value);
      }
    }
    return BigInt.asIntN(64, (wide ?? BigInt(value)) + 1n);
  }

  /** `["s" <base-62-number>]`: which of several things of one name. */
  disambiguator(): bigint {
    return this.accept('s') ? BigInt.asIntN(64, this.base62() + 1n) : 0n;
  }

  /** `["u"] <decimal-number> ["_"] <bytes>` */
  identifier(): RustIdentifier {
    const isPunycode = this.accept('u');
    const length = this.#decimal();
    this.accept('_');
    if (this.left < length) reject();
    const text = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
    if (!/^\w*$/.test(text)) reject();
    return { text: isPunycode ? decodePunycode(text, this.budget) : text, isPunycode };
  }

  /** Empty where no digit stands: the number is 0 then. */
  #decimal(): number {
    if (this.left === 0) reject();
    let value = 0;
    for (let next = this.peek(); next >= '0' && next <= '9'; next = this.peek()) {
      const digit = Number(next);
      if (value >= LENGTH_LIMIT - digit) reject();
      value = value * 10 + digit;
      this.#at++;
    }
    return value;
  }

  /** `"B" <base-62-number>`: `read` at that place, which was read before. Not followed where nothing is written. */
  backReference(read: () => void): void {
    const from = this.#at;
    this.expect('B');
    const index = this.base62();
    if (this.isSilent) return;
    if (index < 0n || index >= BigInt(from)) reject();
    const [at, end] = [this.#at, this.#end];
    this.#at = Number(index);
    this.#end = from;
    read();
    this.#at = at;
    this.#end = end;
  }
}

function base62Digit(character: string): number {
  if (character >= '0' && character <= '9') return Number(character);
  if (character >= 'a' && character <= 'z') return character.charCodeAt(0) - 87;
  if (character >= 'A' && character <= 'Z') return character.charCodeAt(0) - 29;
  return reject();
}

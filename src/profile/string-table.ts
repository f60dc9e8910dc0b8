import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export interface PackedStrings {
  readonly buffer: Uint8Array;
  readonly offset: Uint32Array;
}

/**
 * The strings of a profile; entry 0 is "". They stay bytes until somebody asks for the text, since most reports print
 * a few hundred of tens of thousands.
 */
export class StringTable {
  readonly count: number;
  readonly #buffer: Uint8Array;
  /** String i of the buffer is #offset[i] ..< #offset[i + 1]. */
  readonly #offset: Uint32Array;
  readonly #extra: readonly string[];
  readonly #texts: (string | undefined)[] = [];

  /** Strings i: buffer[offset[i] ..< offset[i + 1]], followed by `extra`. */
  constructor(buffer: Uint8Array, offset: Uint32Array, extra: readonly string[] = []) {
    this.#buffer = buffer;
    this.#offset = offset;
    this.#extra = extra;
    this.count = offset.length - 1 + extra.length;
  }

  static from(texts: readonly string[]): StringTable {
    return new StringTable(new Uint8Array(0), new Uint32Array(1), texts);
  }

  get(index: number): string {
    let text = this.#texts[index];
    if (text === undefined) {
      const inBuffer = this.#offset.length - 1;
      text =
        index < inBuffer
          ? decodeUtf8(this.#buffer, this.#offset[index]!, this.#offset[index + 1]!)
          : this.#extra[index - inBuffer]!;
      this.#texts[index] = text;
    }
    return text;
  }

  bytes(index: number): Uint8Array {
    const inBuffer = this.#offset.length - 1;
    if (index >= inBuffer) return encodeUtf8(this.#extra[index - inBuffer]!);
    return this.#buffer.subarray(this.#offset[index]!, this.#offset[index + 1]!);
  }

  /** All strings in one buffer: string i is buffer[offset[i] ..< offset[i + 1]]. */
  packed(): PackedStrings {
    if (this.#extra.length === 0) return { buffer: this.#buffer, offset: this.#offset };
    const extra = this.#extra.map((text) => encodeUtf8(text));
    const inBuffer = this.#offset.length - 1;
    const offset = new Uint32Array(this.count + 1);
    offset.set(this.#offset);
    for (const [i, bytes] of extra.entries()) offset[inBuffer + i + 1] = offset[inBuffer + i]! + bytes.length;
    const buffer = new Uint8Array(offset[this.count]!);
    buffer.set(this.#buffer.subarray(0, offset[inBuffer]));
    for (const [i, bytes] of extra.entries()) buffer.set(bytes, offset[inBuffer + i]);
    return { buffer, offset };
  }

  /** A table with more strings at the end; indices of this one stay valid in it. */
  extend(extra: readonly string[]): StringTable {
    return new StringTable(this.#buffer, this.#offset, [...this.#extra, ...extra]);
  }
}

import { ProfError } from '../../kit/errors.ts';
import { decodeUtf8 } from '../../profile/utf8.ts';
import { trimSpace } from './go-text.ts';

/** The reference has no bound here; nobody needs one that is higher. */
const MAX_LINE_BYTES = 2 ** 20;

/** Lines without the white space around them, read once ahead. */
export class JavaLines {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The number of the line that `peek` shows, from 1. */
  line = 1;
  #next: { readonly text: string; readonly end: number } | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * The next line; undefined where there is none.
   * @param isEnded whether only a line that ends in a line break is one
   * @throws ProfError LIMIT
   */
  peek(isEnded: boolean): string | undefined {
    if (this.#next !== undefined) return this.#next.text;
    if (this.#at >= this.#bytes.length) return undefined;
    const newline = this.#bytes.indexOf(10, this.#at);
    if (newline === -1 && isEnded) return undefined;
    const end = newline === -1 ? this.#bytes.length : newline;
    if (end - this.#at > MAX_LINE_BYTES) {
      throw new ProfError('LIMIT', `line ${this.line} has ${end - this.#at} bytes`, {
        details: { line: this.line, limit: MAX_LINE_BYTES },
      });
    }
    const text = trimSpace(decodeUtf8(this.#bytes, this.#at, end));
    this.#next = { text, end };
    return text;
  }

  /** Goes past the line that `peek` showed. */
  skip(): void {
    this.#at = this.#next!.end + 1;
    this.#next = undefined;
    this.line++;
  }
}

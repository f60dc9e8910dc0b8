import { decodeUtf8 } from '../../profile/utf8.ts';
import { legacyError } from './legacy-error.ts';

/** A line of so many bytes is too long for the reference, which reads lines into a buffer of this size. */
const BUFFER_BYTES = 65_536;

/** Lines of a text, as the reference's scanner gives them: without their end, be it LF or CR LF. */
export class LineScanner {
  /** The line that `scan` came to; '' after the last. */
  text = '';
  /** Its number, from 1. */
  line = 0;
  /** Whether scanning ended before a line that is too long. */
  isStuck = false;
  readonly #bytes: Uint8Array;
  #at = 0;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** Goes on to the next line; false where there is none. */
  scan(): boolean {
    this.text = '';
    if (this.#at >= this.#end) return false;
    const next = this.isStuck ? -1 : this.#bytes.indexOf(10, this.#at);
    const end = next === -1 ? this.#end : next;
    if (end - this.#at >= BUFFER_BYTES && !this.isStuck) {
      // Who asks again all the same is given what fits into the buffer, and nothing after it.
      this.#end = this.#at + BUFFER_BYTES;
      this.isStuck = true;
      return false;
    }
    const hasReturn = end > this.#at && this.#bytes[end - 1] === 13;
    this.text = decodeUtf8(this.#bytes, this.#at, hasReturn ? end - 1 : end);
    this.#at = end + 1;
    this.line++;
    return true;
  }

  /** @throws ProfError BAD_PROFILE where scanning ended before a line that is too long */
  check(format?: string): void {
    if (this.isStuck) throw legacyError('bufio.Scanner: token too long', this.line + 1, format);
  }
}

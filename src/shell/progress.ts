import { safeText } from '../kit/safe-text.ts';
import type { Output } from './output.ts';

/**
 * Progress on stderr. `status` keeps one live line on a terminal and is silent elsewhere;
 * `line` prints a lasting line everywhere. Both are silent with --quiet.
 */
export class Progress {
  readonly #out: Output;
  #live = false;

  constructor(out: Output) {
    this.#out = out;
  }

  /** Replaces the live line. */
  status(text: string): void {
    if (this.#out.quiet || !this.#out.isErrorTerminal) return;
    const width = (process.stderr.columns || 80) - 1;
    process.stderr.write(`\r\x1b[2K${safeText(text).slice(0, width)}`);
    this.#live = true;
  }

  /** A lasting line above the live one. */
  line(text: string): void {
    this.clear();
    this.#out.note(text);
  }

  /** Takes the live line away. */
  clear(): void {
    if (this.#live) process.stderr.write('\r\x1b[2K');
    this.#live = false;
  }
}

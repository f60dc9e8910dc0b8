import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';

const LINE_FEED = 10;
const RETURN = 13;
const TAB = 9;

/**
 * A terminal's input, let through line by line: of several lines that were pasted, each waits until what the one
 * before it asked for is done.
 */
export class HeldInput extends PassThrough {
  private readonly terminal: ReadStream;
  private waiting: Buffer = Buffer.alloc(0);
  private isOpen = false;
  private readonly accept = (chunk: Buffer): void => {
    this.waiting = Buffer.concat([this.waiting, chunk]);
    if (this.isOpen) this.letThrough();
  };
  private readonly finish = (): void => {
    this.end();
  };

  constructor(terminal: ReadStream) {
    super();
    this.terminal = terminal;
    terminal.on('data', this.accept);
    terminal.on('end', this.finish);
  }

  /** For the line editor, which turns echo and line mode of its input off and on. */
  setRawMode(isRaw: boolean): this {
    this.terminal.setRawMode(isRaw);
    return this;
  }

  /** Lets input through until `hold`. */
  release(): void {
    this.isOpen = true;
    this.terminal.resume();
    this.letThrough();
  }

  /** Keeps what comes, and stops reading the terminal. */
  hold(): void {
    this.isOpen = false;
    this.terminal.pause();
  }

  /** The terminal is somebody else's again. */
  detach(): void {
    this.hold();
    this.terminal.off('data', this.accept);
    this.terminal.off('end', this.finish);
  }

  /**
   * Up to the end of a line, and later the next part: what ends a line is for the editor to know. A tab ends a part
   * too: within one the editor takes it for a character.
   */
  private letThrough(): void {
    if (!this.isOpen || this.waiting.length === 0) return;
    const end = this.endOfPart();
    const part = this.waiting.subarray(0, end);
    this.waiting = this.waiting.subarray(end);
    this.write(part);
    if (this.waiting.length > 0) setImmediate(() => this.letThrough());
  }

  private endOfPart(): number {
    const end = this.waiting.findIndex((byte) => byte === LINE_FEED || byte === RETURN || byte === TAB);
    if (end === -1) return this.waiting.length;
    const isPair = this.waiting[end] === RETURN && this.waiting[end + 1] === LINE_FEED;
    return end + (isPair ? 2 : 1);
  }
}

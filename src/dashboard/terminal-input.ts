import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { type MouseEvent, splitMouse } from './split-mouse.ts';

/**
 * A terminal's input without the mouse's reports, which the screen library would take for keys: those go to
 * `onMouse`.
 */
export class TerminalInput extends PassThrough {
  readonly isTTY = true;
  private readonly terminal: ReadStream;
  private readonly onMouse: (event: MouseEvent) => void;
  private held = '';
  private readonly accept = (chunk: Buffer): void => {
    const { keys, events, rest } = splitMouse(this.held + chunk.toString('latin1'));
    this.held = rest;
    if (keys !== '') this.write(Buffer.from(keys, 'latin1'));
    for (const event of events) this.onMouse(event);
  };
  private readonly finish = (): void => {
    this.end();
  };

  constructor(terminal: ReadStream, onMouse: (event: MouseEvent) => void) {
    super();
    this.terminal = terminal;
    this.onMouse = onMouse;
    terminal.on('data', this.accept);
    terminal.on('end', this.finish);
  }

  setRawMode(isRaw: boolean): this {
    this.terminal.setRawMode(isRaw);
    return this;
  }

  ref(): this {
    this.terminal.ref();
    return this;
  }

  unref(): this {
    this.terminal.unref();
    return this;
  }

  /** While another program reads the terminal, none of what is typed is ours. */
  release(): void {
    this.terminal.off('data', this.accept);
    this.terminal.pause();
  }

  takeBack(): void {
    this.terminal.on('data', this.accept);
    this.terminal.resume();
  }

  /** The terminal is somebody else's again. */
  detach(): void {
    this.terminal.off('data', this.accept);
    this.terminal.off('end', this.finish);
    this.terminal.pause();
  }
}

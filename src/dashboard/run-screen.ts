/** A screen of our own on a terminal: taken, handed over for a while, and given back on every way out. */
import { writeSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import { type Instance, render, type useApp } from 'ink';
import type { ReactElement } from 'react';
import { changedOutput } from './changed-output.ts';
import { RowTokens } from './row-tokens.ts';
import { MOUSE_OFF, MOUSE_ON, type MouseEvent } from './split-mouse.ts';
import { TerminalInput } from './terminal-input.ts';

/** What a screen can do with its terminal. */
export interface ScreenHandle {
  /** Stops the whole job until the shell goes on with it. */
  suspend(): void;
  quit(): void;
  /** Hands the terminal to a program until it ends. @throws whatever `run` throws */
  handOver(run: () => Promise<void>): Promise<void>;
  setMouse(isOn: boolean): void;
  /** What stands for rows in the screen library; see RowTokens. */
  rows(lines: readonly string[]): string[];
  /** Asks the terminal to put a text where it can be pasted from (OSC 52). */
  copy(text: string): void;
}

export interface ScreenOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly hasMouse: boolean;
  /** Ends the screen, and its reason is thrown. */
  readonly signal: AbortSignal;
  readonly onMouse: (event: MouseEvent) => void;
  readonly onResize: () => void;
  /** The screen's root, given what it can do; `onReady` is to be called with the library's app. */
  view(handle: ScreenHandle, onReady: (app: App) => void): ReactElement;
}

type App = ReturnType<typeof useApp>;

const MAX_FPS = 120;
/** Terminals move what is on them when their size changes, and several changes may come as one: all is drawn anew. */
const ERASE_SCREEN = '\u001b[2J';

/** Resolves when the screen was quit. @throws whatever the signal's reason is, or what broke the drawing */
export async function runScreen(options: ScreenOptions): Promise<void> {
  const { output, signal } = options;
  signal.throwIfAborted();
  const isSpoken = process.env.INK_SCREEN_READER === 'true';
  const mouse = new Mouse(output, options.hasMouse && !isSpoken);
  const input = new TerminalInput(options.input, options.onMouse);
  let app: App | undefined;
  let instance: Instance | undefined;
  const giveBack = () => {
    mouse.off();
    instance?.unmount();
  };
  const tokens = new RowTokens();
  const handle: ScreenHandle = {
    rows: (lines) => tokens.of(lines),
    quit: giveBack,
    suspend: () => void suspend(app, mouse),
    handOver: (run) => handOver(() => lent(input, run), app, mouse),
    setMouse: (isOn) => mouse.want(isOn),
    copy: (text) => output.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
  };
  // Before what reports a bug, so that its words are not lost with the screen.
  process.prependListener('uncaughtException', giveBack);
  process.on('exit', mouse.offAtOnce);
  const resized = () => {
    if (!isSpoken) output.write(ERASE_SCREEN);
    tokens.renew();
    options.onResize();
  };
  output.on('resize', resized);
  signal.addEventListener('abort', giveBack, { once: true });
  try {
    // The library does so after the first drawing: what is typed until then would be echoed into it.
    options.input.setRawMode(true);
    instance = render(
      options.view(handle, (ready) => {
        app = ready;
      }),
      {
        stdin: input,
        stdout: changedOutput(output, tokens.expand),
        exitOnCtrlC: false,
        alternateScreen: !isSpoken,
        incrementalRendering: true,
        maxFps: MAX_FPS,
        interactive: true,
        isScreenReaderEnabled: isSpoken,
      },
    );
    mouse.on();
    await instance.waitUntilExit();
  } finally {
    giveBack();
    options.input.setRawMode(false);
    input.detach();
    output.off('resize', resized);
    process.off('uncaughtException', giveBack);
    process.off('exit', mouse.offAtOnce);
    signal.removeEventListener('abort', giveBack);
  }
  signal.throwIfAborted();
}

/** Hands the terminal to the shell and stops the whole job, as the terminal itself would on Ctrl-Z. */
async function suspend(app: App | undefined, mouse: Mouse): Promise<void> {
  if (process.platform === 'win32') return;
  const stopped = () =>
    new Promise<void>((resolve) => {
      process.once('SIGCONT', () => resolve());
      process.kill(0, 'SIGTSTP');
    });
  await handOver(stopped, app, mouse);
}

/** A program that reads the terminal for itself. */
async function lent(input: TerminalInput, run: () => Promise<void>): Promise<void> {
  input.release();
  try {
    await run();
  } finally {
    input.takeBack();
  }
}

async function handOver(run: () => Promise<void>, app: App | undefined, mouse: Mouse): Promise<void> {
  if (app === undefined) return;
  let failure: { readonly error: unknown } | undefined;
  await app.suspendTerminal(async () => {
    mouse.off();
    // While the terminal is not read nothing else would keep the process.
    const hold = setInterval(() => {}, 60_000);
    await run().catch((error: unknown) => {
      failure = { error };
    });
    clearInterval(hold);
  });
  mouse.on();
  if (failure !== undefined) throw failure.error;
}

class Mouse {
  private readonly output: WriteStream;
  private isWanted: boolean;
  private isOn = false;

  constructor(output: WriteStream, isWanted: boolean) {
    this.output = output;
    this.isWanted = isWanted;
  }

  on(): void {
    if (!this.isWanted) return;
    this.isOn = true;
    this.output.write(MOUSE_ON);
  }

  want(isWanted: boolean): void {
    this.isWanted = isWanted;
    if (isWanted) this.on();
    else this.off();
  }

  off(): void {
    if (this.isOn) this.output.write(MOUSE_OFF);
    this.isOn = false;
  }

  /** At the end of the process, when nothing that waits is written any more. */
  readonly offAtOnce = (): void => {
    if (!this.isOn) return;
    this.isOn = false;
    try {
      writeSync(1, MOUSE_OFF);
    } catch {
      // The terminal is gone.
    }
  };
}

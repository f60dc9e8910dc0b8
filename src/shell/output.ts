import { ERROR_CODES, ProfError } from '../kit/errors.ts';
import { safeText } from '../kit/safe-text.ts';
import { paint } from '../present/paint.ts';
import { type ColorSetting, wantsColor } from './color-choice.ts';

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly noColor: boolean;
  /** The `color` setting. */
  readonly colorSetting: ColorSetting;
}

/**
 * The two streams of a command: data on stdout, everything else on stderr.
 * A reader that went away (`| head`) is not an error: later writes go nowhere.
 */
export class Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Stdout is a terminal: foreign names must be shown through `safeText`. */
  readonly isTerminal: boolean;
  /** Stderr is a terminal: live progress makes sense. */
  readonly isErrorTerminal: boolean;
  /** Colour on stdout. */
  readonly color: boolean;
  /** Colour on stderr. */
  readonly errorColor: boolean;
  /** Remarks that wait until the terminal is free again. */
  #heldBack: string[] | undefined;

  constructor(options: OutputOptions) {
    this.json = options.json;
    this.quiet = options.quiet;
    this.verbose = options.verbose;
    this.isTerminal = process.stdout.isTTY === true;
    this.isErrorTerminal = process.stderr.isTTY === true;
    const choice = { noColor: options.noColor, setting: options.colorSetting };
    this.color = wantsColor(process.env, this.isTerminal, choice);
    this.errorColor = wantsColor(process.env, this.isErrorTerminal, choice);
  }

  /** Terminal width of stdout; undefined when it is no terminal (print as wide as needed). */
  get columns(): number | undefined {
    return this.isTerminal ? process.stdout.columns || 80 : undefined;
  }

  /** A report for people, exactly as given. Dropped with --json, where the result is printed instead. */
  text(text: string): void {
    if (!this.json) process.stdout.write(text);
  }

  /** The same; resolves when it has left. False: nobody reads any more, and the rest need not be made. */
  async passOn(text: string | Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      process.stdout.write(text, (error) => resolve(error == null));
    });
  }

  /** One line for people. Dropped with --json. */
  line(text = ''): void {
    this.text(`${text}\n`);
  }

  /** Data for `-o -`, `--csv` and the like: written with --json too, so a command uses it instead of its result. */
  data(text: string): void {
    process.stdout.write(text);
  }

  /**
   * Binary data on stdout; resolves when it has left.
   * @throws ProfError USAGE if stdout is a terminal.
   */
  async bytes(bytes: Uint8Array): Promise<void> {
    this.requireNoTerminal();
    await new Promise<void>((resolve) => {
      process.stdout.write(bytes, () => resolve());
    });
  }

  /** For who has binary data to write. @throws ProfError USAGE if stdout is a terminal. */
  requireNoTerminal(): void {
    if (!this.isTerminal) return;
    throw new ProfError('USAGE', 'binary data is not written to a terminal', {
      hints: ['name a file with -o FILE, or pipe the output into a program'],
    });
  }

  /** A remark on stderr, one line; not with --quiet. Control characters are made visible. */
  note(text: string): void {
    if (!this.quiet) this.#complain(text);
  }

  /** Something to be careful about, on stderr, also with --quiet. */
  warn(text: string): void {
    this.#complain(text, `${paint('warning:', 'yellow', this.errorColor)} `);
  }

  /** A detail on stderr, only with -v. */
  detail(text: string): void {
    if (this.verbose) this.#complain(text);
  }

  /** Remarks would stand across a pager's screen: they wait until the returned function is called. */
  holdRemarks(): () => void {
    if (this.isErrorTerminal) this.#heldBack ??= [];
    return () => {
      const waiting = this.#heldBack ?? [];
      this.#heldBack = undefined;
      for (const line of waiting) process.stderr.write(line);
    };
  }

  #complain(text: string, prefix = ''): void {
    const line = `${prefix}${safeText(text)}\n`;
    if (this.#heldBack === undefined) process.stderr.write(line);
    else this.#heldBack.push(line);
  }
}

/** Resolves when everything written so far has left the process, or cannot any more. */
export function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

/**
 * A reader that went away (`| head`) is no error; that output cannot be written (a full disk) ends prof at once,
 * for what it printed is not complete.
 */
export function watchStreams(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return;
    process.stderr.write(`prof: cannot write to standard output: ${error.message}\n`);
    process.exit(ERROR_CODES.UNREACHABLE.exitCode);
  });
}

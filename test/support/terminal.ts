import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const { Terminal } = xterm;

export interface TerminalOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
}

/** Colours are numbers of the 256-colour palette; undefined: the terminal's own. */
export interface ScreenText {
  readonly column: number;
  text: string;
  readonly look: {
    readonly foreground: number | undefined;
    readonly background: number | undefined;
    readonly isBold: boolean;
    readonly isDim: boolean;
    readonly isInverse: boolean;
  };
}

/** A program in a real pseudo terminal, with what a person would see of it. */
export class TerminalSession {
  readonly #terminal: InstanceType<typeof Terminal>;
  readonly #pty: ReturnType<typeof spawn>;
  readonly #watchers = new Set<() => void>();
  /** Everything that the program wrote, escape sequences included. */
  raw = '';
  /** Resolves with the exit status, or 128 + the signal's number. */
  readonly ended: Promise<number>;

  constructor({ file, args, env, cwd, columns = 100, rows = 40 }: TerminalOptions) {
    this.#terminal = new Terminal({ cols: columns, rows, scrollback: 2000, allowProposedApi: true });
    this.#pty = spawn(file, [...args], { cols: columns, rows, cwd, env: { TERM: 'xterm-256color', ...env } });
    this.#pty.onData((data) => {
      this.raw += data;
      this.#terminal.write(data, () => {
        for (const watcher of this.#watchers) watcher();
      });
    });
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        // What was written before the end is on the screen first.
        this.#terminal.write('', () => resolve(signal ? 128 + signal : exitCode));
      });
    });
  }

  /** The lines on the screen and above it, without trailing blanks. */
  get text(): string {
    const buffer = this.#terminal.buffer.active;
    const lines = Array.from(
      { length: buffer.length },
      (_, row) => buffer.getLine(row)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  }

  /** What is on the screen now, by rows, as texts that look alike. */
  get screen(): ScreenText[][] {
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: this.#terminal.rows }, (_, row) => {
      const line = buffer.getLine(buffer.baseY + row);
      const texts: ScreenText[] = [];
      for (let column = 0; column < this.#terminal.cols; column++) {
        const cell = line?.getCell(column);
        if (cell === undefined || cell.getWidth() === 0) continue;
        const look = {
          foreground: cell.isFgDefault() ? undefined : cell.getFgColor(),
          background: cell.isBgDefault() ? undefined : cell.getBgColor(),
          isBold: cell.isBold() !== 0,
          isDim: cell.isDim() !== 0,
          isInverse: cell.isInverse() !== 0,
        };
        const last = texts.at(-1);
        const characters = cell.getChars() || ' ';
        if (last !== undefined && JSON.stringify(last.look) === JSON.stringify(look)) last.text += characters;
        else texts.push({ column, text: characters, look });
      }
      return texts;
    });
  }

  /** Resolves when the text can be seen. */
  async see(wanted: string | RegExp): Promise<void> {
    const isSeen = () => (typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text));
    if (isSeen()) return;
    await new Promise<void>((resolve, reject) => {
      const watcher = () => {
        if (!isSeen()) return;
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
      this.ended.then((status) => {
        if (!isSeen()) reject(new Error(`ended with ${status} before ${wanted} was seen:\n${this.text}`));
      });
    });
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** As when a window changes its size. */
  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal = 'SIGKILL'): void {
    this.#pty.kill(signal);
  }

  /** The other of a terminal's two screens is shown. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }
}

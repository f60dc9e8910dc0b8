import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { safeText } from '../../kit/safe-text.ts';
import { makeFolders } from '../make-folders.ts';

/** How many lines are remembered. */
export const HISTORY_LINES = 500;
/** The file may grow to that many times more before it is cut. */
const SLACK = 2;
const MAX_LINE_LENGTH = 4096;

/**
 * Lines of earlier sessions, in a file of the user's own that only the user can read. A history is a convenience:
 * where it cannot be read or written there is none.
 */
export class HistoryFile {
  private readonly path: string;
  private last = '';

  constructor(path: string) {
    this.path = path;
  }

  /** The newest lines, oldest first. Cuts the file when it has grown. */
  async load(): Promise<string[]> {
    const text = await fs.readFile(this.path, 'utf8').catch(() => '');
    const lines = text.split('\n').filter(isWorthKeeping);
    const newest = lines.slice(-HISTORY_LINES);
    if (lines.length > SLACK * HISTORY_LINES) await this.replace(newest).catch(() => {});
    this.last = newest.at(-1) ?? '';
    return newest;
  }

  /** Appends, so that sessions at the same time keep each other's lines. The same line again is not kept twice. */
  async add(line: string): Promise<void> {
    if (!isWorthKeeping(line) || line === this.last) return;
    this.last = line;
    try {
      await makeFolders(fs, dirname(this.path), 0o700);
      await fs.appendFile(this.path, `${line}\n`, { mode: 0o600 });
    } catch {
      // No history then.
    }
  }

  private async replace(lines: readonly string[]): Promise<void> {
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      await fs.writeFile(temporary, lines.map((line) => `${line}\n`).join(''), { mode: 0o600, flag: 'wx' });
      await fs.rename(temporary, this.path);
    } finally {
      await fs.rm(temporary, { force: true });
    }
  }
}

/** What would steer the terminal is not brought back to it. */
const isWorthKeeping = (line: string): boolean =>
  line.trim() !== '' && line.length <= MAX_LINE_LENGTH && safeText(line) === line;

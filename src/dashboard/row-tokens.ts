/** For so many drawings a token means its row: the screen library writes a little later than it draws. */
const KEPT_DRAWINGS = 100;
const FIRST = 0xe000;
const FIRSTS = 0x1000;
const END = '\uf8ff';

interface Row {
  readonly line: string;
  readonly id: number;
  drawing: number;
}

/**
 * Short words in place of the rows of a screen, for the screen library, which takes every character of every row apart
 * each time (24 ms for 400 × 100 cells); they become the rows again on their way to the terminal.
 *
 * A row keeps its token as long as it stays as it is. Tokens begin with characters that differ, so that the library
 * never writes only the end of one. A number of this process in them keeps names in profiles from being tokens.
 */
export class RowTokens {
  private readonly byLine = new Map<string, Row>();
  private readonly byId = new Map<number, Row>();
  private readonly secret = Math.random().toString(36).slice(2, 8);
  private readonly pattern = new RegExp(`[\\ue000-\\uefff]${this.secret}-(\\d+)${END}`, 'g');
  private drawing = 0;
  private nextId = 0;

  /** Tokens of a drawing's rows; blank ones stay. */
  of(lines: readonly string[]): string[] {
    this.drawing++;
    const tokens = lines.map((line) => (line.trim() === '' ? line : this.tokenOf(line)));
    this.forgetOld();
    return tokens;
  }

  /** The same text with rows in place of their tokens. */
  expand = (text: string): string =>
    text.replace(this.pattern, (_, id: string) => this.byId.get(Number(id))?.line ?? '');

  /** Rows get other tokens from now on: the library writes each of them again. */
  renew(): void {
    this.byLine.clear();
  }

  private tokenOf(line: string): string {
    let row = this.byLine.get(line);
    if (row === undefined) {
      row = { line, id: this.nextId++, drawing: 0 };
      this.byLine.set(line, row);
      this.byId.set(row.id, row);
    }
    row.drawing = this.drawing;
    return `${String.fromCharCode(FIRST + (row.id % FIRSTS))}${this.secret}-${row.id}${END}`;
  }

  private forgetOld(): void {
    if (this.drawing % KEPT_DRAWINGS !== 0) return;
    for (const row of this.byId.values()) {
      if (row.drawing > this.drawing - KEPT_DRAWINGS) continue;
      if (this.byLine.get(row.line) === row) this.byLine.delete(row.line);
      this.byId.delete(row.id);
    }
  }
}

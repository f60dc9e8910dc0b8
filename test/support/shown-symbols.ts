/** Symbols of small programs, and what the reference shows for them: fixtures/symbols/README.md. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const SHOWN_SYMBOLS_FILE = fileURLToPath(new URL('../../fixtures/symbols/shown.tsv', import.meta.url));

/** The words of `-symbolize`, in the order of the columns. */
export const SHOWN_STYLES = ['default', 'demangle=templates', 'demangle=full'] as const;

export interface ShownSymbol {
  readonly symbol: string;
  /** As `SHOWN_STYLES`. */
  readonly shown: readonly [string, string, string];
}

/** In the file stands for a column that repeats the one in front of it. */
const SAME = '=';

export function readShownSymbols(): ShownSymbol[] {
  const lines = readFileSync(SHOWN_SYMBOLS_FILE, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const columns = line.split('\t');
    for (let i = 1; i < 4; i++) if (columns[i] === SAME) columns[i] = columns[i - 1]!;
    const [symbol, plain, templates, full] = columns;
    return { symbol: symbol!, shown: [plain!, templates!, full!] };
  });
}

export function writeLine({ symbol, shown }: ShownSymbol): string {
  const columns = [symbol, ...shown];
  return columns.map((column, i) => (column === columns[i - 1] ? SAME : column)).join('\t');
}

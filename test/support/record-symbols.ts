/**
 * Asks the reference (`go tool pprof`, Go 1.26) what it shows for the symbols in fixtures/symbols/shown.tsv, and writes
 * that down beside them: `node test/support/record-symbols.ts`. Symbols on standard input, one a line, take the place
 * of those in the file. To be run only when the programs change.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runReference } from './ask-reference.ts';
import { readShownSymbols, SHOWN_STYLES, SHOWN_SYMBOLS_FILE, writeLine } from './shown-symbols.ts';
import { shownNames, symbolProfile } from './symbol-profile.ts';

const given = process.stdin.isTTY ? '' : readFileSync(0, 'utf8');
const symbols =
  given.trim() === '' ? readShownSymbols().map(({ symbol }) => symbol) : given.trim().split('\n');
const folder = mkdtempSync(join(tmpdir(), 'prof-symbols-'));
try {
  const file = join(folder, 'symbols.pb');
  writeFileSync(file, symbolProfile(symbols));
  const columns = SHOWN_STYLES.map((style) => {
    const { stdout } = runReference(['-raw', `-symbolize=${style}`, file]);
    return shownNames(stdout.toString(), symbols.length);
  });
  const lines = symbols.map((symbol, i) =>
    writeLine({ symbol, shown: [columns[0]![i]!, columns[1]![i]!, columns[2]![i]!] }),
  );
  writeFileSync(SHOWN_SYMBOLS_FILE, `${lines.join('\n')}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
process.stdout.write(`${symbols.length} symbols\n`);

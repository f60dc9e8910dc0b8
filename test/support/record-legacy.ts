/**
 * Asks the reference (`go tool pprof`, Go 1.26) about legacy profiles, whole and damaged, and writes down what it says:
 * `node test/support/record-legacy.ts`. To be run only when the profiles change, or how they are damaged.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askReference } from './ask-reference.ts';
import { LEGACY_BASES } from './legacy-bases.ts';
import { LEGACY_CASES } from './legacy-cases.ts';
import { LEGACY_VERDICTS_FILE, type LegacyVerdict, legacyMutant } from './legacy-verdicts.ts';

const PER_BASE = 40;
/** Some errors quote the line. */
const LONGEST_ERROR = 300;
const folder = mkdtempSync(join(tmpdir(), 'prof-legacy-'));
const records: LegacyVerdict[] = [];
try {
  for (const base of [...LEGACY_BASES.keys(), ...LEGACY_CASES.map(([name]) => name)]) {
    for (let seed = 0; seed <= (LEGACY_BASES.has(base) ? PER_BASE : 0); seed++) {
      const file = join(folder, 'mutant.prof');
      writeFileSync(file, legacyMutant(base, seed));
      const verdict = askReference(file);
      if (verdict === undefined || (verdict.error?.length ?? 0) > LONGEST_ERROR) continue;
      records.push({ base, seed, ...verdict });
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
writeFileSync(LEGACY_VERDICTS_FILE, `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`);
const accepted = records.filter(({ error }) => error === undefined).length;
process.stdout.write(`${records.length} profiles, ${accepted} of them accepted\n`);

/**
 * Asks the reference (`go tool pprof`, Go 1.26) about damaged profiles and writes down what it says:
 * `node test/support/record-mutants.ts`. To be run only when the bases change.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askReference } from './ask-reference.ts';
import { MUTANT_BASES } from './mutant-bases.ts';
import { editAll, MUTANTS_FILE, type MutantRecord } from './mutants.ts';
import { applyEdit, drawEdit, randomFrom } from './mutate.ts';

const PER_BASE = 600;
/** Most damage gives no proto at all; of that, this share is enough. */
const KEPT_UNRECOGNIZED = 0.1;
const folder = mkdtempSync(join(tmpdir(), 'prof-mutants-'));
const random = randomFrom(20_240_115);
const records: MutantRecord[] = [];
try {
  for (const [base, bytes] of Object.entries(MUTANT_BASES)) {
    for (let i = 0; i < PER_BASE; i++) {
      // The first is not damaged.
      const edits: [number, number, string][] = [];
      let damaged = bytes;
      for (let n = i === 0 ? 0 : 1 + Math.floor(random() * 2); n > 0 && damaged.length > 0; n--) {
        const edit = drawEdit(damaged, random);
        edits.push([edit.at, edit.removed, Buffer.from(edit.inserted).toString('hex')]);
        damaged = applyEdit(damaged, edit);
      }
      if (!Buffer.from(damaged).equals(editAll(bytes, { edits }))) throw new Error('edits do not repeat');
      const file = join(folder, 'mutant.pb');
      writeFileSync(file, damaged);
      const verdict = askReference(file);
      const isTelling = verdict?.error?.endsWith('unrecognized profile format') !== true;
      if (verdict !== undefined && (isTelling || random() < KEPT_UNRECOGNIZED))
        records.push({ base, edits, ...verdict });
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
const bases = Object.entries(MUTANT_BASES).map(([name, bytes]) => [
  name,
  Buffer.from(bytes).toString('base64'),
]);
writeFileSync(
  MUTANTS_FILE,
  `{"bases": ${JSON.stringify(Object.fromEntries(bases))},\n"mutants": [\n${records
    .map((record) => JSON.stringify(record))
    .join(',\n')}\n]}\n`,
);
const accepted = records.filter((record) => record.error === undefined).length;
process.stdout.write(`${records.length} mutants, ${accepted} of them accepted\n`);

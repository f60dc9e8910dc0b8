import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askReference, verdictOf } from '../support/ask-reference.ts';
import { MUTANT_BASES } from '../support/mutant-bases.ts';
import { readMutants, type Verdict } from '../support/mutants.ts';
import { applyEdit, drawEdit, randomFrom } from '../support/mutate.ts';
import { runPprofInProcess } from '../support/run-pprof.ts';

describe('damaged profiles and the reference', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prof-mutants-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (bytes: Uint8Array): string => {
    const file = join(folder, 'mutant.pb');
    writeFileSync(file, bytes);
    return file;
  };

  it('says what was recorded', () => {
    const differing = readMutants().filter(({ bytes, error, raw }) => {
      const said = askReference(write(bytes));
      return said?.error !== error || said?.raw !== raw;
    });
    expect(differing).toEqual([]);
  });

  it.each(Object.entries(MUTANT_BASES))('and prof say the same of new ones: %s', async (_name, base) => {
    const random = randomFrom(base.length);
    const differing: unknown[] = [];
    for (let i = 0; i < 150; i++) {
      const first = applyEdit(base, drawEdit(base, random));
      const bytes = first.length > 0 && random() < 0.3 ? applyEdit(first, drawEdit(first, random)) : first;
      const file = write(bytes);
      const theirs = askReference(file);
      if (theirs === undefined) continue;
      const ours = await askProf(file);
      if (ours.error !== theirs.error || ours.raw !== theirs.raw) {
        differing.push({ bytes: Buffer.from(bytes).toString('base64'), ours, theirs });
      }
    }
    expect(differing).toEqual([]);
  });
});

async function askProf(file: string): Promise<Verdict> {
  const { exitCode, stdout, stderr } = await runPprofInProcess(['-raw', '-symbolize=none', file]);
  return verdictOf(exitCode, stdout, stderr.join('\n'), file);
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askProf } from '../support/ask-prof.ts';
import { LEGACY_BASES } from '../support/legacy-bases.ts';
import { legacyMutant, readLegacyVerdicts } from '../support/legacy-verdicts.ts';

describe('prof pprof -raw of profiles in legacy formats', () => {
  const verdicts = readLegacyVerdicts();
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prof-legacy-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has a verdict of the reference on every sample, and some hundred of each kind', () => {
    const whole = verdicts.filter(({ seed, raw }) => seed === 0 && raw !== undefined).map(({ base }) => base);
    expect(whole).toEqual(expect.arrayContaining([...LEGACY_BASES.keys()]));
    expect(verdicts.filter(({ raw }) => raw !== undefined).length).toBeGreaterThan(300);
    expect(verdicts.filter(({ error }) => error !== undefined).length).toBeGreaterThan(200);
  });

  it.each([...LEGACY_BASES.keys(), 'cases at the edges'])(
    'says what the reference says: %s',
    async (group) => {
      const theirs = verdicts.filter(
        ({ base }) => (LEGACY_BASES.has(base) ? base : 'cases at the edges') === group,
      );
      expect(theirs.length).toBeGreaterThan(30);
      const ours: unknown[] = [];
      for (const { base, seed } of theirs) {
        const file = join(folder, 'mutant.prof');
        writeFileSync(file, legacyMutant(base, seed));
        ours.push({ base, seed, ...(await askProf(file)) });
      }
      expect(ours).toEqual(theirs);
    },
  );
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askProf } from '../support/ask-prof.ts';
import { askReference } from '../support/ask-reference.ts';
import { LEGACY_BASES } from '../support/legacy-bases.ts';
import { LEGACY_CASES } from '../support/legacy-cases.ts';
import { drawLegacyMutant } from '../support/legacy-mutate.ts';
import { legacyMutant, readLegacyVerdicts } from '../support/legacy-verdicts.ts';
import { randomFrom } from '../support/mutate.ts';

describe('profiles in legacy formats and the reference', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prof-legacy-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (bytes: Uint8Array | string): string => {
    const file = join(folder, 'legacy.prof');
    writeFileSync(file, bytes);
    return file;
  };

  it('says what was recorded', () => {
    const verdicts = readLegacyVerdicts();
    const now = verdicts.map(({ base, seed }) => ({
      base,
      seed,
      ...askReference(write(legacyMutant(base, seed))),
    }));
    expect(now).toEqual(verdicts);
  });

  it.each(LEGACY_CASES)('and prof say the same: %s', async (_name, content) => {
    for (const bytes of [Buffer.from(content), gzipSync(content)]) {
      const file = write(bytes);
      expect(await askProf(file)).toEqual(askReference(file));
    }
  });

  it.each([...LEGACY_BASES])('and prof say the same of new damage: %s', async (_name, base) => {
    const random = randomFrom(base.length + 7);
    const differing: unknown[] = [];
    for (let i = 0; i < 100; i++) {
      const bytes = drawLegacyMutant(base, random);
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

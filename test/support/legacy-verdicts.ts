/** What the reference says of legacy profiles, whole and damaged, as it was recorded. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LEGACY_BASES } from './legacy-bases.ts';
import { LEGACY_CASES } from './legacy-cases.ts';
import { drawLegacyMutant } from './legacy-mutate.ts';
import type { Verdict } from './mutants.ts';
import { randomFrom } from './mutate.ts';

export const LEGACY_VERDICTS_FILE = fileURLToPath(
  new URL('../../fixtures/profiles/pprof-legacy/verdicts.json', import.meta.url),
);

const CASES = new Map(LEGACY_CASES);

export interface LegacyVerdict extends Verdict {
  /** One of LEGACY_BASES or LEGACY_CASES. */
  readonly base: string;
  /** What the damage was drawn from; 0 for none. */
  readonly seed: number;
}

/** The base as it is for seed 0, else damaged in a way of its own. */
export function legacyMutant(base: string, seed: number): Uint8Array {
  const bytes = LEGACY_BASES.get(base) ?? Buffer.from(CASES.get(base)!);
  return seed === 0 ? bytes : drawLegacyMutant(bytes, randomFrom(seed));
}

export const readLegacyVerdicts = (): readonly LegacyVerdict[] =>
  JSON.parse(readFileSync(LEGACY_VERDICTS_FILE, 'utf8'));

/** The recorded command lines in fixtures/pprof-oracle. */
import { readFileSync } from 'node:fs';

export interface PprofCase {
  readonly id: string;
  readonly steps: readonly (readonly string[])[];
  readonly symbolize: 'none' | 'default';
  readonly exit: number;
  readonly sha256: string;
  /** Path of the expected standard output; null where only its hash is kept. */
  readonly expected: string | null;
  readonly stderr: readonly string[];
}

const root = new URL('../../fixtures/pprof-oracle/', import.meta.url);

/** Where the cases run. */
export const PPROF_CASE_FOLDER = new URL('in/', root);

export const PPROF_CASES: readonly PprofCase[] = JSON.parse(
  readFileSync(new URL('cases.json', root), 'utf8'),
).cases;

/** The argument lists of a case, STEP1 replaced by a file of the caller's. */
export function caseSteps({ steps, symbolize }: PprofCase, stepFile: string): string[][] {
  const mode = symbolize === 'none' ? ['-symbolize=none'] : [];
  return steps.map((words) => [...mode, ...words.map((word) => word.replace('STEP1', stepFile))]);
}

export function expectedOutput({ expected }: PprofCase): Uint8Array | undefined {
  return expected === null ? undefined : readFileSync(new URL(expected, root));
}

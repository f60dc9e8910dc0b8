/** The recorded command lines in fixtures/pprof-oracle, and which of them use only formats that are there. */
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

/** Output formats that `prof pprof` does not have; their cases are left out, and no others. */
const MISSING_FORMATS = ['callgrind'];

const usesMissingFormat = (word: string): boolean =>
  MISSING_FORMATS.some((format) => word === `-${format}` || word.startsWith(`-${format}=`));

const ALL_PPROF_CASES: readonly PprofCase[] = JSON.parse(
  readFileSync(new URL('cases.json', root), 'utf8'),
).cases;

export const PPROF_CASES: readonly PprofCase[] = ALL_PPROF_CASES.filter(
  ({ steps }) => !steps.flat().some(usesMissingFormat),
);

/** The argument lists of a case, STEP1 replaced by a file of the caller's. */
export function caseSteps({ steps, symbolize }: PprofCase, stepFile: string): string[][] {
  const mode = symbolize === 'none' ? ['-symbolize=none'] : [];
  return steps.map((words) => [...mode, ...words.map((word) => word.replace('STEP1', stepFile))]);
}

export function expectedOutput({ expected }: PprofCase): Uint8Array | undefined {
  return expected === null ? undefined : readFileSync(new URL(expected, root));
}

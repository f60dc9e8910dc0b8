import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { caseSteps, PPROF_CASE_FOLDER, PPROF_CASES } from '../support/pprof-cases.ts';
import { type ProfRun, runProf, temporaryFolder } from '../support/run-prof.ts';

describe.concurrent('the built prof pprof prints what the reference prints', () => {
  const home = temporaryFolder();
  afterAll(home.remove);
  const cwd = fileURLToPath(PPROF_CASE_FOLDER);

  it('is asked every case', () => {
    expect(PPROF_CASES.length).toBe(146);
  });

  it.each(PPROF_CASES.map((c) => [`${c.id}: ${c.steps.map((s) => s.join(' ')).join(' ; ')}`, c] as const))(
    '%s',
    async (_name, pprofCase) => {
      let last: ProfRun | undefined;
      for (const argv of caseSteps(pprofCase, join(home.path, `${pprofCase.id}.pb.gz`))) {
        last = await runProf(home.path, ['pprof', ...argv], { cwd });
      }
      expect(last?.stderr.split('\n')).toEqual(expect.arrayContaining([...pprofCase.stderr]));
      expect(
        createHash('sha256')
          .update(last?.stdout ?? '')
          .digest('hex'),
      ).toBe(pprofCase.sha256);
      expect(last?.exitCode).toBe(pprofCase.exit);
    },
  );
});

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { caseSteps, expectedOutput, PPROF_CASES } from '../support/pprof-cases.ts';
import { type PprofRun, runPprofInProcess } from '../support/run-pprof.ts';

describe('prof pprof prints what the reference prints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prof-golden-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('runs every case', () => {
    expect(PPROF_CASES.length).toBe(146);
  });

  it.each(PPROF_CASES.map((c) => [`${c.id}: ${c.steps.map((s) => s.join(' ')).join(' ; ')}`, c] as const))(
    '%s',
    async (_name, pprofCase) => {
      const stepFile = join(folder, `${pprofCase.id}.pb.gz`);
      let last: PprofRun = { exitCode: -1, stdout: new Uint8Array(0), stderr: [] };
      for (const argv of caseSteps(pprofCase, stepFile)) last = await runPprofInProcess(argv);
      const expected = expectedOutput(pprofCase);
      if (expected !== undefined)
        expect(new TextDecoder().decode(last.stdout)).toBe(new TextDecoder().decode(expected));
      expect(createHash('sha256').update(last.stdout).digest('hex')).toBe(pprofCase.sha256);
      expect(last.exitCode).toBe(pprofCase.exit);
      for (const line of pprofCase.stderr) expect(last.stderr).toContain(line);
    },
  );
});

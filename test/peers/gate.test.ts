import { execFile } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProf } from '../support/run-prof.ts';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('../../fixtures/programs/go-batch/', import.meta.url));

const RUNS = 8;
const CPU_TIME = '1s';
const NAMED = ['--fail-on', 'flat(main.parseOrders)>+10%'];
const ANY = ['--fail-on', 'any>+5%', '--share-floor', '2'];
// By definition one in twenty comparisons of equals would be a false alarm at the default alpha.
const STRICT = ['--alpha', '0.001'];

let folder: string;

const diff = (base: string, target: string, ...args: string[]) =>
  runProf(folder, ['diff', join(folder, base, '/'), join(folder, target, '/'), ...args]);

/** The sides take turns, each time another first, so that a slow moment of the machine hits all of them alike. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prof-gate-'));
  cpSync(PROGRAM, join(folder, 'source'), { recursive: true });
  const program = join(folder, 'go-batch');
  await run('go', ['build', '-trimpath', '-o', program, '.'], {
    cwd: join(folder, 'source'),
    env: { ...process.env, GOFLAGS: '' },
  });
  const sides: [string, readonly string[]][] = [
    ['base', []],
    ['same', []],
    ['slow', ['-slow']],
  ];
  for (const [side] of sides) mkdirSync(join(folder, side));
  for (let i = 0; i < RUNS; i++) {
    const first = i % sides.length;
    for (const [side, flags] of [...sides.slice(first), ...sides.slice(0, first)]) {
      await run(program, ['-o', join(folder, side, `${i}.pb.gz`), '-for', CPU_TIME, ...flags]);
    }
  }
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

describe('runs of a real program', () => {
  it('fire no rule where nothing changed', async () => {
    for (const rules of [NAMED, ANY]) {
      const { exitCode, stdout } = await diff('base', 'same', ...rules, ...STRICT, '--require-test');
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('1 rule passed') });
    }
  });

  it('fire for the function that does more', async () => {
    const named = await diff('base', 'slow', ...NAMED);
    expect(named).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('FAIL    flat(main.parseOrders)'),
    });
    const { exitCode, stdout } = await diff('base', 'slow', ...ANY, '--json');
    const { gate } = JSON.parse(stdout) as {
      gate: {
        rules: [{ findings: { function: string; changePercent: number; file: string; line: number }[] }];
      };
    };
    expect(exitCode).toBe(1);
    // What takes more of the total takes it from all others.
    expect(gate.rules[0].findings.map((finding) => finding.function)).toEqual(['main.parseOrders']);
    expect(gate.rules[0].findings[0]).toMatchObject({
      changePercent: expect.toSatisfy((percent: number) => percent > 30),
      file: 'example.com/prof/go-batch/main.go',
      line: expect.toSatisfy((line: number) => line >= 21 && line <= 29),
    });
  });

  it('annotate the line', async () => {
    const { stdout } = await diff(
      'base',
      'slow',
      ...NAMED,
      '--github',
      '--trim-path',
      'example.com/prof/go-batch',
    );
    expect(stdout).toMatch(
      /^::error file=main\.go,line=2\d,title=flat\(main\.parseOrders\)>\+10%25::main\.parseOrders: /,
    );
  });

  it('are too few where there are three', async () => {
    const some = join(folder, 'base', '[012].pb.gz');
    const { exitCode, stdout } = await runProf(folder, [
      'diff',
      some,
      join(folder, 'slow', '[012].pb.gz'),
      ...NAMED,
    ]);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('too few profiles (need 4 a side)'),
    });
  });
});

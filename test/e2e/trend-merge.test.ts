import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const GO = `${ROOT}fixtures/profiles/go/1.26`;
const home = temporaryFolder();
const run = (...args: string[]) => runProf(home.path, args);

beforeAll(async () => {
  for (const [hour, seconds] of [
    [10, 1],
    [11, 2],
    [12, 3],
    [14, 4],
    [15, 5],
  ] as const) {
    const file = `${home.path}/one.pb.gz`;
    writeFileSync(file, smallProfile({ stacks: { 'main;parse': seconds * 1e9, 'main;rest': 5e9 } }));
    const time = `2024-01-15T${hour}:00:00Z`;
    await run('put', file, '--service', 'checkout', '--type', 'cpu', '--time', time);
  }
});
afterAll(() => home.remove());

describe('prof trend', () => {
  const trend = (...args: string[]) => run('trend', 'checkout', '--lookback', '100000d', ...args);

  it('shows shares over time, with a gap where a run is missing', async () => {
    const { exitCode, stdout, stderr } = await trend('--function', '^parse$');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: '1 run missing at the usual pace: gaps in the lines\n',
    });
    expect(stdout).toBe(
      [
        'checkout cpu: 5 runs, 2024-01-15 10:00:00 to 2024-01-15 15:00:00 UTC',
        'total ▅▆▇ ██ 6s → 10s',
        '',
        'FUNCTIONS  SHARE   FIRST   LAST    MIN    MAX     PP',
        '^parse$    ▃▅▇ ██  16.7%  50.0%  16.7%  50.0%  +33.3',
        '',
      ].join('\n'),
    );
    expect((await trend('-f', 'parse', '--ascii')).stdout).toMatch(/^[ -~→\n]*$/);
    expect((await trend('--csv', '-n', '1', '--quiet')).stdout.split('\n').slice(0, 2)).toEqual([
      'time,function,value_nanoseconds,total_nanoseconds,percent',
      expect.stringMatching(/^2024-01-15T10:00:00Z,rest,5000000000,6000000000,83\.33/),
    ]);
  });

  it('writes a chart, and never over a file', async () => {
    expect(await trend('-o', 'x.svg')).toMatchObject({ exitCode: 0, stdout: 'x.svg\n' });
    expect(readFileSync(`${home.path}/x.svg`, 'utf8')).toMatch(/^<svg xmlns=.*<\/svg>\n$/s);
    expect(await trend('-o', 'x.svg')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--overwrite'),
    });
    expect(await trend('-o', 'x.svg', '--overwrite')).toMatchObject({ exitCode: 0 });
    expect(await trend('-o', 'x.png')).toMatchObject({ exitCode: 2 });
  });
});

describe('prof merge', () => {
  it('writes one file of many, and never over another', async () => {
    const merge = (...args: string[]) => run('merge', `${GO}/cpu.pb.gz`, `${GO}/cpu-later.pb.gz`, ...args);
    const { exitCode, stdout } = await merge('-o', 'c.pb.gz');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^c\.pb\.gz: 2 profiles, \d+ samples, cpu [\d.]+s \([\d.]+kB\)\n$/),
    });
    const top = await run('pprof', '-top', 'c.pb.gz');
    expect(top.stdout).toBe((await run('pprof', '-top', `${GO}/cpu.pb.gz`, `${GO}/cpu-later.pb.gz`)).stdout);
    expect(await merge('-o', 'c.pb.gz')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--overwrite'),
    });
    expect(await merge('-o', 'c.pb.gz', '--overwrite', '-w', '1', '-w', '1')).toMatchObject({ exitCode: 0 });
  });

  it.each([
    [['a.pb.gz'], 2, 'missing required flag output'],
    [[`${GO}/cpu.pb.gz`, `${GO}/heap.pb.gz`, '-o', 'd.pb.gz'], 7, 'one type'],
    [[`${GO}/cpu.pb.gz`, '-o', 'd.folded'], 2, 'prof convert'],
    [[`${GO}/cpu.pb.gz`, '-o', 'd.pb.gz', '-w', '0'], 2, 'a number above 0'],
    [[`${GO}/cpu.pb.gz`, '-o', '-', '--json'], 2, 'standard output'],
    [['nowhere.pb.gz', '-o', 'd.pb.gz'], 3, 'no such file'],
  ])('explains failures: %j', async (args, exitCode, message) => {
    const result = await run('merge', ...args);
    expect(result).toMatchObject({ exitCode });
    expect(result.stdout + result.stderr).toContain(message);
  });
});

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import { storeProfile } from '../../src/store/store-profile.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const home = temporaryFolder();
afterAll(() => home.remove());

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2024, 0, 1, 12);
const bytes = smallProfile({ time: '2024-01-01T12:00:00Z' });

/** Profiles of two services, a run a day. */
async function fill(folder: string, days: number, service = ['cart', 'checkout']): Promise<void> {
  const store = createDiskStore(`${home.path}/${folder}`);
  for (let day = 0; day < days; day++) {
    for (const each of service) {
      await storeProfile(
        {
          service: each,
          type: 'cpu',
          ext: 'pprof',
          runMs: FIRST_MS + day * DAY_MS,
          podsInRun: 1,
          bytes,
          metadata: { reason: 'on-demand' },
        },
        { store },
      );
    }
  }
}

const prof = (...args: string[]) => runProf(home.path, args);
const keys = async (folder: string): Promise<string[]> => {
  const { stdout } = await prof('ls', '--store', folder, '--json');
  return JSON.parse(stdout).profiles.map(({ key }: { key: string }) => key);
};
const files = (folder: string) =>
  readdirSync(`${home.path}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(`${home.path}/${folder}/${path}`).isFile())
    .sort();

beforeAll(() => fill('store', 3));

describe('stores copied from the command line', () => {
  it('are mirrored, metadata and all, and then left alone', async () => {
    const first = await prof('sync', './store', './mirror');
    expect(first.exitCode).toBe(0);
    expect(first.stdout.trim().split('\n')).toEqual((await keys('store')).map((key) => `copied ${key}`));
    expect(first.stderr).toMatch(/^6 copied \([\d.]+k?B\)\n$/);
    expect(files('mirror')).toEqual(files('store'));
    for (const path of files('store')) {
      expect(readFileSync(`${home.path}/mirror/${path}`)).toEqual(readFileSync(`${home.path}/store/${path}`));
    }
    expect(await prof('sync', './store', './mirror')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '0 copied, 6 unchanged\n',
    });
    expect((await prof('sync', './mirror', './store')).stderr).toBe('0 copied, 6 unchanged\n');
  });

  it('copy a part, a choice, a reference', async () => {
    await prof('sync', './store/2024-01-02/cart/', './part');
    expect(await keys('part')).toEqual(['2024-01-02/cart/20240102-120000-cpu.pprof']);
    await prof(
      'sync',
      './store',
      './part',
      '--exclude',
      '*',
      '--include',
      '*/checkout/*',
      '--since',
      '2024-01-03',
    );
    await prof('cp', 'checkout/cpu@2024-01-01', './part', '--store', './store', '--lookback', '10d');
    await prof('cp', './store/2024-01-03/cart/20240103-120000-cpu.pprof', './part');
    expect(await keys('part')).toEqual([
      '2024-01-01/checkout/20240101-120000-cpu.pprof',
      '2024-01-02/cart/20240102-120000-cpu.pprof',
      '2024-01-03/cart/20240103-120000-cpu.pprof',
      '2024-01-03/checkout/20240103-120000-cpu.pprof',
    ]);
  });

  it('replace and delete nothing unasked', async () => {
    await prof('sync', './store', './asked');
    const path = `${home.path}/asked/2024-01-01/cart/20240101-120000-cpu.pprof`;
    writeFileSync(path, 'something else');
    await fill('asked', 1, ['extra']);
    await prof('rm', 'store:2024-01-02/cart/20240102-120000-cpu.pprof', '--yes', '--store', './asked');
    const before = files('asked');
    const refused = await prof('sync', './store', './asked', '--delete');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'replace 2024-01-01/cart/20240101-120000-cpu.pprof\ndelete 2024-01-01/extra/',
    );
    expect(refused.stderr).toContain('--yes');
    const dry = await prof('sync', './store', './asked', '--delete', '--dry-run', '--json');
    expect(files('asked')).toEqual(before);
    expect(readFileSync(path, 'utf8')).toBe('something else');
    const done = await prof('sync', './store', './asked', '--delete', '--yes', '--json');
    expect(done.exitCode).toBe(0);
    expect(JSON.parse(done.stdout)).toEqual({ ...JSON.parse(dry.stdout), dryRun: false });
    expect(JSON.parse(done.stdout)).toMatchObject({
      schema: 'prof.sync.v1',
      copied: [{ key: '2024-01-02/cart/20240102-120000-cpu.pprof' }],
      replaced: [{ key: '2024-01-01/cart/20240101-120000-cpu.pprof' }],
      deleted: [{ key: '2024-01-01/extra/20240101-120000-cpu.pprof' }],
      unchanged: 4,
      remaining: 0,
    });
    expect(files('asked')).toEqual(files('store'));
  });

  it('tell a slip: no such source, the same twice, loose files, a part as destination', async () => {
    expect(await prof('sync', './nowhere', './mirror')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('there is no profile in file:'),
    });
    expect((await prof('sync', './store', './store/')).exitCode).toBe(2);
    expect((await prof('cp', './store', './store')).exitCode).toBe(2);
    expect((await prof('sync', './store', './mirror/2024-01-01')).exitCode).toBe(2);
    await execa('mkdir', ['-p', `${home.path}/loose`]);
    writeFileSync(`${home.path}/loose/cpu.pb.gz`, bytes);
    expect(await prof('sync', './loose', './mirror')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('prof put FOLDER --service NAME'),
    });
    expect(
      (await prof('cp', 'checkout/cpu', './mirror', '--since', '3d', '--store', './store')).exitCode,
    ).toBe(2);
  });

  it('leave what is damaged behind, and say so', async () => {
    await fill('damaged', 2);
    writeFileSync(`${home.path}/damaged/2024-01-02/cart/20240102-120000-cpu.pprof`, 'not what was stored');
    const { exitCode, stderr, stdout } = await prof('sync', './damaged', './from-damaged');
    expect(exitCode).toBe(4);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stderr).toContain('the stored profile is damaged: 2024-01-02/cart/20240102-120000-cpu.pprof');
    expect(await keys('from-damaged')).toHaveLength(3);
    expect((await prof('cp', './damaged/2024-01-02/cart', './only-damaged')).exitCode).toBe(7);
  });

  it('can be stopped, and go on from there', async () => {
    await fill('many', 120, ['a', 'b', 'c', 'd']);
    const child = execa(
      process.execPath,
      [RUN_JS, 'sync', './many', './stopped', '--parallel', '2', '--json'],
      {
        cwd: home.path,
        env: cleanEnvironment(home.path),
        extendEnv: false,
        reject: false,
        stdin: 'ignore',
      },
    );
    await expect.poll(() => startedDays('stopped'), { timeout: 20_000, interval: 5 }).toBeGreaterThan(2);
    child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await child;
    const result = JSON.parse(stdout);
    expect(exitCode).toBe(130);
    expect(result.totals.copied + result.remaining).toBe(480);
    expect(result.remaining).toBeGreaterThan(0);
    expect(stderr).toContain('the same command goes on from there');
    const there = await keys('stopped');
    expect(there).toHaveLength(result.totals.copied);
    expect(files('stopped').filter((path) => /\.tmp$/.test(path))).toEqual([]);
    const again = JSON.parse((await prof('sync', './many', './stopped', '--json')).stdout);
    expect(again).toMatchObject({ unchanged: there.length, totals: { copied: 480 - there.length } });
    expect(files('stopped')).toEqual(files('many'));
  }, 60_000);
});

function startedDays(folder: string): number {
  try {
    return readdirSync(`${home.path}/${folder}`).length;
  } catch {
    return 0;
  }
}

describe('a store pruned from the command line', () => {
  it('shows, asks, removes', async () => {
    await fill('pruned', 4);
    const args = ['prune', '--older-than', '30d', '--keep-last', '1', '--store', './pruned'];
    const dry = await prof(...args, '--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout.trim().split('\n')).toHaveLength(7);
    expect(dry.stderr).toMatch(/^would be 6 profiles of 2 services \(/);
    expect(await prof(...args)).toMatchObject({ exitCode: 2, stdout: dry.stdout });
    expect(await keys('pruned')).toHaveLength(8);
    const done = await prof(...args, '--yes', '--json');
    expect(JSON.parse(done.stdout)).toMatchObject({
      schema: 'prof.prune.v1',
      dryRun: false,
      totals: { profiles: 6 },
      remaining: 0,
    });
    expect(await keys('pruned')).toEqual([
      '2024-01-04/cart/20240104-120000-cpu.pprof',
      '2024-01-04/checkout/20240104-120000-cpu.pprof',
    ]);
    expect(await prof(...args)).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await prof('prune', '--store', './pruned', '--yes')).exitCode).toBe(2);
    expect((await prof('prune', '--larger-than', 'much', '--yes')).exitCode).toBe(2);
  });
});

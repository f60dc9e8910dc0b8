import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, RUN_JS, runProf } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const KEYS = {
  old: '2024-01-15/checkout/20240115-120000-cpu.pprof',
  heap: '2024-01-16/checkout/20240116-120000-heap.pprof',
  cart: '2024-01-16/cart/20240116-120000-cpu.pprof',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prof-commands-'));
  await writeFile(join(folder, 'old.pb.gz'), smallProfile({ time: '2024-01-15T12:00:00Z', seconds: 30 }));
  const heap = smallProfile({
    time: '2024-01-16T12:00:00Z',
    sampleTypes: ['inuse_objects/count', 'inuse_space/bytes'],
  });
  await writeFile(join(folder, 'heap.pb.gz'), heap);
  await writeFile(join(folder, 'cart.pb.gz'), smallProfile({ time: '2024-01-16T12:00:00Z' }));
  await writeFile(join(folder, 'page.html'), '<!doctype html><title>Sign in</title>');
});
afterAll(() => rm(folder, { recursive: true }));

async function prof(...args: string[]) {
  const { exitCode, stdout, stderr } = await runProf(folder, [...args, '--store', './store']);
  return { exitCode, stdout: stdout.replace(/\n$/, ''), stderr };
}

const keysOf = (stdout: string) => (JSON.parse(stdout).profiles as { key: string }[]).map(({ key }) => key);

describe('a store from the command line', () => {
  it('is filled, and refuses what is no profile', async () => {
    expect(await prof('ls')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringContaining('is empty'),
    });
    const both = await prof('put', 'old.pb.gz', 'heap.pb.gz', '--service', 'checkout');
    expect(both).toMatchObject({ exitCode: 0, stdout: `${KEYS.old}\n${KEYS.heap}`, stderr: '' });
    const partial = await prof('put', 'page.html', 'cart.pb.gz', '--service', 'cart', '--json');
    expect(partial.exitCode).toBe(4);
    expect(JSON.parse(partial.stdout)).toMatchObject({
      schema: 'prof.put.v1',
      profiles: [{ key: KEYS.cart, type: 'cpu', time: '2024-01-16T12:00:00Z', timeFrom: 'profile' }],
      errors: [{ name: './page.html', code: 'BAD_PROFILE' }],
    });
    expect(await prof('put', 'page.html', '--service', 'cart')).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining('<!doctype html>'),
    });
  });

  it('is listed: table, JSON, CSV, one object a line', async () => {
    const table = (await prof('ls')).stdout.split('\n').map((line) => line.split(/ {2,}/).at(-1));
    expect(table).toEqual(['KEY', KEYS.old, KEYS.cart, KEYS.heap]);
    const json = await prof('ls', '--service', 'checkout', '--type', 'cpu', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'prof.ls.v1', total: 1, truncated: false });
    expect(keysOf(json.stdout)).toEqual([KEYS.old]);
    expect((await prof('ls', '--since', '2024-01-16', '--csv')).stdout.split('\n')).toHaveLength(3);
    const lines = (await prof('ls', '--date', '2024-01-16', '--jsonl')).stdout.split('\n');
    expect(lines.map((line) => JSON.parse(line).service)).toEqual(['cart', 'checkout']);
    expect(await prof('ls', '--service', 'chekout')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('no profile of service chekout; did you mean checkout?'),
    });
    expect((await prof('ls', '--json', '--csv')).exitCode).toBe(2);
    const services = JSON.parse((await prof('services', '--json')).stdout);
    expect(services).toMatchObject({
      schema: 'prof.services.v1',
      services: [
        { service: 'cart', types: ['cpu'], profiles: 1 },
        { service: 'checkout', types: ['cpu', 'heap'], profiles: 2 },
      ],
    });
  });

  it('shows what is known of a profile', async () => {
    const { stdout } = await prof('show', 'checkout/cpu@2024-01-15', '--json');
    const [shown] = JSON.parse(stdout).profiles;
    expect(shown).toMatchObject({
      name: KEYS.old,
      stored: { service: 'checkout', time: '2024-01-15T12:00:00Z' },
      metadata: { 'profile-type': 'cpu', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      profile: {
        durationNanos: 30_000_000_000,
        samples: 2,
        sampleTypes: [{ total: 42 }, { total: 42, default: true }],
      },
    });
    expect((await prof('show', 'checkout/cpu@2024-01-15')).stdout).toMatch(/duration +30s\n/);
    expect(await prof('show', 'checkout/cpu')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('--lookback'),
    });
    expect((await prof('show', 'checkout/cpu', '--lookback', '9999w')).exitCode).toBe(0);
  });

  it('is copied out, byte for byte', async () => {
    expect(await prof('get', 'checkout@2024-01-15..2024-01-16', '-o', 'out/')).toMatchObject({ exitCode: 0 });
    expect(await readdir(join(folder, 'out'))).toEqual([
      'checkout-20240115-120000-cpu.pprof',
      'checkout-20240116-120000-heap.pprof',
    ]);
    const copy = await readFile(join(folder, 'out', 'checkout-20240115-120000-cpu.pprof'));
    expect(copy.equals(await readFile(join(folder, 'old.pb.gz')))).toBe(true);
    expect(await prof('get', `store:${KEYS.old}`, '-o', 'page.html')).toMatchObject({ exitCode: 2 });
    expect(await readFile(join(folder, 'page.html'), 'utf8')).toContain('Sign in');
  });

  it('loses nothing without a yes', async () => {
    const reference = `store:${KEYS.cart}`;
    expect(await prof('rm', reference)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('nothing was changed: there is no terminal to ask on'),
    });
    const dryRun = await prof('rm', reference, '--dry-run', '--json');
    expect(JSON.parse(dryRun.stdout)).toMatchObject({
      schema: 'prof.rm.v1',
      dryRun: true,
      profiles: [{ key: KEYS.cart }],
    });
    expect(keysOf((await prof('ls', '--json')).stdout)).toContain(KEYS.cart);
    expect(await prof('rm', reference, '--yes')).toMatchObject({
      exitCode: 0,
      stdout: `removed ${KEYS.cart}`,
    });
    expect(keysOf((await prof('ls', '--json')).stdout)).toEqual([KEYS.old, KEYS.heap]);
    expect(await prof('rm', reference, '--yes')).toMatchObject({ exitCode: 3 });
  });

  it.each([
    ['ls', '--since', '99999999999w'],
    ['ls', '--until', '99999999999w'],
    ['show', 'checkout/cpu@-99999999999w'],
    ['show', 'checkout/cpu@99999999999w..'],
    ['show', 'checkout/cpu', '--lookback', '99999999999w'],
    ['show', 'file://%ZZ'],
    ['get', `store:${KEYS.old}`, '-o', '-', '--json'],
    ['put', 'old.pb.gz', '--service', 'checkout', '--pod', ''],
    ['put', 'old.pb.gz', '--service', 'checkout', '--type', ''],
    ['put', '-', '-', '--service', 'checkout'],
  ])('%s %s %s: a wrong use that says so', async (...args) => {
    const run = await prof(...args);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.not.stringMatching(/RangeError|URIError/) });
    if (!args.includes('--json')) expect(run.stdout).toBe('');
    else expect(JSON.parse(run.stdout).schema).toBe('prof.error.v1');
  });

  it('reads standard input once', async () => {
    const input = await readFile(join(folder, 'old.pb.gz'));
    const run = await execa(process.execPath, [RUN_JS, 'top', '-', '-'], {
      cwd: folder,
      env: cleanEnvironment(folder),
      extendEnv: false,
      reject: false,
      input,
    });
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('standard input can be read only once'),
    });
  });

  it('notices damage', async () => {
    await writeFile(join(folder, 'store', KEYS.old), 'damaged');
    expect(await prof('get', `store:${KEYS.old}`, '-o', 'x')).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining(`the stored profile is damaged: ${KEYS.old}`),
    });
    expect(await readdir(folder)).not.toContain('x');
  });
});

describe("autopgo's merged profile", () => {
  it('is not moved away from its builds without a word', async () => {
    await mkdir(join(folder, 'autopgo/my-app/staging'), { recursive: true });
    const bytes = smallProfile({ time: '2024-01-15T12:00:00Z' });
    await writeFile(join(folder, 'autopgo/my-app/default.pgo'), bytes);
    await writeFile(join(folder, 'autopgo/my-app/staging/1705320000'), bytes);
    const warning = 'builds read my-app/default.pgo, and autopgo merges into it';
    const migrate = (...args: string[]) => prof('migrate', './autopgo', ...args);
    expect(await migrate('--move', '--dry-run')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(warning),
    });
    expect(await migrate()).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining(warning) });
    expect(await readdir(join(folder, 'autopgo/my-app'))).toContain('default.pgo');
  });
});

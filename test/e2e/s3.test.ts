import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEndlessBucket } from '../support/endless-bucket.ts';
import { type FakeS3, type Fault, startFakeS3 } from '../support/fake-s3.ts';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const CANARY = 'canary-of-a-secret-key';
const KEY = '2024-01-15/checkout/20240115-120000-cpu.pprof';
const STORE = ['--store', 's3://bucket/team'];

const home = temporaryFolder();
let fake: FakeS3;
beforeAll(async () => {
  fake = await startFakeS3();
  writeFileSync(`${home.path}/cpu.pb.gz`, smallProfile({ time: '2024-01-15T12:00:00Z', seconds: 30 }));
});
beforeEach(async () => {
  fake.fault = undefined;
  fake.objects.clear();
  expect(await prof('put', 'cpu.pb.gz', '--service', 'checkout')).toMatchObject({ exitCode: 0 });
});
afterAll(async () => {
  await fake.close();
  home.remove();
});

const ENV = () => ({
  AWS_ENDPOINT_URL: fake.url,
  AWS_ACCESS_KEY_ID: 'AKIAOFTHETEST',
  AWS_SECRET_ACCESS_KEY: CANARY,
  AWS_SESSION_TOKEN: `${CANARY}-session`,
  AWS_REGION: 'eu-west-1',
  AWS_MAX_ATTEMPTS: '2',
});
const prof = (...args: string[]) => runProf(home.path, [...args, ...STORE], { env: ENV() });

const COMMANDS: readonly (readonly string[])[] = [
  ['ls'],
  ['services', '-v'],
  ['show', `store:${KEY}`],
  ['top', `store:${KEY}`],
  ['get', `store:${KEY}`, '-o', 'copies/'],
  ['put', 'cpu.pb.gz', '--service', 'other', '-v'],
  ['rm', `store:${KEY}`, '--yes'],
  ['sync', 'store:', './mirror'],
  ['prune', '--older-than', '1d', '--yes'],
  ['migrate', '--dry-run'],
  ['lifecycle', 'get'],
  ['doctor', 'store'],
  ['config'],
];

const refusing =
  (status: number, code: string): Fault =>
  (_request, response) => {
    response
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
    return true;
  };

describe('a secret', () => {
  it.each(COMMANDS)('is in no output of prof %s', async (...args) => {
    const faults = [undefined, refusing(403, 'SignatureDoesNotMatch'), refusing(500, 'InternalError')];
    for (const fault of faults) {
      fake.fault = fault;
      for (const json of [[], ['--json']]) {
        const { stdout, stderr } = await prof(...args, ...json);
        expect(stdout + stderr).not.toContain(CANARY);
      }
    }
  });
});

describe('a start on S3', () => {
  const TRACE = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { if (url.startsWith('file:')) console.error('loaded ' + url); return next(url, context); } });
  `)}`;

  it('loads no screen, no cluster and no database for prof ls', async () => {
    const env = { ...ENV(), NODE_OPTIONS: `--import=${TRACE}` };
    const { exitCode, stderr } = await runProf(home.path, ['ls', ...STORE], { env });
    expect(exitCode).toBe(0);
    const files = [...stderr.matchAll(/^loaded file:\/\/(.*)$/gm)].map(([, path]) =>
      path!.replace(`${ROOT}dist/`, ''),
    );
    const packages = JSON.parse(readFileSync(`${ROOT}dist/.packages.json`, 'utf8')) as Record<
      string,
      string[]
    >;
    const loaded = new Set(files.flatMap((file) => packages[file] ?? []));
    expect(loaded).toContain('@aws-sdk/client-s3');
    const others = [
      'ink',
      'react',
      '@kubernetes/client-node',
      'ws',
      'pg',
      '@electric-sql/pglite',
      're2js',
      'yaml',
    ];
    expect(others.filter((name) => loaded.has(name))).toEqual([]);
  });

  it('loads nothing of S3 for a store that is a folder', async () => {
    const env = { NODE_OPTIONS: `--import=${TRACE}` };
    const { stderr } = await runProf(home.path, ['ls', '--store', './folder'], { env });
    const packages = JSON.parse(readFileSync(`${ROOT}dist/.packages.json`, 'utf8')) as Record<
      string,
      string[]
    >;
    const files = [...stderr.matchAll(/^loaded file:\/\/(.*)$/gm)].map(([, path]) =>
      path!.replace(`${ROOT}dist/`, ''),
    );
    expect(files.flatMap((file) => packages[file] ?? []).filter((name) => name.includes('aws'))).toEqual([]);
  });
});

describe('prof ls of everything', () => {
  it('prints what has arrived while the rest is still asked for, each page once', async () => {
    let isFirstRead = () => {};
    const firstRead = new Promise<void>((resolve) => {
      isFirstRead = resolve;
    });
    // The last day is not listed before something of the first is on the screen.
    const [days, perDay] = [40, 2500];
    const bucket = await startEndlessBucket(days, perDay, (prefix) =>
      prefix === '2020-02-09/' ? firstRead : Promise.resolve(),
    );
    const child = execa(process.execPath, [RUN_JS, 'ls', '--store', 's3://bucket/', '--no-sign-request'], {
      env: { ...cleanEnvironment(home.path), AWS_ENDPOINT_URL: bucket.url },
      extendEnv: false,
      timeout: 60_000,
    });
    child.stdout.once('data', isFirstRead);
    const { stdout } = await child;
    await bucket.close();
    const keys = stdout
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/ +/).at(-1));
    expect(keys).toHaveLength(days * perDay);
    expect(keys.at(0)).toBe('2020-01-01/checkout/20200101-000000-cpu.pprof');
    expect(keys.at(-1)).toBe('2020-02-09/checkout/20200209-004139-cpu.pprof');
    expect(keys).toEqual(keys.toSorted());
    expect(bucket.listed).toHaveLength(1 + days * Math.ceil(perDay / 1000));
  }, 90_000);
});

describe('prof ls --offline', () => {
  it('lists what the last whole listing found, says how old that is, and asks nobody', async () => {
    const never = await runProf(home.path, ['ls', '--offline', '--store', 's3://never/listed'], {
      env: ENV(),
    });
    expect(never).toMatchObject({ exitCode: 3 });
    const before = await prof('ls');
    // A part of the store does not take the place of the whole.
    await prof('ls', '--type', 'heap');
    const asked = fake.requests.length;
    const offline = await prof('ls', '--offline');
    expect(offline).toMatchObject({ exitCode: 0, stdout: before.stdout });
    expect(offline.stdout).toContain(KEY);
    expect(offline.stderr).toMatch(/as it was \d+ min ago \(\d{4}-.*Z\); the store was not asked/);
    const filtered = JSON.parse((await prof('ls', '--offline', '--service', 'checkout', '--json')).stdout);
    expect(filtered.profiles.map(({ key }: { key: string }) => key)).toEqual([KEY]);
    expect(fake.requests.length).toBe(asked);
    // References never resolve from it.
    fake.objects.clear();
    expect(await prof('top', `store:${KEY}`)).toMatchObject({ exitCode: 3 });
    expect((await prof('ls', '--offline')).stdout).toContain(KEY);
  });

  it.each([
    ['--json', '20240117-120000'],
    ['--jsonl', '20240117-120001'],
    ['--csv', '20240117-120002'],
  ])('keeps what ls %s found, too', async (format, time) => {
    fake.put(`bucket/team/2024-01-17/checkout/${time}-cpu.pprof`, 'x');
    await prof('ls', format);
    fake.objects.clear();
    expect((await prof('ls', '--offline')).stdout).toContain(time);
  });

  it('leaves nothing of a listing that was broken off', async () => {
    await prof('ls');
    const folder = `${home.path}/.cache/prof/listings`;
    const before = readdirSync(folder);
    fake.put('bucket/team/2024-01-16/checkout/20240116-120000-cpu.pprof', 'x');
    fake.fault = (request, response) =>
      request.query.get('prefix') === 'team/2024-01-16/' && refusing(403, 'AccessDenied')(request, response);
    expect(await prof('ls')).toMatchObject({ exitCode: 5 });
    expect(readdirSync(folder)).toEqual(before);
    fake.fault = undefined;
    expect((await prof('ls', '--offline')).stdout).not.toContain('20240116');
  });

  it('knows from when on a listing was', async () => {
    await prof('ls', '--since', '2023-01-01');
    const { stderr } = await prof('ls', '--offline');
    expect(stderr).toContain('from 2023-01-01 00:00:00 on');
  });

  it('changes nothing for a folder', async () => {
    const { exitCode, stderr } = await runProf(home.path, ['ls', '--offline', '--store', './folder']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('--offline changes nothing');
  });
});

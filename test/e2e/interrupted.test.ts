import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createS3Store } from '../../src/adapters/s3/s3-store.ts';
import { storeProfile } from '../../src/store/store-profile.ts';
import { type FakeS3, type SeenRequest, sendError, startFakeS3 } from '../support/fake-s3.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const home = temporaryFolder();
const FIRST_MS = Date.UTC(2024, 0, 1, 12);
const HOUR_MS = 3_600_000;
const COUNT = 24;
/** More than one request removes. */
const MANY = 2500;
const stamp = (ms: number) =>
  new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
const contents = Array.from({ length: COUNT }, (_, run) =>
  smallProfile({ time: new Date(FIRST_MS + run * HOUR_MS).toISOString(), stacks: { main: run + 1 } }),
);

let fake: FakeS3;
beforeAll(async () => {
  fake = await startFakeS3();
  mkdirSync(`${home.path}/taken`);
  for (const [run, bytes] of contents.entries()) writeFileSync(`${home.path}/taken/${run}.pb.gz`, bytes);
});
beforeEach(() => {
  fake.fault = undefined;
  fake.objects.clear();
  for (const folder of ['out', 'copy']) rmSync(`${home.path}/${folder}`, { recursive: true, force: true });
});
afterAll(async () => {
  await fake.close();
  home.remove();
});

const ENV = () => ({
  AWS_ENDPOINT_URL: fake.url,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_MAX_ATTEMPTS: '2',
});
const prof = (...args: string[]) => runProf(home.path, args, { env: ENV() });

/** The bucket as `prof put` would have filled it. */
async function fillBucket(): Promise<void> {
  const store = createS3Store(
    's3://bucket/team',
    { noSignRequest: true, conditionalWrites: true },
    { env: ENV() },
  );
  for (const [run, bytes] of contents.entries()) {
    await storeProfile(
      {
        service: 'checkout',
        type: 'cpu',
        ext: 'pprof',
        runMs: FIRST_MS + run * HOUR_MS,
        podsInRun: 1,
        bytes,
        metadata: { reason: 'on-demand' },
      },
      { store },
    );
  }
}

/** Keys alone: nothing is read of what is removed. */
async function fillWithKeys(): Promise<void> {
  for (let run = 0; run < MANY; run++) {
    const ms = FIRST_MS + run * 1000;
    fake.put(`bucket/team/${new Date(ms).toISOString().slice(0, 10)}/checkout/${stamp(ms)}-cpu.pprof`, 'x');
  }
}

const texts = (all: readonly Uint8Array[]) =>
  all.map((bytes) => Buffer.from(bytes).toString('base64')).sort();
const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((item) => item.isFile())
        .map((item) => `${item.parentPath}/${item.name}`)
    : [];
const profilesIn = (folder: string) =>
  texts(
    filesBelow(`${home.path}/${folder}`)
      .filter((path) => path.endsWith('.pprof'))
      .map((path) => readFileSync(path)),
  );
const objectsBelow = (prefix: string) =>
  [...fake.objects].filter(([key]) => key.startsWith(prefix)).map(([, { bytes }]) => bytes);

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly fill: () => Promise<void>;
  /** The requests that do the work. */
  readonly isWork: (request: SeenRequest) => boolean;
  /** How many of them before it is disturbed. */
  readonly after: number;
  readonly total: number;
  /** What is there, whole: as many as were done. */
  readonly done: () => number;
}

const ALL = texts(contents);
/** How many there are, each of them one of those that were to come. */
function whole(found: readonly string[]): number {
  expect(found.filter((text) => !ALL.includes(text))).toEqual([]);
  return found.length;
}

const CASES: readonly Case[] = [
  {
    name: 'get',
    args: ['get', '--service', 'checkout', '-o', 'out/', '--store', 's3://bucket/team'],
    fill: fillBucket,
    isWork: ({ operation }) => operation === 'GET',
    after: 8,
    total: COUNT,
    done: () => whole(profilesIn('out')),
  },
  {
    name: 'cp from a bucket',
    args: ['cp', 's3://bucket/team', './copy'],
    fill: fillBucket,
    isWork: ({ operation }) => operation === 'GET',
    after: 8,
    total: COUNT,
    done: () => whole(profilesIn('copy')),
  },
  {
    name: 'cp to a bucket',
    args: ['cp', 's3://bucket/team', 's3://bucket/other'],
    fill: fillBucket,
    isWork: ({ operation, key }) => operation === 'PUT' && key.startsWith('other/2'),
    after: 8,
    total: COUNT,
    done: () => whole(texts(objectsBelow('bucket/other/2'))),
  },
  {
    name: 'put',
    args: ['put', 'taken', '--service', 'checkout', '--store', 's3://bucket/team'],
    fill: async () => {},
    isWork: ({ operation, key }) => operation === 'PUT' && key.startsWith('team/2'),
    after: 8,
    total: COUNT,
    done: () => whole(texts(objectsBelow('bucket/team/2'))),
  },
  {
    name: 'rm',
    args: [
      'rm',
      'checkout@2024-01-01..2024-01-02',
      '--yes',
      '--store',
      's3://bucket/team',
      '--lookback',
      '9999d',
    ],
    fill: fillWithKeys,
    isWork: ({ operation }) => operation === 'DELETE-MANY',
    after: 1,
    total: MANY,
    done: () => MANY - fake.objects.size,
  },
  {
    name: 'prune',
    args: ['prune', '--older-than', '30d', '--yes', '--store', 's3://bucket/team'],
    fill: fillWithKeys,
    isWork: ({ operation }) => operation === 'DELETE-MANY',
    after: 1,
    total: MANY,
    done: () => MANY - fake.objects.size,
  },
];

/** Starts prof; Ctrl-C comes when a request that is never answered has arrived. */
async function stopAt({ args, isWork, after }: Pick<Case, 'args' | 'isWork' | 'after'>) {
  let seen = 0;
  const arrived = new Promise<void>((resolve) => {
    fake.fault = (request) => {
      if (!isWork(request) || seen++ < after) return false;
      resolve();
      return true;
    };
  });
  const child = execa(process.execPath, [RUN_JS, ...args, '--json'], {
    cwd: home.path,
    env: { ...cleanEnvironment(home.path), ...ENV() },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 30_000,
  });
  await Promise.race([arrived, child]);
  const stoppedMs = performance.now();
  child.kill('SIGINT');
  const { exitCode, stdout, stderr } = await child;
  return { exitCode, stdout, stderr, tookMs: performance.now() - stoppedMs };
}

describe.each(CASES)('prof $name', (each) => {
  const { args, fill, isWork, after, total, done } = each;

  const goesOn = async () => {
    fake.fault = undefined;
    const before = done();
    const again = await prof(...args, '--json');
    expect(again).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('left') });
    expect(done()).toBe(total);
    expect(filesBelow(home.path).filter((path) => /\.tmp\b/.test(path))).toEqual([]);
    return { before, document: JSON.parse(again.stdout) };
  };

  it('stops at Ctrl-C, tells what is left, and goes on from there', async () => {
    await fill();
    const { exitCode, stdout, stderr, tookMs } = await stopAt(each);
    expect(exitCode).toBe(130);
    expect(tookMs).toBeLessThan(10_000);
    expect(stderr).toContain('the same command goes on from there');
    expect(JSON.parse(stdout).remaining).toBe(total - done());
    expect(done()).toBeGreaterThanOrEqual(after === 1 ? 1000 : after);
    expect(done()).toBeLessThan(total);
    expect(filesBelow(home.path).filter((path) => /\.tmp\b/.test(path))).toEqual([]);
    await goesOn();
  }, 60_000);

  it('stops at Ctrl-C while the server is silent before anything is done', async () => {
    await fill();
    const { exitCode, tookMs } = await stopAt({ args, isWork: () => true, after: 0 });
    expect(exitCode).toBe(130);
    expect(tookMs).toBeLessThan(10_000);
    expect(done()).toBe(0);
    await goesOn();
  }, 60_000);

  it('ends when every connection breaks, without a half of anything, and goes on from there', async () => {
    await fill();
    let seen = 0;
    fake.fault = (request, response) => {
      if (!isWork(request) || seen++ < after) return false;
      response.writeHead(200, { 'content-length': 1000 }).write('half an answer', () => response.destroy());
      return true;
    };
    const { exitCode, stderr, stdout } = await prof(...args, '--json');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr: expect.stringMatching(/connection|answer ended/),
    });
    const { errors, remaining } = JSON.parse(stdout);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length + (remaining ?? 0)).toBe(total - done());
    await goesOn();
  }, 60_000);

  it('ends when the server refuses in the middle, and names the fix', async () => {
    await fill();
    let seen = 0;
    fake.fault = (request, response) => {
      if (!isWork(request) || seen++ < after) return false;
      sendError(response, 403, 'ExpiredToken');
      return true;
    };
    const { exitCode, stderr } = await prof(...args, '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: expect.stringContaining('aws sso login') });
    expect(done()).toBeLessThan(total);
    await goesOn();
  }, 60_000);
});

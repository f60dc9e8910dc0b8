import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';

const PROFILES = `${ROOT}fixtures/profiles`;
const CPU = `${PROFILES}/go/1.26/cpu.pb.gz`;
const LATER = `${PROFILES}/go/1.26/cpu-later.pb.gz`;
const HEAP = `${PROFILES}/go/1.26/heap.pb.gz`;
const NODE_CPU = `${PROFILES}/node/24/cpu.cpuprofile`;
const NODE_HEAP = `${PROFILES}/node/24/heap.heapprofile`;

let server: S3Server;
const home = temporaryFolder();
beforeAll(async () => {
  server = await startS3Server(MOTO);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  home.remove();
});

const prof = (...args: string[]) => runProf(home.path, args, { env: server.env });
const read = (path: string): Buffer => readFileSync(path);

/** As a program in JavaScript writes to S3, with the AWS SDK and nothing of prof. */
async function write(
  bucket: string,
  key: string,
  bytes: Buffer,
  metadata: Record<string, string> = {},
): Promise<void> {
  await server.client.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, Metadata: metadata }),
  );
}

async function listed(store: string[], ...args: string[]): Promise<unknown[]> {
  const run = await prof('ls', '--json', ...args, ...store);
  expect(run).toMatchObject({ exitCode: 0 });
  const { profiles } = JSON.parse(run.stdout) as { profiles: Record<string, unknown>[] };
  return profiles.map(({ service, type, time, layout }) => [service, type, time, layout]);
}

/** The reference's own report of a file. */
async function referenceTop(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)('go', ['tool', 'pprof', '-top', '-symbolize=none', path]);
  return stdout;
}

describe('a bucket of the profiling operator', () => {
  it('is listed, shown, analysed and compared in place', async () => {
    const bucket = await server.makeBucket();
    // As its code writes: one stamp a type, the reason as prose, labels under their names.
    const facts = {
      'pod-name': 'my-web-app-7d8f9c5b6d-xyz45',
      'pod-namespace': 'production',
      reason: 'CPU usage 85.21% exceeds threshold 80%',
      'pod-label-app': 'my-web-app',
    };
    const objects = [
      ['2024-01-15', '20240115-120000', 'cpu', CPU],
      ['2024-01-15', '20240115-120030', 'heap', HEAP],
      ['2024-01-16', '20240116-120000', 'cpu', LATER],
    ] as const;
    for (const [day, stamp, type, path] of objects) {
      const time = `${day}T${stamp.slice(9, 11)}:${stamp.slice(11, 13)}:${stamp.slice(13)}Z`;
      await write(bucket, `profiles/${day}/my-web-app/${stamp}-${type}.pprof`, read(path), {
        ...facts,
        'profile-type': type,
        timestamp: time,
      });
    }
    const store = ['--store', `s3://${bucket}/profiles`];
    const rows = await listed(store, '--since', '2024-01-01');
    expect(rows).toHaveLength(3);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['my-web-app', 'cpu', '2024-01-15T12:00:00Z', 'prof'],
        ['my-web-app', 'heap', '2024-01-15T12:00:30Z', 'prof'],
        ['my-web-app', 'cpu', '2024-01-16T12:00:00Z', 'prof'],
      ]),
    );
    const first = 'store:2024-01-15/my-web-app/20240115-120000-cpu.pprof';
    const second = 'store:2024-01-16/my-web-app/20240116-120000-cpu.pprof';
    const shown = await prof('show', first, ...store);
    expect(shown.stdout).toContain('CPU usage 85.21% exceeds threshold 80%');
    expect(shown.stdout).toContain('my-web-app-7d8f9c5b6d-xyz45');
    expect((await prof('top', first, ...store)).stdout).toBe(await referenceTop(CPU));
    const inPlace = JSON.parse((await prof('diff', first, second, '--json', ...store)).stdout);
    const ofFiles = JSON.parse((await prof('diff', CPU, LATER, '--json')).stdout);
    expect(inPlace.rows).toEqual(ofFiles.rows);
    expect(inPlace.rows.length).toBeGreaterThan(0);
  }, 120_000);
});

describe("a bucket of OpenProfiling's exporter", () => {
  it('is read at its root, both spellings of its kinds, as the service that the user names', async () => {
    const bucket = await server.makeBucket();
    const snapshot = gunzipSync(read(`${PROFILES}/chromium/156/page.heapsnapshot.gz`));
    const facts = (kind: string) => ({
      kind,
      starttime: '1593952996123',
      endtime: '1593952998123',
      duration: '2000',
      status: '1',
      attributes: JSON.stringify({ profiler: 'inspector' }),
    });
    await write(bucket, 'cpu_profile-2020-07-05T12:43:16.123Z.cpuprofile', read(NODE_CPU), facts('0'));
    await write(bucket, 'HEAP_PROFILE-2020-07-05T12:44:16.123Z.heaprofile', read(NODE_HEAP), facts('1'));
    await write(bucket, 'heap_snapshot-2020-07-05T12:45:16.123Z.heapsnapshot', snapshot, facts('2'));
    const store = ['--store', `s3://${bucket}`];
    expect((await listed(store, '--since', '2020-01-01')).map((row) => (row as unknown[])[0])).toEqual(
      Array(3).fill('openprofiling'),
    );
    const named = [...store, '--foreign-service', 'web'];
    const rows = await listed(named, '--since', '2020-01-01', '--service', 'web');
    expect(rows).toHaveLength(3);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['web', 'cpu', '2020-07-05T12:43:16.123Z', 'openprofiling'],
        ['web', 'heap', '2020-07-05T12:44:16.123Z', 'openprofiling'],
        ['web', 'heapsnapshot', '2020-07-05T12:45:16.123Z', 'openprofiling'],
      ]),
    );
    for (const [type, path] of [
      ['cpu', NODE_CPU],
      ['heap', NODE_HEAP],
    ] as const) {
      const top = await prof('top', `web/${type}@2020-07-05`, ...named);
      expect([top.exitCode, top.stdout]).toEqual([0, (await prof('top', path)).stdout]);
    }
    // What DevTools says of this snapshot: a class of the page, its objects and their bytes.
    const summary: [key: string, count: number, shallow: number][] = JSON.parse(
      readFileSync(`${PROFILES}/chromium/156/page-summary.json`, 'utf8'),
    );
    const [, , shallow] = summary.find(([key]) => key.endsWith(',Basket'))!;
    const only = ['--focus', '^Basket$', '--no-trim', '--unit', 'B'];
    const constructors = await prof('top', 'web/heapsnapshot@2020-07-05', ...only, ...named);
    expect(constructors.stdout).toMatch(new RegExp(`^ *${shallow}B .* Basket$`, 'm'));
  }, 120_000);
});

describe('a bucket of autopgo', () => {
  it('has each app as a service: what is staged by its time, the merged profile by when it was written', async () => {
    const bucket = await server.makeBucket();
    const nanos = BigInt(Date.UTC(2024, 0, 15, 12)) * 1_000_000n;
    await write(bucket, `checkout-api/staging/${nanos}`, read(CPU));
    await write(bucket, 'checkout-api/default.pgo', read(LATER));
    const store = ['--store', `s3://${bucket}`];
    const rows = await listed(store, '--since', '2024-01-01', '--service', 'checkout-api');
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual(['checkout-api', 'cpu', '2024-01-15T12:00:00Z', 'autopgo']);
    const staged = await prof('top', `store:checkout-api/staging/${nanos}`, ...store);
    expect(staged.stdout).toBe(await referenceTop(CPU));
    const merged = await prof('top', 'store:checkout-api/default.pgo', ...store);
    expect(merged.stdout).toBe(await referenceTop(LATER));
  }, 60_000);
});

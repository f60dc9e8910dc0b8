import { existsSync, globSync, readFileSync } from 'node:fs';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT, temporaryFolder } from '../support/run-prof.ts';
import { runBash } from '../support/run-shell.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';
import { fillSeedStore, goProfile } from '../support/seed-store.ts';

/** Command lines of the docs that name a bucket; those of aws.md have a test of their own. */
const LINES = globSync('docs/*.md', { cwd: ROOT })
  .filter((page) => page !== 'docs/aws.md')
  .toSorted()
  .flatMap((page) => {
    const lines = readFileSync(ROOT + page, 'utf8').match(/^prof .*s3:\/\/.*$/gm) ?? [];
    return lines.map((line) => [page, line] as const);
  });
/** The buckets and stores that they name. */
const BUCKETS = ['bucket', 'company-profiling', 'old-bucket', 'profiles'];
const STORES = ['s3://bucket/profiles', 's3://company-profiling/production', 's3://profiles'];
const OLD_KEY = 'production/checkout-7d8f9c5b6d-x2x4z/20240115-120000/heap.pprof';

let server: S3Server;
const home = temporaryFolder();

beforeAll(async () => {
  server = await startS3Server(MOTO);
  await Promise.all(BUCKETS.map((bucket) => server.makeBucket(bucket)));
  const profiles = ['cpu', 'heap'].map((type) => ({
    file: goProfile(type),
    service: 'checkout',
    time: new Date(Date.now() - 3_600_000).toISOString(),
    type,
  }));
  const { env } = server;
  await Promise.all(STORES.map((store) => fillSeedStore(home.path, store, { env, profiles })));
  const Body = readFileSync(goProfile('heap'));
  await server.client.send(new PutObjectCommand({ Bucket: 'old-bucket', Key: OLD_KEY, Body }));
}, 60_000);
afterAll(async () => {
  await server?.stop();
  home.remove();
});

// Each finds what those before it left, as for somebody who reads the page.
it.each(LINES)('%s: %s', async (_, line) => {
  const { exitCode, stderr } = await runBash(line.replace('http://127.0.0.1:9000', server.url), {
    cwd: home.path,
    env: { ...server.env, HOME: home.path },
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
});

it('they did what the pages say', async () => {
  const keysOf = async (Bucket: string, Prefix: string) => {
    const { Contents = [] } = await server.client.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.map(({ Key }) => Key!.slice(Prefix.length));
  };
  const [kept, archived, old] = await Promise.all([
    keysOf('bucket', 'profiles/'),
    keysOf('bucket', 'archive/'),
    keysOf('old-bucket', ''),
  ]);
  const migrated = '2024-01-15/checkout/20240115-120000-heap.pprof';
  expect(old).toEqual([]);
  expect(archived).toHaveLength(3);
  expect(archived).toContain(migrated);
  expect(archived).toEqual(kept);
  for (const key of kept) expect(existsSync(`${home.path}/profiles/${key}`), key).toBe(true);
  expect(existsSync(`${home.path}/mirror`)).toBe(false);
});

import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import { storeProfile } from '../../src/store/store-profile.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';
import { smallProfile } from '../support/small-profiles.ts';

const home = temporaryFolder();
let server: S3Server;
const PROFILES = 300;

beforeAll(async () => {
  server = await startS3Server(MOTO);
  await server.client.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const store = createDiskStore(`${home.path}/.local/share/prof/store`);
  for (let run = 0; run < PROFILES; run++) {
    await storeProfile(
      {
        service: run % 2 === 0 ? 'checkout' : 'cart',
        type: 'cpu',
        ext: 'pprof',
        runMs: Date.UTC(2024, 0, 1) + run * 3_600_000,
        podsInRun: 1,
        bytes: smallProfile({ stacks: { main: run + 1 } }),
        metadata: { reason: 'on-demand' },
      },
      { store },
    );
  }
}, 120_000);

afterAll(async () => {
  await server?.stop();
  home.remove();
});

const prof = (args: string[], env: Record<string, string> = {}) =>
  runProf(home.path, args, { env: { ...server.env, ...env } });
const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => `${item.parentPath.slice(folder.length)}/${item.name}`)
    .sort();
const ORIGINAL = () => `${home.path}/.local/share/prof/store`;

describe('transfers with an S3 server', () => {
  it('brings a store there and back, bytes and metadata', async () => {
    const up = JSON.parse((await prof(['sync', 'store:', 's3://bucket/profiles', '--json'])).stdout);
    expect(up.totals).toMatchObject({ copied: PROFILES, replaced: 0 });
    const again = JSON.parse((await prof(['sync', 'store:', 's3://bucket/profiles', '--json'])).stdout);
    expect(again).toMatchObject({ copied: [], unchanged: PROFILES });
    const down = await prof(['sync', 's3://bucket/profiles', './back']);
    expect(down).toMatchObject({ exitCode: 0 });
    expect(files(`${home.path}/back`)).toEqual(files(ORIGINAL()));
    for (const path of files(ORIGINAL())) {
      expect(readFileSync(`${home.path}/back${path}`)).toEqual(readFileSync(ORIGINAL() + path));
    }
  }, 120_000);

  it('prunes a bucket, and leaves what is not a profile', async () => {
    await prof(['sync', 'store:', 's3://bucket/pruned', '--service', 'checkout']);
    await server.client.send(
      new PutObjectCommand({
        Bucket: 'bucket',
        Key: 'pruned/notes.txt',
        Body: 'x',
      }),
    );
    const args = [
      'prune',
      '--older-than',
      '30d',
      '--keep-last',
      '10',
      '--store',
      's3://bucket/pruned',
      '--yes',
    ];
    expect(JSON.parse((await prof([...args, '--json'])).stdout).totals.profiles).toBe(PROFILES / 2 - 10);
    const left = await prof(['ls', '--store', 's3://bucket/pruned', '--json']);
    expect(JSON.parse(left.stdout).total).toBe(10);
    expect(
      (await prof(['get', '--service', 'checkout', '-o', 'loose/', '--store', 's3://bucket/pruned']))
        .exitCode,
    ).toBe(0);
    expect(readdirSync(`${home.path}/loose`)).toHaveLength(10);
  }, 120_000);

  it.each([
    ['sync', ['s3://bucket/profiles', '.']],
    ['cp', ['s3://bucket/profiles', '.']],
    ['get', ['--since', '2024-01-01', '-o', './', '--store', 's3://bucket/profiles']],
  ])(
    'prof %s ends on a full disk with what fitted, whole, and no success',
    async (command, args) => {
      const small = `${home.path}/small-${command}`;
      const kept = `${home.path}/kept-${command}`;
      mkdirSync(small);
      mkdirSync(kept);
      const script = [
        'mount -t tmpfs -o size=512k tmpfs "$1"; cd "$1"; kept="$2"; shift 2',
        'status=0; "$@" --json || status=$?; cp -R . "$kept"; exit $status',
      ].join('; ');
      const words = ['sh', '-c', script, 'sh', small, kept, process.execPath, RUN_JS, command, ...args];
      const { exitCode, stdout, stderr } = await execa(
        'unshare',
        ['--user', '--map-root-user', '--mount', ...words],
        {
          cwd: home.path,
          env: { ...cleanEnvironment(home.path), ...server.env },
          extendEnv: false,
          reject: false,
          stdin: 'ignore',
        },
      );
      expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: expect.stringContaining('no space left') });
      expect(stderr).toContain('the same command goes on from there');
      const { errors, remaining } = JSON.parse(stdout);
      const whole = new Set(files(ORIGINAL()).map((path) => readFileSync(ORIGINAL() + path, 'base64')));
      const there = files(kept);
      expect(there.length).toBeGreaterThan(0);
      expect(there.filter((path) => !whole.has(readFileSync(kept + path, 'base64')))).toEqual([]);
      expect(there.filter((path) => path.endsWith('.pprof')).length + errors.length + remaining).toBe(
        PROFILES,
      );
    },
    120_000,
  );

  it('survives connections that are cut in the middle of an answer', async () => {
    const cutter = await cutEveryOther(Number(new URL(server.url).port));
    const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${cutter.port}` };
    const { exitCode, stderr } = await prof(
      ['sync', 's3://bucket/profiles', './cut', '--since', '2024-01-12'],
      env,
    );
    cutter.close();
    expect([0, 4]).toContain(exitCode);
    expect(cutter.cuts()).toBeGreaterThan(0);
    const again = await prof(['sync', 's3://bucket/profiles', './cut', '--since', '2024-01-12']);
    expect({ exitCode: again.exitCode, stderr }).toMatchObject({ exitCode: 0 });
    for (const path of files(`${home.path}/cut`)) {
      expect(readFileSync(`${home.path}/cut${path}`)).toEqual(readFileSync(ORIGINAL() + path));
    }
  }, 120_000);

  it('stops at once when the server is gone', async () => {
    const begun = performance.now();
    const { exitCode, stderr } = await prof(['sync', 'store:', 's3://bucket/gone'], {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 6 });
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(existsSync(`${home.path}/gone`)).toBe(false);
  }, 60_000);
});

/** A way to the server that cuts some connections after a part of the answer. */
async function cutEveryOther(port: number) {
  let connections = 0;
  let cut = 0;
  const sockets = new Set<Socket>();
  const proxy: Server = createServer((client) => {
    connections += 1;
    const isCut = connections % 3 === 0;
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      if (!isCut) return client.write(chunk);
      cut += 1;
      client.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => client.resetAndDestroy());
      return upstream.destroy();
    });
    upstream.on('close', () => client.end());
    client.on('close', () => upstream.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cuts: () => cut,
    close: () => {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';

/** A running S3 server that is not ours. */
export interface S3Server {
  readonly name: string;
  readonly url: string;
  /** What prof and the AWS tools take as environment to reach it; nothing else of AWS is in it. */
  readonly env: Record<string, string>;
  /** A client of the test's own, not prof's. */
  readonly client: S3Client;
  /** A new bucket, under this name or one of its own. */
  makeBucket(name?: string): Promise<string>;
  empty(bucket: string): Promise<void>;
  stop(): Promise<void>;
}

export const ACCESS_KEY = 'AKIDOFTHETESTS';
export const SECRET_KEY = 'canary-of-the-tests-secret';

export interface S3Program {
  readonly name: string;
  readonly command: string;
  readonly args: (port: number) => readonly string[];
  readonly env?: Record<string, string>;
}

/** Python's moto, in memory. */
export const MOTO: S3Program = {
  name: 'moto',
  command: 'moto_server',
  args: (port) => ['-H', '127.0.0.1', '-p', String(port)],
};

/** s3proxy in memory, from Maven Central; `.ci/run` fetches it and says where it is. */
export const S3PROXY: S3Program = {
  name: 's3proxy',
  command: 'java',
  args: (port) => {
    const folder = mkdtempSync(join(tmpdir(), 'prof-s3proxy-'));
    const properties = join(folder, 's3proxy.properties');
    const lines = [
      `s3proxy.endpoint=http://127.0.0.1:${port}`,
      's3proxy.authorization=aws-v2-or-v4',
      `s3proxy.identity=${ACCESS_KEY}`,
      `s3proxy.credential=${SECRET_KEY}`,
      'jclouds.provider=transient-nio2',
    ];
    writeFileSync(properties, lines.join('\n'));
    return ['-jar', process.env.PROF_S3PROXY_JAR ?? 's3proxy.jar', '--properties', properties];
  },
};

/** Starts a server and waits until it answers. */
export async function startS3Server(program: S3Program): Promise<S3Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(program.command, program.args(port), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...program.env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-10_000);
    });
  }
  const failed = once(child, 'error').then(([error]) => {
    throw error;
  });
  await Promise.race([failed, untilAnswering(url, child, () => output)]);
  const client = new S3Client({
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
  });
  let buckets = 0;
  return {
    name: program.name,
    url,
    env: {
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_ENDPOINT_URL: url,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    client,
    makeBucket: async (name) => {
      buckets += 1;
      const Bucket = name ?? `profiles-${process.pid}-${buckets}`;
      await client.send(new CreateBucketCommand({ Bucket }));
      return Bucket;
    },
    empty: (bucket) => emptyBucket(client, bucket),
    stop: async () => {
      client.destroy();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function emptyBucket(client: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key: Key! }));
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  }
}

async function untilAnswering(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const endsAtMs = performance.now() + 60_000;
  while (performance.now() < endsAtMs) {
    if (child.exitCode !== null) break;
    try {
      await fetch(url, { signal: AbortSignal.timeout(2_000) });
      return;
    } catch {
      await pause(100);
    }
  }
  child.kill('SIGKILL');
  throw new Error(`${child.spawnfile} does not answer: ${output()}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

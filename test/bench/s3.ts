/**
 * `node test/bench/s3.ts [--full]`: what listings of a large bucket cost, in requests and in time, beside the AWS CLI on the
 * same server. Needs `versitygw` and `aws`. The objects (200,000; ten times as many with --full) are written as files
 * into the server's own folder.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUN_JS = join(import.meta.dirname, '..', '..', 'bin', 'run.js');
const DAYS = 365;
const SERVICES = 50;
const PER_DAY = process.argv.includes('--full') ? 110 : 11;
const DAY_MS = 86_400_000;
const SERVER_PORT = 7171;

const folder = mkdtempSync(join(tmpdir(), 'prof-bench-s3-'));
const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
for (let day = 0; day < DAYS; day++) {
  const date = new Date(today - day * DAY_MS).toISOString().slice(0, 10);
  for (let service = 0; service < SERVICES; service++) {
    const below = join(folder, 'profiles', date, `service-${service}`);
    mkdirSync(below, { recursive: true });
    for (let index = 0; index < PER_DAY; index++) {
      const stamp = `${date.replaceAll('-', '')}-00${String(Math.floor(index / 60)).padStart(2, '0')}${String(index % 60).padStart(2, '0')}`;
      writeFileSync(join(below, `${stamp}-cpu.pprof`), 'x');
    }
  }
}

const keys = { ROOT_ACCESS_KEY: 'bench', ROOT_SECRET_KEY: 'bench-secret' };
const server = spawn('versitygw', ['--port', `127.0.0.1:${SERVER_PORT}`, 'posix', '--nometa', folder], {
  env: { ...process.env, ...keys },
  stdio: 'ignore',
});
let requests = 0;
const counter = createServer((incoming, outgoing) => {
  requests += 1;
  const { method, url: path, headers } = incoming;
  const onward = request({ port: SERVER_PORT, host: '127.0.0.1', method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}).listen(0, '127.0.0.1');
await once(counter, 'listening');
const url = `http://127.0.0.1:${(counter.address() as AddressInfo).port}`;
const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: keys.ROOT_ACCESS_KEY,
  AWS_SECRET_ACCESS_KEY: keys.ROOT_SECRET_KEY,
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: url,
};

/** Seconds, requests and lines of one run. */
async function measure(what: string, command: string, args: readonly string[]): Promise<number> {
  requests = 0;
  const startedMs = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    lines += chunk.toString().split('\n').length - 1;
  });
  await once(child, 'close');
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`${what}: ${seconds.toFixed(2)} s, ${requests} requests, ${lines} lines`);
  return seconds;
}

try {
  while (spawnSync('curl', ['-s', `http://127.0.0.1:${SERVER_PORT}`]).status !== 0);
  const store = ['--store', 's3://profiles'];
  const week = ['ls', '--service', 'service-7', '--since', '7d', ...store];
  const ours = await measure('prof ls --service --since 7d', process.execPath, [RUN_JS, ...week]);
  await measure('prof ls --date yesterday', process.execPath, [
    RUN_JS,
    'ls',
    '--date',
    'yesterday',
    ...store,
  ]);
  await measure('prof services', process.execPath, [RUN_JS, 'services', ...store]);
  const theirs = await measure('aws s3 ls --recursive | grep', 'sh', [
    '-c',
    'aws s3 ls s3://profiles/ --recursive | grep /service-7/',
  ]);
  console.log(`${(theirs / ours).toFixed(1)} times less for one service's week (at least 20 wanted)`);
} finally {
  server.kill();
  counter.closeAllConnections();
  counter.close();
  rmSync(folder, { recursive: true, force: true });
}

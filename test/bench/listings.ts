/**
 * What listings of a large bucket cost, in requests and in time, beside the AWS CLI on the same server: a year of 50 services,
 * 200,000 objects, or ten times as many. They are written as files into the folder of versitygw; a proxy counts requests.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ACCESS_KEY, type S3Program, SECRET_KEY, startS3Server } from '../support/s3-server.ts';
import { type Command, type Run, runOnce } from './measure.ts';
import type { TransferRow } from './transfers.ts';

const DAYS = 365;
const SERVICES = 50;
const DAY_MS = 86_400_000;
const MAX_REQUESTS = 9;
const MIN_SPEED = 20;

/** Four rows, or one that says what is missing. */
export async function benchListings(
  folder: string,
  prof: (...args: string[]) => Command,
  { full }: { readonly full: boolean },
): Promise<TransferRow[]> {
  const missing = ['versitygw', 'aws'].filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  );
  if (missing.length > 0) {
    return [
      {
        what: 'listings',
        prof: '',
        opponent: `no ${missing.join(', no ')} here`,
        ratio: '',
        bar: `≥ ${MIN_SPEED}×`,
        met: undefined,
      },
    ];
  }
  const served = join(folder, 'listed');
  const perDay = full ? 110 : 11;
  writeObjects(join(served, 'profiles'), perDay);
  const server = await startS3Server(versitygw(served));
  const counter = await startCounter(Number(new URL(server.url).port));
  try {
    return await measure(prof, perDay, counter, {
      ...server.env,
      AWS_ENDPOINT_URL: counter.url,
      AWS_DEFAULT_REGION: 'us-east-1',
    });
  } finally {
    await counter.close();
    await server.stop();
  }
}

async function measure(
  prof: (...args: string[]) => Command,
  perDay: number,
  counter: Counter,
  env: Record<string, string>,
): Promise<TransferRow[]> {
  const run = async (command: Command): Promise<{ readonly run: Run; readonly requests: number }> => {
    counter.reset();
    const done = await runOnce({ ...command, env: { ...command.env, ...env } });
    if (done.exitCode !== 0) throw new Error(`${command.argv.join(' ')} exited with ${done.exitCode}`);
    return { run: done, requests: counter.count() };
  };
  const store = ['--store', 's3://profiles'];
  const theirs = await run({ argv: ['sh', '-c', 'aws s3 ls s3://profiles/ --recursive | grep /service-7/'] });
  const rows: TransferRow[] = [];
  const objects = (DAYS * SERVICES * perDay).toLocaleString('en');
  for (const [what, args, isBar] of [
    ['ls --service S --since 7d', ['ls', '--service', 'service-7', '--since', '7d'], true],
    ['ls --date yesterday', ['ls', '--date', 'yesterday'], false],
    ['services', ['services'], false],
  ] as const) {
    const ours = await run(prof(...args, ...store));
    const speed = theirs.run.wallMs / ours.run.wallMs;
    rows.push({
      what: `${what} of ${objects} objects`,
      prof: `${ours.requests} requests, ${seconds(ours.run)}`,
      opponent: `aws s3 ls --recursive: ${theirs.requests} requests, ${seconds(theirs.run)}`,
      ratio: `${speed.toFixed(1)}× faster`,
      bar: isBar ? `≤ ${MAX_REQUESTS} requests, ≥ ${MIN_SPEED}×` : 'reported',
      met: isBar ? ours.requests <= MAX_REQUESTS && speed >= MIN_SPEED : undefined,
    });
  }
  return rows;
}

function writeObjects(bucket: string, perDay: number): void {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  for (let day = 0; day < DAYS; day++) {
    const date = new Date(today - day * DAY_MS).toISOString().slice(0, 10);
    for (let service = 0; service < SERVICES; service++) {
      const below = join(bucket, date, `service-${service}`);
      mkdirSync(below, { recursive: true });
      for (let index = 0; index < perDay; index++) {
        const time = new Date(index * 1000).toISOString().slice(11, 19).replaceAll(':', '');
        writeFileSync(join(below, `${date.replaceAll('-', '')}-${time}-cpu.pprof`), 'x');
      }
    }
  }
}

interface Counter {
  readonly url: string;
  count(): number;
  reset(): void;
  close(): Promise<void>;
}

async function startCounter(port: number): Promise<Counter> {
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    const { method, url: path, headers } = incoming;
    const onward = request({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => requests,
    reset: () => {
      requests = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function versitygw(served: string): S3Program {
  return {
    name: 'versitygw',
    command: 'versitygw',
    args: (port) => ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', '--nometa', served],
    env: { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
  };
}

const seconds = ({ wallMs }: Run): string => `${(wallMs / 1000).toFixed(2)} s`;

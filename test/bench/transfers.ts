/**
 * 1,000 profiles of 200 kB to an S3 server and back, against `aws s3 sync` and `s5cmd sync` where they are installed. The server is
 * versitygw on a folder: a real one, so that a slow one in Python is not what is measured.
 */
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ACCESS_KEY,
  type S3Program,
  type S3Server,
  SECRET_KEY,
  startS3Server,
} from '../support/s3-server.ts';
import { type Command, type Run, runOnce } from './measure.ts';

const COUNT = 1000;
const SIZE_BYTES = 200_000;
const MAX_PEAK_BYTES = 200e6;

export interface TransferRow {
  readonly what: string;
  readonly prof: string;
  readonly opponent: string;
  readonly ratio: string;
  readonly bar: string;
  readonly met: boolean | undefined;
}

/** Four rows, or one that says what is missing. */
export async function benchTransfers(
  folder: string,
  prof: (...args: string[]) => Command,
): Promise<TransferRow[]> {
  if (!isThere('versitygw')) return [absentRow('no versitygw here')];
  const source = join(folder, 'transfer-source');
  writeSource(source);
  const served = join(folder, 'served');
  mkdirSync(served);
  const server = await startS3Server(versitygw(served));
  try {
    return await measure(folder, source, server, prof);
  } finally {
    await server.stop();
  }
}

async function measure(
  folder: string,
  source: string,
  server: S3Server,
  prof: (...args: string[]) => Command,
): Promise<TransferRow[]> {
  const bucket = await server.makeBucket();
  const run = async (argv: Command): Promise<Run> => {
    const done = await runOnce({
      ...argv,
      env: { ...argv.env, ...server.env, AWS_DEFAULT_REGION: 'us-east-1' },
    });
    if (done.exitCode !== 0) throw new Error(`${argv.argv.join(' ')} exited with ${done.exitCode}`);
    return done;
  };
  const opponents: [string, (from: string, to: string) => string[]][] = [
    ['aws', (from, to) => ['aws', 's3', 'sync', '--only-show-errors', from, to]],
    [
      's5cmd',
      (from, to) => [
        's5cmd',
        '--log',
        'error',
        'sync',
        from.startsWith('s3:') ? `${from}/*` : `${from}/`,
        to,
      ],
    ],
  ];
  const rows: TransferRow[] = [];
  for (const direction of ['up', 'down'] as const) {
    const ends = (name: string): [string, string] =>
      direction === 'up'
        ? [source, `s3://${bucket}/${name}`]
        : [`s3://${bucket}/prof`, join(folder, `down-${name}`)];
    const ours = await run(prof('sync', ...ends('prof')));
    for (const [name, words] of opponents) {
      const theirs = isThere(name) ? await run({ argv: words(...ends(name)) }) : undefined;
      rows.push(compare(`${direction}: ${COUNT} profiles of 200 kB`, ours, theirs, name));
      if (direction === 'down') rmSync(ends(name)[1], { recursive: true, force: true });
    }
  }
  return rows;
}

function compare(what: string, ours: Run, theirs: Run | undefined, opponent: string): TransferRow {
  const speed = theirs === undefined ? undefined : theirs.wallMs / ours.wallMs;
  const peak = ours.peakBytes ?? 0;
  const isBar = opponent === 'aws';
  return {
    what,
    prof: `${seconds(ours)}, ${(peak / 1e6).toFixed(0)} MB`,
    opponent: theirs === undefined ? `no ${opponent} here` : `${opponent}: ${seconds(theirs)}`,
    ratio: speed === undefined ? '' : `${speed.toFixed(1)}× faster`,
    bar: isBar ? '≥ 1×, ≤ 200 MB' : 'reported',
    met: isBar && speed !== undefined ? speed >= 1 && peak <= MAX_PEAK_BYTES : undefined,
  };
}

function absentRow(word: string): TransferRow {
  return { what: 'transfers', prof: '', opponent: word, ratio: '', bar: '≥ 1×', met: undefined };
}

function writeSource(source: string): void {
  const bytes = new Uint8Array(SIZE_BYTES);
  for (let run = 0; run < COUNT; run++) {
    const time = new Date(Date.UTC(2024, 0, 1) + run * 3_600_000).toISOString();
    const stamp = time.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    const path = join(source, time.slice(0, 10), 'checkout', `${stamp}-cpu.pprof`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, randomFillSync(bytes));
  }
}

function versitygw(served: string): S3Program {
  return {
    name: 'versitygw',
    command: 'versitygw',
    args: (port) => ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', served],
    env: { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
  };
}

function isThere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function seconds({ wallMs }: Run): string {
  return `${(wallMs / 1000).toFixed(2)} s`;
}

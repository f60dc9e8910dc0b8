/** How long `prof ls` on S3 takes from the start of its process to its first request, beside a bare Node.js. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Command, runOnce } from './measure.ts';
import type { TransferRow } from './transfers.ts';

const ROUNDS = 20;
const MAX_RATIO = 3.3;
const EMPTY = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';

/** One row: the fastest of several, `bare` and prof taking turns. */
export async function benchFirstRequest(
  prof: (...args: string[]) => Command,
  bare: Command,
): Promise<TransferRow> {
  let arrivedMs: number | undefined;
  const server = createServer((request, response) => {
    arrivedMs ??= performance.now();
    request.resume().on('end', () => response.setHeader('content-type', 'application/xml').end(EMPTY));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'us-east-1',
  };
  const untilRequest = async (): Promise<number> => {
    const { argv, cwd, env: own } = prof('ls', '--store', 's3://bucket/team');
    const [file, ...args] = argv;
    arrivedMs = undefined;
    const startedMs = performance.now();
    const child = spawn(file!, args, { stdio: 'ignore', cwd, env: { ...process.env, ...own, ...env } });
    const [exitCode] = await once(child, 'close');
    if (exitCode !== 0 || arrivedMs === undefined) throw new Error(`prof ls exited with ${exitCode}`);
    return arrivedMs - startedMs;
  };
  try {
    await untilRequest(); // warms the compile cache
    let [fastestMs, bareMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < ROUNDS; round++) {
      bareMs = Math.min(bareMs, (await runOnce(bare)).wallMs);
      fastestMs = Math.min(fastestMs, await untilRequest());
    }
    const ratio = fastestMs / bareMs;
    return {
      what: 'start: prof ls on S3, to its first request',
      prof: `${fastestMs.toFixed(0)} ms`,
      opponent: `node -e 0: ${bareMs.toFixed(0)} ms`,
      ratio: `${ratio.toFixed(1)}× its time`,
      bar: `≤ ${MAX_RATIO}×`,
      met: ratio <= MAX_RATIO,
    };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

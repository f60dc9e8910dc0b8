/** The memory of `prof ls` of everything, where there is six times as much of it: a listing passes through. */
import { startEndlessBucket } from '../support/endless-bucket.ts';
import { type Command, runOnce } from './measure.ts';
import type { TransferRow } from './transfers.ts';

const PER_DAY = 1000;
const FEW_DAYS = 50;
const MANY_DAYS = 300;
const MAX_RATIO = 1.5;

export async function benchListingMemory(prof: (...args: string[]) => Command): Promise<TransferRow> {
  const few = await peakBytes(prof, FEW_DAYS);
  const many = await peakBytes(prof, MANY_DAYS);
  const ratio = many / few;
  return {
    what: `ls of ${(MANY_DAYS * PER_DAY).toLocaleString('en')} objects, peak memory`,
    prof: megabytes(many),
    opponent: `prof, of ${(FEW_DAYS * PER_DAY).toLocaleString('en')}: ${megabytes(few)}`,
    ratio: `${ratio.toFixed(2)} of it`,
    bar: `≤ ${MAX_RATIO}`,
    met: Number.isNaN(ratio) ? undefined : ratio <= MAX_RATIO,
  };
}

async function peakBytes(prof: (...args: string[]) => Command, days: number): Promise<number> {
  const bucket = await startEndlessBucket(days, PER_DAY);
  try {
    const command = prof('ls', '--store', 's3://bucket/');
    const env = { ...command.env, AWS_ENDPOINT_URL: bucket.url };
    const run = await runOnce({ ...command, argv: [...command.argv, '--no-sign-request'], env });
    if (run.exitCode !== 0) throw new Error(`prof ls exited with ${run.exitCode}`);
    return run.peakBytes ?? Number.NaN;
  } finally {
    await bucket.close();
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

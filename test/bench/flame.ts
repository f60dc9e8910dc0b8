/** What is measured of flame graphs, and the bars that it is to meet. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, fastest } from './measure.ts';
import { measureScreen, type ScreenTimes } from './screen-keys.ts';

export interface FlameRow {
  readonly what: string;
  readonly prof: string;
  readonly opponent: string;
  readonly ratio: string;
  readonly bar: string;
  readonly met: boolean | undefined;
}

export interface FlameBench {
  /** `prof` with these arguments. */
  readonly prof: (...args: string[]) => Command;
  readonly folder: string;
  /** Profile A, and one with a million samples. */
  readonly a: string;
  readonly million: string;
}

/** No opponent: none draws such a profile on a terminal, or into such a file. */
export async function flameRows(bench: FlameBench): Promise<FlameRow[]> {
  const rows = [await pageRow(bench), layoutRow(bench)];
  for (const [columns, lines] of [
    [120, 40],
    [400, 100],
  ] as const) {
    rows.push(...screenRows(`${columns} × ${lines}`, await screenTimes(bench, columns, lines)));
  }
  return rows;
}

async function pageRow({ prof, folder, a }: FlameBench): Promise<FlameRow> {
  const path = join(folder, 'A.html');
  const [run] = await fastest([prof('flame', a, '-o', path, '--overwrite')], 2);
  if (run!.exitCode !== 0) throw new Error(`flame exited with ${run!.exitCode}`);
  const sizeBytes = statSync(path).size;
  return alone({
    what: 'flame A as a page',
    prof: `${(run!.wallMs / 1000).toFixed(2)} s, ${(sizeBytes / 1e6).toFixed(1)} MB`,
    bar: '≤ 5 s, ≤ 5 MB',
    met: run!.wallMs <= 5000 && sizeBytes <= 5e6,
  });
}

/** After decoding, in processes of their own. */
function layoutRow({ million }: FlameBench): FlameRow {
  const best = { framesMs: Number.POSITIVE_INFINITY, lookMs: Number.POSITIVE_INFINITY, wholeMs: 0 };
  for (let round = 0; round < 5; round++) {
    const once = join(import.meta.dirname, 'flame-once.ts');
    const child = spawnSync(process.execPath, [once, million], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    const times = JSON.parse(child.stdout) as typeof best;
    if (times.lookMs < best.lookMs) Object.assign(best, times);
  }
  const [frames, look, whole] = [best.framesMs, best.lookMs, best.wholeMs].map((ms) => ms.toFixed(0));
  return alone({
    what: 'flame of 1,000,000 samples: from decoded to laid out for 120 × 40',
    prof: `${look} ms (names: ${frames}); the whole tree: ${whole} ms`,
    bar: '≤ 150 ms',
    met: best.lookMs <= 150,
  });
}

const KEYS = [...'jjjjjjllhhkk', '\r', ...'jjjukG', ...'gjjj', '\r', '\u001b', ...'||#nnNii??Rj'];

function screenTimes({ prof, million }: FlameBench, columns: number, rows: number): Promise<ScreenTimes> {
  const { argv, env } = prof('flame', million);
  return measureScreen({
    argv,
    env: { ...(env as Record<string, string>) },
    columns,
    rows,
    keys: KEYS,
    ready: 'enter zoom',
  });
}

function screenRows(size: string, { firstByteMs, framesMs, keysMs, bytesAKey }: ScreenTimes): FlameRow[] {
  const p95 = keysMs[Math.floor(0.95 * keysMs.length)]!;
  return [
    alone({
      what: `flame of 1,000,000 samples on ${size}: from start to frames`,
      prof: `${(framesMs / 1000).toFixed(2)} s (first words: ${firstByteMs.toFixed(0)} ms)`,
      bar: 'reported',
      met: undefined,
    }),
    alone({
      what: `flame of 1,000,000 samples on ${size}: from key to paint`,
      prof: `p95 ${p95.toFixed(0)} ms, at most ${keysMs.at(-1)!.toFixed(0)}, ${bytesAKey.toFixed(0)} bytes`,
      bar: 'p95 ≤ 50 ms',
      met: p95 <= 50,
    }),
  ];
}

const alone = (row: Omit<FlameRow, 'opponent' | 'ratio'>): FlameRow => ({ ...row, opponent: '', ratio: '' });

/** What is measured of the dashboard, and the bars that it is to meet. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlameRow } from './flame.ts';
import type { Command } from './measure.ts';
import { measureScreen, type ScreenTimes } from './screen-keys.ts';

export interface DashboardBench {
  readonly prof: (...args: string[]) => Command;
  /** For stores. */
  readonly folder: string;
  /** Paths of a profile of usual size, and of one of a million samples. */
  readonly a: string;
  readonly million: string;
}

const PROFILES = 50_000;
const DAY_MS = 86_400_000;
const IDLE_MS = 10_000;
const LIST_KEYS = [...'jjjjkkGgjj', '\u0006', '\u0006', '\u0002', ...'ssSjk', ' ', ' ', ...'GkkgP'];
const FLAME_KEYS = [...'jjjjjjllhhkk', '\r', ...'jjjukG', ...'gjjj', '\r', ...'||nnNjk'];

export async function dashboardRows(bench: DashboardBench): Promise<FlameRow[]> {
  const { prof, folder, a, million } = bench;
  const small = `file:${join(folder, 'dashboard-small')}`;
  const now = new Date().toISOString();
  for (const [profile, service] of [
    [a, 'checkout'],
    [million, 'large'],
  ] as const) {
    const { argv, env } = prof(
      'put',
      profile,
      '--service',
      service,
      '--type',
      'cpu',
      '--time',
      now,
      '--store',
      small,
    );
    execFileSync(argv[0]!, argv.slice(1), { env: { ...process.env, ...env } });
  }
  const many = fillStore(join(folder, 'dashboard-many'));
  const list = await screen(bench, many, {
    keys: LIST_KEYS,
    opening: [['2', String(PROFILES)]],
    idleMs: IDLE_MS,
  });
  const first = await bestStart(bench, small);
  const flame = await screen(bench, small, {
    keys: FLAME_KEYS,
    opening: [
      ['2', 'large'],
      ['/large\r', '1 of 2'],
      ['\r', 'FLAT%'],
      [']', '▶'],
    ],
  });
  return [
    row('dashboard: from start to the first screen', `${first.toFixed(0)} ms`, '≤ 300 ms', first <= 300),
    ...keyRows('50,000 profiles', list),
    row(
      'dashboard of 50,000 profiles: CPU while nobody does anything',
      `${list.idlePercent!.toFixed(1)} %`,
      '≤ 1 %',
      list.idlePercent! <= 1,
    ),
    ...keyRows('a profile of 1,000,000 samples, as a graph', flame),
    soakRow(),
  ];
}

/** A start takes as long as the machine lets it: the best of a few. */
async function bestStart(bench: DashboardBench, store: string): Promise<number> {
  const starts: number[] = [];
  for (let i = 0; i < 5; i++) starts.push((await screen(bench, store, { keys: [] })).framesMs);
  return Math.min(...starts);
}

type Wanted = Pick<Parameters<typeof measureScreen>[0], 'keys' | 'opening' | 'idleMs'>;

function screen({ prof }: DashboardBench, store: string, wanted: Wanted): Promise<ScreenTimes> {
  const { argv, env } = prof('dash', '--store', store);
  return measureScreen({
    argv,
    env: { ...(env as Record<string, string>) },
    columns: 120,
    rows: 40,
    ready: '14 DAYS',
    ...wanted,
  });
}

function keyRows(what: string, { keysMs, bytesAKey, clears }: ScreenTimes): FlameRow[] {
  const p95 = keysMs[Math.floor(0.95 * keysMs.length)]!;
  return [
    row(
      `dashboard of ${what}: from key to paint`,
      `p95 ${p95.toFixed(0)} ms, at most ${keysMs.at(-1)!.toFixed(0)}, ${bytesAKey.toFixed(0)} bytes, ${clears} clears`,
      'p95 ≤ 50 ms, no clears',
      p95 <= 50 && clears === 0,
    ),
  ];
}

/** 24 hours of refreshes, one every 30 seconds. */
function soakRow(): FlameRow {
  const script = join(import.meta.dirname, 'dashboard-soak.ts');
  const text = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
  const { earlyMB, lateMB, refreshes } = JSON.parse(text) as Record<string, number>;
  const growth = lateMB! / earlyMB!;
  const found = `${earlyMB!.toFixed(1)} MB after a tenth, ${lateMB!.toFixed(1)} MB at the end`;
  return row(`dashboard: the heap over ${refreshes} refreshes of 5,000 rows`, found, '≤ 1.1×', growth <= 1.1);
}

/** Profiles of nothing: what is listed is never read. */
function fillStore(folder: string): string {
  const now = Date.now();
  for (let i = 0; i < PROFILES; i++) {
    const time = new Date(now - (i % 14) * DAY_MS - i * 10).toISOString();
    const day = join(folder, time.slice(0, 10), `service-${i % 40}`);
    const stamp = time.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    mkdirSync(day, { recursive: true });
    writeFileSync(join(day, `${stamp}-${i.toString(36).padStart(5, '0')}-cpu.pprof`), '');
  }
  return `file:${folder}`;
}

const row = (what: string, prof: string, bar: string, met: boolean): FlameRow => ({
  what,
  prof,
  bar,
  met,
  opponent: '',
  ratio: '',
});

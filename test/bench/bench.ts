/**
 * `npm run bench [-- --full]`: one table of ratios, prof and its opponents in the same run.
 *
 * Absolute times say more about the machine than about prof, so every bar is a ratio against something measured in the
 * same minute: `node -e 0` for start-up, `go tool pprof` for reports. `--full` adds the opponent where it needs minutes
 * or gigabytes (profile B).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { dashboardRows } from './dashboard.ts';
import { DIFFS, REPLICAS, writeReplicas } from './diffs.ts';
import { benchFirstRequest } from './first-request.ts';
import { flameRows } from './flame.ts';
import { benchFleet } from './fleet.ts';
import {
  BENCH_PROFILES,
  type BenchProfileName,
  generateMergeSource,
  generateProfile,
} from './generate-profile.ts';
import { benchListingMemory } from './listing-memory.ts';
import { benchListings } from './listings.ts';
import { type Command, fastest, type Run } from './measure.ts';
import { REPORTS } from './reports.ts';
import { benchTransfers } from './transfers.ts';

const root = join(import.meta.dirname, '..', '..');
const cli = join(root, 'bin', 'run.js');
const full = process.argv.includes('--full');
const folder = mkdtempSync(join(tmpdir(), 'prof-bench-'));
const home = join(folder, 'home');
mkdirSync(home);
const env = { HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache') };

const OTHER_RUN = 1000;
const MERGED_FILES = 50;

interface Row {
  readonly what: string;
  readonly prof: string;
  readonly opponent: string;
  readonly ratio: string;
  readonly bar: string;
  readonly met: boolean | undefined;
}
const rows: Row[] = [];

const node = process.execPath;
const prof = (...args: string[]): Command => ({ argv: [node, cli, ...args], cwd: folder, env });
const goPprof = (...args: string[]): Command => ({ argv: ['go', 'tool', 'pprof', ...args], cwd: folder });
const hasGo = spawnSync('go', ['version']).status === 0;

try {
  for (const name of Object.keys(BENCH_PROFILES) as BenchProfileName[]) {
    writeFileSync(profilePath(name), generateProfile(name));
  }
  for (const name of new Set([
    ...REPORTS.filter(({ flags }) => flags.includes('-base=BASE')).map((r) => r.profile),
    ...DIFFS.map(({ profile }) => profile),
  ])) {
    writeFileSync(basePath(name), generateProfile(name, OTHER_RUN));
  }
  await benchStartUp();
  rows.push(await benchFirstRequest(prof, { argv: [node, '-e', '0'] }));
  await benchDecode();
  await benchTop('tiny', { rounds: 15, speed: 1 });
  await benchTop('C', { rounds: 9, speed: 1 });
  await benchTop('B2', { rounds: 2, speed: 25 });
  await benchTop('A', { rounds: 2, speed: 8, memory: 0.6 });
  await benchTop('B', { rounds: full ? 1 : 3, speed: 100, memory: 0.1, opponentOnlyInFull: true });
  await benchMerge();
  await benchReports();
  await benchDiffs();
  await benchReplicas();
  rows.push(...(await flameRows({ prof, folder, a: profilePath('A'), million: profilePath('F') })));
  rows.push(...(await dashboardRows({ prof, folder, a: profilePath('A'), million: profilePath('F') })));
  rows.push(...(await benchTransfers(folder, prof)));
  rows.push(...(await benchListings(folder, prof, { full })));
  rows.push(await benchListingMemory(prof));
  rows.push(...(await benchFleet(folder, prof)));
  print();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function profilePath(name: BenchProfileName): string {
  return join(folder, `${name}.pb.gz`);
}

function basePath(name: BenchProfileName): string {
  return join(folder, `${name}-base.pb.gz`);
}

/** Start-up against a bare node of the same runtime, with a warm compile cache. */
async function benchStartUp(): Promise<void> {
  const file = profilePath('tiny');
  spawnSync(node, [cli, 'put', file, '--service', 'bench', '--type', 'cpu'], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  const bars: [string, Command, number | undefined][] = [
    ['prof --version', prof('--version'), 2.5],
    ['prof ls (small store)', prof('ls'), 4],
    ['prof top tiny', prof('top', file), 5],
    ['prof pprof -top tiny', prof('pprof', '-top', file), undefined],
    ['prof --help', prof('--help'), undefined],
    ['npx prof --version', { argv: ['npx', 'prof', '--version'], cwd: root, env }, undefined],
    ...reExecution(),
  ];
  for (const [, command] of bars) await fastest([command], 2); // warms the compile cache
  const runs = await fastest([{ argv: [node, '-e', '0'] }, ...bars.map(([, command]) => command)], 15);
  const bare = runs[0]!;
  for (const [index, [what, , bar]] of bars.entries()) {
    const run = runs[index + 1]!;
    if (run.exitCode !== 0) throw new Error(`${what} exited with ${run.exitCode}`);
    const ratio = run.wallMs / bare.wallMs;
    rows.push({
      what: `start: ${what}`,
      prof: ms(run),
      opponent: `node -e 0: ${ms(bare)}`,
      ratio: `${ratio.toFixed(1)}× its time`,
      bar: bar === undefined ? 'reported' : `≤ ${bar}×`,
      met: bar === undefined ? undefined : ratio <= bar,
    });
  }
}

/** A system node too old for prof hands over to the pinned one; measured where the machine has such a node. */
function reExecution(): [string, Command, undefined][] {
  const path = (process.env.PATH ?? '').split(':').filter((each) => !each.includes('node_modules'));
  const old = path.map((each) => join(each, 'node')).find((each) => existsSync(each));
  if (old === undefined) return [];
  const version = spawnSync(old, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (Number(/^v(\d+)/.exec(version)?.[1]) >= 22) return [];
  return [[`re-executed from ${version}`, { argv: [old, cli, '--version'], cwd: folder, env }, undefined]];
}

/** Decoding alone, in a process of its own: uncompressed proto, cold code included. */
async function benchDecode(): Promise<void> {
  const raw = join(folder, 'A.pb');
  const { gunzipSync } = await import('node:zlib');
  writeFileSync(raw, gunzipSync(readFileSync(profilePath('A'))));
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const child = spawnSync(node, [join(import.meta.dirname, 'decode-once.ts'), raw], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    best = Math.max(best, Number(child.stdout));
  }
  rows.push({
    what: 'decode A, uncompressed proto',
    prof: `${best.toFixed(0)} MB/s`,
    opponent: '',
    ratio: '',
    bar: '≥ 150 MB/s',
    met: best >= 150,
  });
}

interface Bars {
  /** prof is at least this many times faster. */
  readonly speed: number;
  /** prof needs at most this share of the opponent's memory. */
  readonly memory?: number;
}

interface TopBars extends Bars {
  readonly rounds: number;
  readonly opponentOnlyInFull?: boolean;
}

async function benchTop(name: BenchProfileName, bars: TopBars): Promise<void> {
  const file = profilePath(name);
  const withOpponent = hasGo && (full || bars.opponentOnlyInFull !== true);
  const commands = [prof('top', file), ...(withOpponent ? [goPprof('-top', '-symbolize=none', file)] : [])];
  const [ours, theirs] = await fastest(commands, bars.rounds);
  compare(`top ${name} (${megabytes(readFileSync(file).length)} gz)`, ours!, theirs, bars);
}

/** Every report of reports.ts, in the reference's words on both sides. */
async function benchReports(): Promise<void> {
  for (const { report, profile, flags, ...bars } of REPORTS) {
    const given = flags.map((flag) => flag.replace('BASE', basePath(profile)));
    const words = [...given, '-symbolize=none', profilePath(profile)];
    const commands = [prof('pprof', ...words), ...(hasGo ? [goPprof(...words)] : [])];
    const [ours, theirs] = await fastest(commands, profile === 'D' ? 5 : 2);
    compare(`${report} ${profile}`, ours!, theirs, bars);
  }
}

/** As people call both: a table here, the reference's top there. */
async function benchDiffs(): Promise<void> {
  for (const { profile, ...bars } of DIFFS) {
    const [base, target] = [basePath(profile), profilePath(profile)];
    const theirs = goPprof('-top', '-symbolize=none', `-diff_base=${base}`, target);
    const [ours, opponent] = await fastest([prof('diff', base, target), ...(hasGo ? [theirs] : [])], 2);
    compare(`diff ${profile}`, ours!, opponent, bars);
  }
}

/** The whole process with all functions tested, against the reading alone in one that runs already. */
async function benchReplicas(): Promise<void> {
  const sides = writeReplicas(folder);
  let readMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const reader = [join(import.meta.dirname, 'read-once.ts'), ...sides];
    const child = spawnSync(node, reader, { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    readMs = Math.min(readMs, Number(child.stdout));
  }
  const [ours] = await fastest([prof('diff', ...sides, '--share-floor', '0')], 3);
  if (ours!.exitCode !== 0) throw new Error(`diff exited with ${ours!.exitCode}`);
  const times = ours!.wallMs / readMs;
  rows.push({
    what: `diff of ${REPLICAS.aSide} against ${REPLICAS.aSide} profiles of 157 kB`,
    prof: ms(ours!),
    opponent: `reading them: ${readMs.toFixed(0)} ms`,
    ratio: `${times.toFixed(1)}× its time`,
    bar: `≤ ${REPLICAS.times}×`,
    met: times <= REPLICAS.times,
  });
}

async function benchMerge(): Promise<void> {
  const files = Array.from({ length: MERGED_FILES }, (_, i) => join(folder, `m${i}.pb.gz`));
  for (const [i, file] of files.entries()) writeFileSync(file, generateMergeSource(i));
  const words = ['-proto', '-symbolize=none', ...files];
  const [ours, theirs] = await fastest([prof('pprof', ...words), ...(hasGo ? [goPprof(...words)] : [])], 5);
  compare(`proto of ${MERGED_FILES} files of 1 MB`, ours!, theirs, { speed: 2 });
}

/** Two rows: time, and memory where it is known. */
function compare(what: string, ours: Run, theirs: Run | undefined, bars: Bars): void {
  if (ours.exitCode !== 0) throw new Error(`${what}: prof exited with ${ours.exitCode}`);
  const opponentFailed = theirs !== undefined && theirs.exitCode !== 0;
  const measured = theirs !== undefined && !opponentFailed;
  const speed = measured ? theirs.wallMs / ours.wallMs : undefined;
  const opponent = opponentFailed ? 'peer out of memory' : theirs === undefined ? absent() : ms(theirs);
  rows.push({
    what,
    prof: ms(ours),
    opponent,
    ratio: speed === undefined ? '' : `${speed.toFixed(1)}× faster`,
    bar: `≥ ${bars.speed}×`,
    met: speed === undefined ? undefined : speed >= bars.speed,
  });
  if (ours.peakBytes === undefined) return;
  const share = measured && theirs.peakBytes !== undefined ? ours.peakBytes / theirs.peakBytes : undefined;
  rows.push({
    what: `${what}, peak memory`,
    prof: megabytes(ours.peakBytes),
    opponent: measured && theirs.peakBytes !== undefined ? megabytes(theirs.peakBytes) : opponent,
    ratio: share === undefined ? '' : `${share.toFixed(2)} of it`,
    bar: bars.memory === undefined ? 'reported' : `≤ ${bars.memory}`,
    met: share === undefined || bars.memory === undefined ? undefined : share <= bars.memory,
  });
}

function absent(): string {
  return hasGo ? 'with --full' : 'no Go here';
}

function ms(run: Run): string {
  return run.wallMs >= 1000 ? `${(run.wallMs / 1000).toFixed(2)} s` : `${run.wallMs.toFixed(0)} ms`;
}

function megabytes(sizeBytes: number): string {
  return sizeBytes >= 1e6 ? `${(sizeBytes / 1e6).toFixed(0)} MB` : `${(sizeBytes / 1e3).toFixed(0)} kB`;
}

function print(): void {
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const go = hasGo ? spawnSync('go', ['version'], { encoding: 'utf8' }).stdout.trim() : 'no Go';
  process.stdout.write(`${cpus().length} cores, ${gib} GiB, Node ${process.version}, ${go}\n\n`);
  process.stdout.write('| what | prof | opponent | ratio | bar | |\n|---|---|---|---|---|---|\n');
  for (const row of rows) {
    const verdict = row.met === undefined ? '' : row.met ? 'met' : 'MISSED';
    process.stdout.write(
      `| ${row.what} | ${row.prof} | ${row.opponent} | ${row.ratio} | ${row.bar} | ${verdict} |\n`,
    );
  }
}

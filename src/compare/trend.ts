import type { Clock } from '../kit/clock.ts';
import { ProfError } from '../kit/errors.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { compilePattern } from '../report/regexps.ts';
import type { ProfileEntry } from '../store/entry.ts';
import { filterOf } from '../store/list-profiles.ts';
import { type LoadDeps, type LoadedProfile, loadProfiles } from '../store/load-profiles.ts';
import { formatReference, parseReference, type StoreQuery } from '../store/reference.ts';
import { resolveQuery } from '../store/resolve-query.ts';
import { DEFAULT_LOOKBACK_MS } from '../store/resolve-reference.ts';
import { runsNewestFirst } from '../store/runs.ts';
import { type MeasuredRun, measureRun, requireAlike, type TrendMeasure } from './measure-run.ts';

export interface TrendOptions {
  /** `SERVICE[/TYPE][,pod=P]`. */
  readonly service: string;
  /** Where `service` names none; undefined: cpu, else heap, else the first there is. */
  readonly type?: string | undefined;
  /** As people write times; undefined: as far as references look back. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Patterns for names of functions, one row each; empty: a row for each function. */
  readonly functions: readonly string[];
  readonly measure: TrendMeasure;
  readonly sampleIndex: string;
  /** At most so many functions; patterns have a row each in any case. */
  readonly top: number;
}

export interface TrendDeps extends LoadDeps {
  readonly clock: Clock;
}

export interface TrendRun {
  readonly timeMs: number;
  /** Pods. */
  readonly profiles: number;
  readonly total: Int64;
}

export interface TrendPoint {
  readonly value: Int64;
  /** Of the run's total; undefined where that is 0. */
  readonly percent: number | undefined;
}

export interface TrendRow {
  /** The function, or the pattern. */
  readonly name: string;
  /** One for each run. */
  readonly points: readonly TrendPoint[];
}

export interface FailedRun {
  readonly timeMs: number;
  readonly error: ProfError;
}

export interface Trend {
  readonly service: string;
  readonly type: string;
  readonly sampleType: string;
  readonly unit: string;
  readonly measure: TrendMeasure;
  /** Rows are patterns that were asked for, else functions. */
  readonly isFiltered: boolean;
  /** Oldest first; only those that could be read. */
  readonly runs: readonly TrendRun[];
  /** Patterns as they were given; functions with the largest mean share first. */
  readonly rows: readonly TrendRow[];
  /** Functions that are not among the rows. */
  readonly hidden: number;
  readonly failed: readonly FailedRun[];
  /** Older runs that were left out, for there are too many. */
  readonly omitted: number;
}

const MAX_RUNS = 1_000;

/**
 * The shares of functions in each run of a service, over time. A run's pods are added up; one that cannot be read leaves
 * the others be; if none can, its failure is thrown.
 * @throws ProfError STORE_NOT_FOUND where there is no run, NOT_FOUND where no function matches, USAGE for what is no
 * service, time or pattern.
 */
export async function trendOf(options: TrendOptions, deps: TrendDeps): Promise<Trend> {
  const patterns = await Promise.all(
    options.functions.map(async (pattern) => ({
      pattern,
      matches: await compilePattern(pattern, 'parsing function regexp'),
    })),
  );
  const query = queryOf(options, deps);
  const found = await findEntries(query, options, deps);
  const { type, entries } = ofOneType(found, options.service, deps);
  const all = runsNewestFirst(entries).reverse();
  const runs = all.slice(-MAX_RUNS);
  const { measured, failed } = await measureRuns(runs, { ...options, patterns }, deps);
  const names = options.functions.length > 0 ? options.functions : byMeanShare(measured);
  const shown = options.functions.length > 0 ? names : names.slice(0, options.top);
  const rows = shown.map((name) => ({ name, points: measured.map((run) => pointOf(run, name)) }));
  requireMatches(rows, options);
  const { sampleType, unit } = measured[0]!;
  return {
    service: query.service,
    type,
    sampleType,
    unit,
    measure: options.measure,
    isFiltered: patterns.length > 0,
    runs: measured.map(({ timeMs, profiles, total }) => ({ timeMs, profiles, total })),
    rows,
    hidden: names.length - shown.length,
    failed,
    omitted: all.length - runs.length,
  };
}

function queryOf(options: TrendOptions, { clock, lookbackMs = DEFAULT_LOOKBACK_MS }: TrendDeps): StoreQuery {
  const nowMs = clock.nowMs();
  const reference = parseReference(options.service, { nowMs });
  if (reference.kind === 'unclear') throw reference.problem;
  if (reference.kind !== 'query' || reference.time.kind !== 'newest' || reference.back > 0) {
    throw new ProfError('USAGE', `trend wants a service, not ${options.service}`, {
      hints: ['for example checkout or checkout/cpu; times are given by --since and --until'],
    });
  }
  const { type } = options;
  if (type !== undefined && reference.type !== undefined && type !== reference.type) {
    throw new ProfError('USAGE', `${options.service} and --type ${type} are two types`);
  }
  const { types, fromMs, toMs } = filterOf(
    { since: options.since, until: options.until, ...(type === undefined ? {} : { types: [type] }) },
    nowMs,
  );
  const time = { kind: 'window' as const, fromMs: fromMs ?? (toMs ?? nowMs) - lookbackMs, toMs };
  return { ...reference, ...(types?.[0] === undefined ? {} : { type: types[0] }), time };
}

async function findEntries(
  query: StoreQuery,
  { since }: TrendOptions,
  { store, clock, lookbackMs = DEFAULT_LOOKBACK_MS }: TrendDeps,
): Promise<ProfileEntry[]> {
  try {
    return await resolveQuery(query, { store: await store(), nowMs: clock.nowMs(), lookbackMs });
  } catch (error) {
    // Of a service that has runs, though none in this window, and nobody said when it begins.
    if (!(error instanceof ProfError) || since !== undefined || !('types' in error.details)) throw error;
    const { code, message, details } = error;
    const hints = [...error.hints, 'look further back with --lookback 365d, or --since TIME'];
    throw new ProfError(code, message, { hints, details, cause: error });
  }
}

const PREFERRED_TYPES = ['cpu', 'heap'];

function ofOneType(entries: readonly ProfileEntry[], reference: string, deps: TrendDeps) {
  const types = [...new Set(entries.map(({ type }) => type))].sort();
  const type = PREFERRED_TYPES.find((preferred) => types.includes(preferred)) ?? types[0]!;
  if (types.length > 1) {
    deps.emit?.({ kind: 'type-chosen', reference, type, others: types.filter((other) => other !== type) });
  }
  return { type, entries: entries.filter((entry) => entry.type === type) };
}

interface TimedRun extends MeasuredRun {
  readonly timeMs: number;
  readonly profiles: number;
}

/** One run after the other: memory holds the numbers of all, the profiles of one. */
async function measureRuns(
  runs: readonly ProfileEntry[][],
  options: Parameters<typeof measureRun>[1],
  deps: TrendDeps,
): Promise<{ readonly measured: readonly TimedRun[]; readonly failed: readonly FailedRun[] }> {
  const measured: TimedRun[] = [];
  const failed: FailedRun[] = [];
  // The newest says what is measured: older ones may be of another time.
  for (const run of [...runs].reverse()) {
    deps.signal?.throwIfAborted();
    const { timeMs } = run[0]!;
    try {
      const loaded: LoadedProfile[] = [];
      for (const { key } of run) loaded.push(...(await loadProfiles(`store:${key}`, deps)));
      const one = await measureRun(loaded, options);
      if (measured[0] !== undefined) requireAlike(one, measured[0]);
      measured.push({ ...one, timeMs, profiles: run.length });
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      failed.push({ timeMs, error });
    }
  }
  if (measured.length === 0) throw failed[0]!.error;
  return { measured: measured.reverse(), failed: failed.reverse() };
}

/** Names of all functions, those with the largest mean share first. */
function byMeanShare(runs: readonly TimedRun[]): string[] {
  const sums = new Map<string, number>();
  for (const { values, total } of runs) {
    if (Number(total) === 0) continue;
    for (const [name, value] of values) {
      sums.set(name, (sums.get(name) ?? 0) + Math.abs(Number(value) / Number(total)));
    }
  }
  return [...sums]
    .sort(([one, less], [other, more]) => more - less || (one < other ? -1 : 1))
    .map(([name]) => name);
}

function pointOf({ values, total }: TimedRun, name: string): TrendPoint {
  const value = values.get(name) ?? 0;
  return { value, percent: Number(total) === 0 ? undefined : (Number(value) / Number(total)) * 100 };
}

/** A pattern that no function matches would be a flat line at 0, which reads as good news. */
function requireMatches(rows: readonly TrendRow[], { functions, service }: TrendOptions): void {
  if (functions.length === 0) return;
  const empty = rows.find(({ points }) => points.every(({ value }) => Number(value) === 0));
  if (!empty) return;
  throw new ProfError('NOT_FOUND', `no function that uses anything matches ${empty.name}`, {
    hints: [`prof top ${formatReference(service)} lists what there is; --cum counts callers, too`],
    details: { function: empty.name },
  });
}

import { ProfError } from '../kit/errors.ts';
import { capture } from './capture.ts';
import type { CaptureDeps, CaptureOptions } from './capture-options.ts';
import { type CaptureResult, hasKept } from './capture-result.ts';

export interface SeriesOptions {
  readonly everyMs: number;
  /** From the first run on; runs that would start later are not made. Undefined: until it is stopped. */
  readonly forMs: number | undefined;
}

export interface SeriesDeps extends CaptureDeps {
  /** Resolves after a time; rejects with the signal's reason when that aborts. */
  readonly pause: (durationMs: number, signal: AbortSignal) => Promise<void>;
  /** Takes each run when it is done; the next one waits for that. */
  readonly onRun: (run: SeriesRun) => void | Promise<void>;
}

/** One round: what it took, or why there was none (no pods, no cluster). */
export type SeriesRun =
  | { readonly kind: 'run'; readonly result: CaptureResult }
  | { readonly kind: 'failed'; readonly timeMs: number; readonly error: ProfError };

export interface SeriesResult {
  readonly runs: number;
  /** Those in which something failed. */
  readonly failedRuns: number;
  /** Rounds that were due while another was still under way. */
  readonly missedRuns: number;
  readonly hasKept: boolean;
  /** Of all; undefined: nothing failed. */
  readonly firstError: ProfError | undefined;
}

/**
 * Captures again and again, each run with its own stamp and its targets found anew. A run that fails ends nothing. When
 * the signal aborts, the run under way winds down, and no other begins.
 * @throws ProfError USAGE, CONFIG_INVALID: what is wrong in the first run is wrong in all of them
 */
export async function captureSeries(
  options: CaptureOptions,
  series: SeriesOptions,
  deps: SeriesDeps,
): Promise<SeriesResult> {
  const { clock, signal } = deps;
  const startMs = clock.nowMs();
  const count = countOf(series);
  const tally = { runs: 0, failedRuns: 0, missedRuns: 0, hasKept: false };
  let firstError: ProfError | undefined;
  for (let turn = 0; ; ) {
    const run = await takeOne(options, deps);
    const error = errorOf(run);
    tally.runs += 1;
    if (error !== undefined) tally.failedRuns += 1;
    tally.hasKept ||= run.kind === 'run' && hasKept(run.result);
    firstError ??= error;
    await deps.onRun(run);
    if (signal.aborted) break;
    const elapsedMs = clock.nowMs() - startMs;
    const next = Math.min(Math.max(turn + 1, Math.ceil(elapsedMs / series.everyMs)), count);
    const missed = next - turn - 1;
    tally.missedRuns += missed;
    if (missed > 0) noteMissed(missed, deps);
    if (next === count) break;
    turn = next;
    const dueMs = startMs + turn * series.everyMs;
    const of = Number.isFinite(count) ? count : undefined;
    deps.emit({ kind: 'next-run', atMs: dueMs, done: tally.runs, of });
    if (!(await reached(dueMs, deps))) break;
  }
  return { ...tally, firstError };
}

async function takeOne(options: CaptureOptions, deps: SeriesDeps): Promise<SeriesRun> {
  const timeMs = deps.clock.nowMs();
  try {
    return { kind: 'run', result: await capture(options, deps) };
  } catch (error) {
    if (!(error instanceof ProfError) || ENDS_ALL.has(error.code)) throw error;
    return { kind: 'failed', timeMs, error };
  }
}

const ENDS_ALL: ReadonlySet<string> = new Set(['USAGE', 'CONFIG_INVALID']);

const errorOf = (run: SeriesRun): ProfError | undefined =>
  run.kind === 'failed' ? run.error : run.result.failures[0]?.error;

/** How many runs are due in that time. */
const countOf = ({ everyMs, forMs }: SeriesOptions): number =>
  forMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(forMs / everyMs));

function noteMissed(count: number, { emit }: SeriesDeps): void {
  const what = count === 1 ? 'a run was due' : `${count} runs were due`;
  emit({ kind: 'note', message: `${what} while this one was under way` });
}

/** Timers end at once beyond 24 days. */
const MAX_PAUSE_MS = 24 * 3600 * 1000;

/** False: it was stopped before. Timers may end a little early, and clocks are set. */
async function reached(dueMs: number, { clock, signal, pause }: SeriesDeps): Promise<boolean> {
  for (;;) {
    const restMs = dueMs - clock.nowMs();
    if (signal.aborted) return false;
    if (restMs <= 0) return true;
    try {
      await pause(Math.min(restMs, MAX_PAUSE_MS), signal);
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }
}

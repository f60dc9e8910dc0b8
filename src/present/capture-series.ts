import type { SeriesOptions, SeriesRun } from '../capture/capture-series.ts';
import type { ErrorCode } from '../kit/errors.ts';
import { type CaptureDocument, captureDocument } from './capture.ts';

/** What `prof capture --every … --json` prints. */
export interface CaptureSeriesDocument {
  readonly schema: 'prof.capture.series.v1';
  readonly everySeconds: number;
  /** null: until it was stopped. */
  readonly forSeconds: number | null;
  /** At most 10,000, the first ones. */
  readonly runs: readonly CaptureDocument[];
  /** Runs that were due while another was under way. */
  readonly missedRuns: number;
  /** Runs that took nothing, for there was nothing to ask; absent where there were none. */
  readonly errors?: readonly SeriesErrorDocument[];
}

export interface SeriesErrorDocument {
  readonly time: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hints: readonly string[];
}

const MAX_RUNS = 10_000;

/** Collects the runs of a series for its document. */
export class CaptureSeriesRecord {
  readonly #runs: CaptureDocument[] = [];
  readonly #errors: SeriesErrorDocument[] = [];

  add(run: SeriesRun): void {
    if (run.kind === 'run') {
      if (this.#runs.length < MAX_RUNS) this.#runs.push(captureDocument(run.result));
      return;
    }
    const { code, message, hints } = run.error;
    if (this.#errors.length >= MAX_RUNS) return;
    this.#errors.push({ time: new Date(run.timeMs).toISOString(), code, message, hints });
  }

  document({ everyMs, forMs }: SeriesOptions, missedRuns: number): CaptureSeriesDocument {
    return {
      schema: 'prof.capture.series.v1',
      everySeconds: everyMs / 1000,
      forSeconds: forMs === undefined ? null : forMs / 1000,
      runs: this.#runs,
      missedRuns,
      ...(this.#errors.length === 0 ? {} : { errors: this.#errors }),
    };
  }
}

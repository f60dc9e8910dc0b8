import type { Change } from '../compare/change.ts';
import type { BuildChange } from '../compare/changed-builds.ts';
import type { DiffMeasure, DiffRow, ProfileDiff } from '../compare/diff.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import type { CanaryDocument } from './canary.ts';
import type { DiffDetailsDocument } from './diff-details.ts';
import { diffVerdict } from './diff-verdict.ts';
import type { GateDocument } from './gate-document.ts';

/** What `prof diff --json` prints. */
export interface DiffDocument extends DiffDetailsDocument {
  readonly schema: 'prof.diff.v1';
  /** One line for people. */
  readonly verdict: string;
  readonly differs: boolean;
  /** Keys, paths or URLs of the profiles on each side. */
  readonly base: readonly string[];
  readonly target: readonly string[];
  /** What a base by meaning turned out to be; null where it was named. */
  readonly baseline: string | null;
  readonly sampleType: string;
  /** The unit of all values here. */
  readonly unit: string;
  /** What rows are ordered by. */
  readonly measure: DiffMeasure;
  readonly normalized: boolean;
  readonly total: ChangeDocument;
  /** The total without waiting; null where profiles do not record waiting. */
  readonly busy: ChangeDocument | null;
  /** Functions that differ, the largest change first. */
  readonly rows: readonly DiffRowDocument[];
  /** Functions that differ and are not among the rows. */
  readonly hidden: number;
  readonly unchanged: number;
  /** What is known to be another build; empty: nothing. */
  readonly builds: readonly BuildChange[];
  readonly notes: readonly string[];
  /** What rules and tests make of it; null where there are neither. */
  readonly gate: GateDocument | null;
  /** With `--canary`: what was captured for it. */
  readonly canary?: CanaryDocument;
}

const NO_DETAILS: DiffDetailsDocument = { leakCandidates: null, heap: null };

export interface DiffRowDocument {
  readonly name: string;
  readonly flat: ChangeDocument;
  readonly cum: ChangeDocument;
}

export interface ChangeDocument {
  readonly base: number | string;
  readonly target: number | string;
  readonly change: number | string;
  /** Of the base's value; null where that is 0. */
  readonly changePercent: number | null;
  /** Of each side's own total. */
  readonly basePercent: number;
  readonly targetPercent: number;
  /** targetPercent - basePercent. */
  readonly points: number;
  /** What chance makes of the change, either way, in 19 of 20 runs; null where values are no counts of samples. */
  readonly samplingError: number | null;
}

const MAX_ROWS = 10_000;

export interface DiffDocumentOptions {
  /** Where it is another than that of one profile a side. */
  readonly verdict?: string;
  /** At most so many rows. */
  readonly top?: number | undefined;
  readonly baseline?: string | undefined;
  readonly gate?: GateDocument | null;
  readonly details?: DiffDetailsDocument;
  readonly canary?: CanaryDocument | undefined;
}

export function diffDocument(
  diff: ProfileDiff,
  { top = MAX_ROWS, verdict, baseline, gate = null, details = NO_DETAILS, canary }: DiffDocumentOptions,
): DiffDocument {
  const { base, target, sampleType, unit, measure, normalized, differs, builds, notes, busy } = diff;
  const rows = diff.rows.slice(0, Math.min(top, MAX_ROWS));
  return {
    schema: 'prof.diff.v1',
    verdict: verdict ?? diffVerdict(diff),
    differs,
    base,
    target,
    baseline: baseline ?? null,
    sampleType,
    unit,
    measure,
    normalized,
    total: changeDocument(diff.total),
    busy: busy ? changeDocument(busy) : null,
    rows: rows.map(diffRowDocument),
    hidden: diff.rows.length - rows.length,
    unchanged: diff.unchangedCount,
    builds,
    notes,
    gate,
    ...details,
    ...(canary === undefined ? {} : { canary }),
  };
}

export function diffRowDocument({ name, flat, cum }: DiffRow): DiffRowDocument {
  return { name, flat: changeDocument(flat), cum: changeDocument(cum) };
}

function changeDocument(change: Change): ChangeDocument {
  return {
    base: exact(change.base),
    target: exact(change.target),
    change: exact(change.change),
    changePercent: change.percent ?? null,
    basePercent: change.baseShare,
    targetPercent: change.targetShare,
    points: change.points,
    samplingError: change.samplingError ?? null,
  };
}

const exact = (value: Int64): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

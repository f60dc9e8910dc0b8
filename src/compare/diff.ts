import { addInt64 } from '../profile/go-number-format.ts';
import { chooseSampleIndex } from '../profile/sample-value.ts';
import { normalizeTo } from '../profile/scale.ts';
import type { ReportOptions } from '../report/report-options.ts';
import { byChange, type Change, changeOf, isChange, negative } from './change.ts';
import type { BuildChange } from './changed-builds.ts';
import {
  type CombinedSides,
  type CombineSidesOptions,
  combineSides,
  isEmptyDifference,
  isNarrowed,
} from './combine-sides.ts';
import { describeSides, type SidesToDescribe } from './describe-sides.ts';
import { type FunctionSums, type Sums, sumFunctions } from './function-sums.ts';
import { ONE_AT_95, SamplingError } from './sampling-error.ts';

export type DiffMeasure = 'flat' | 'cum';

export interface DiffOptions extends CombineSidesOptions {
  /** Which value, filters, granularity: as in the reports. */
  readonly report?: Partial<ReportOptions>;
  /** Order by what functions use themselves, or with what they call. Default: flat. */
  readonly measure?: DiffMeasure;
  /** Scale the target to the base's total first. */
  readonly normalize?: boolean;
}

export interface DiffDeps {
  readonly warn?: (message: string) => void;
}

export interface DiffRow {
  readonly name: string;
  readonly flat: Change;
  readonly cum: Change;
}

export interface ProfileDiff {
  /** What is compared, as people call it: `checkout cpu`. */
  readonly subject: string;
  readonly base: readonly string[];
  readonly target: readonly string[];
  readonly sampleType: string;
  readonly unit: string;
  readonly measure: DiffMeasure;
  readonly normalized: boolean;
  readonly total: Change;
  /** The total without `(idle)`, where the profiles have such a frame: V8 counts waiting as time, too. */
  readonly busy: Change | undefined;
  /** The functions that differ, the largest change first. */
  readonly rows: readonly DiffRow[];
  readonly unchangedCount: number;
  readonly differs: boolean;
  /** Functions agree in this measure; other sample types, lines, addresses or labels do not. */
  readonly differsElsewhere: boolean;
  /** What is known to be another build: an image, a version, a commit. */
  readonly builds: readonly BuildChange[];
  /** What may mislead: sides of unlike length. */
  readonly notes: readonly string[];
}

/** V8's frame for waiting. */
const IDLE_FRAME = '(idle)';

/**
 * What changed from base to target, function by function. Shares are of each side's own total.
 * @throws ProfError BAD_PROFILE where the sides have no sample type in common, USAGE for options that do not fit.
 */
export async function diffProfiles(options: DiffOptions, deps: DiffDeps = {}): Promise<ProfileDiff> {
  return (await diffAndSums(options, deps)).diff;
}

/** The same with what it was made from. */
export async function diffAndSums(options: DiffOptions, { warn }: DiffDeps = {}): Promise<DiffAndSums> {
  const { report = {}, normalize = false } = options;
  const sides = await combineSides(options);
  const after = normalize ? normalizeTo(sides.target, sides.base) : sides.target;
  // Both sides by one index: each could have a default of its own.
  const sampleIndex = String(chooseSampleIndex(sides.base, report.sampleIndex ?? ''));
  const base = await sumFunctions(sides.base, { report, sampleIndex, warn });
  const target = await sumFunctions(sides.target, { report, sampleIndex, warn });
  const shown = normalize ? await sumFunctions(after, { report, sampleIndex }) : target;
  const rows = {
    base,
    target: normalize ? { ...shown, counts: target.counts } : shown,
    // Filters and a chosen value say what is looked at: then the rest does not count.
    isSame: () => isNarrowed(report) || isEmptyDifference(sides.base, after),
  };
  return { diff: describeDiff(rows, options), sides, base, target };
}

export interface DiffAndSums {
  readonly diff: ProfileDiff;
  /** Fit for each other, not scaled. */
  readonly sides: CombinedSides;
  readonly base: FunctionSums;
  readonly target: FunctionSums;
}

export interface DescribeOptions extends SidesToDescribe {
  readonly measure?: DiffMeasure;
  readonly normalize?: boolean;
}

export interface ComparedSums {
  readonly base: FunctionSums;
  readonly target: FunctionSums;
  /** Whether profiles whose functions agree agree in everything. */
  readonly isSame: () => boolean;
}

/** The rows and what stands around them. */
export function describeDiff({ base, target, isSame }: ComparedSums, options: DescribeOptions): ProfileDiff {
  const { measure = 'flat', normalize = false } = options;
  const errors = samplingErrors(base, target, normalize);
  const total = {
    ...changeOf(base.total, target.total, base.total, target.total),
    samplingError: errors?.ofTotal,
  };
  const rows = compareFunctions(base, target, errors?.ofRow);
  const differing = rows.filter(({ flat, cum }) => isChange(flat) || isChange(cum));
  const differsHere = differing.length > 0 || isChange(total);
  const differsElsewhere = !differsHere && !isSame();
  const idle = rows.find(
    ({ name, flat }) => name === IDLE_FRAME && (flat.baseShare > 0 || flat.targetShare > 0),
  )?.flat;
  return {
    ...describeSides(options, normalize),
    sampleType: base.sampleType,
    unit: base.unit,
    measure,
    normalized: normalize,
    total,
    busy: idle && withoutIdle(total, idle),
    rows: differing.sort((left, right) => byChange(left[measure], right[measure]) || byName(left, right)),
    unchangedCount: rows.length - differing.length,
    differs: differsHere || differsElsewhere,
    differsElsewhere,
  };
}

function compareFunctions(
  base: FunctionSums,
  target: FunctionSums,
  errorsOf: ErrorsOf | undefined,
): DiffRow[] {
  const none: Sums = { flat: 0, cum: 0 };
  return [...new Set([...base.byName.keys(), ...target.byName.keys()])].map((name) => {
    const old = base.byName.get(name) ?? none;
    const now = target.byName.get(name) ?? none;
    const errors = errorsOf?.(name);
    const compared = (measure: DiffMeasure): Change => ({
      ...changeOf(old[measure], now[measure], base.total, target.total),
      samplingError: errors?.[measure],
    });
    return { name, flat: compared('flat'), cum: compared('cum') };
  });
}

type ErrorsOf = (name: string) => { readonly [measure in DiffMeasure]: number };

/** Of changes as the rows show them: of a target that was scaled to the base's total, where that is asked for. */
function samplingErrors(
  base: FunctionSums,
  target: FunctionSums,
  normalized: boolean,
): { readonly ofRow: ErrorsOf; readonly ofTotal: number } | undefined {
  const error = SamplingError.of(base, target, ONE_AT_95);
  if (error === undefined) return undefined;
  if (!normalized) {
    return { ofRow: (name) => error.ofValues(name), ofTotal: error.ofTotal() };
  }
  const total = Number(base.total);
  const ofShare = (name: string, measure: DiffMeasure) => error.ofShare(name, measure) * total;
  return { ofRow: (name) => ({ flat: ofShare(name, 'flat'), cum: ofShare(name, 'cum') }), ofTotal: 0 };
}

function withoutIdle(total: Change, idle: Change): Change {
  const base = addInt64(total.base, negative(idle.base));
  const target = addInt64(total.target, negative(idle.target));
  return changeOf(base, target, total.base, total.target);
}

function byName(left: DiffRow, right: DiffRow): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

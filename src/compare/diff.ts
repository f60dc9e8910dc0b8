import { ProfError } from '../kit/errors.ts';
import { subtractBase } from '../profile/combine.ts';
import { makeCompatible } from '../profile/compatible.ts';
import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import { sumNodes } from '../profile/graph.ts';
import { buildNodes, printableName } from '../profile/graph-nodes.ts';
import type { Profile } from '../profile/profile.ts';
import { chooseSampleIndex } from '../profile/sample-value.ts';
import { normalizeTo } from '../profile/scale.ts';
import { combineLoaded } from '../report/combine-loaded.ts';
import { withMapping } from '../report/load-sources.ts';
import { type PreparedReport, prepareReport } from '../report/prepare-report.ts';
import type { ReportOptions } from '../report/report-options.ts';
import { DEFAULT_SYMBOLIZE, type SymbolizeOption } from '../report/symbolize-option.ts';
import type { LoadedProfile } from '../store/load-profiles.ts';
import { byChange, type Change, changeOf, isChange, negative } from './change.ts';
import { describeSides } from './describe-sides.ts';

export type DiffMeasure = 'flat' | 'cum';

export interface DiffOptions {
  /** At least one on each side; several are added up. */
  readonly base: readonly LoadedProfile[];
  readonly target: readonly LoadedProfile[];
  /** Which value, filters, granularity: as in the reports. */
  readonly report?: Partial<ReportOptions>;
  /** Order by what functions use themselves, or with what they call. Default: flat. */
  readonly measure?: DiffMeasure;
  /** Scale the target to the base's total first. */
  readonly normalize?: boolean;
  /** What is shown as names. Default: names of C++ and Rust without parameters and template arguments. */
  readonly symbolize?: SymbolizeOption;
  readonly allFrames?: boolean;
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
  const { measure = 'flat', normalize = false } = options;
  const { base, target, isSameProfile } = await prepareSides(options, deps);
  const total = changeOf(base.total, target.total, base.total, target.total);
  const rows = compareFunctions(base, target);
  const differing = rows.filter(({ flat, cum }) => isChange(flat) || isChange(cum));
  const differsHere = differing.length > 0 || isChange(total);
  const differsElsewhere = !differsHere && !isSameProfile();
  const idle = rows.find(
    ({ name, flat }) => name === IDLE_FRAME && (flat.baseShare > 0 || flat.targetShare > 0),
  )?.flat;
  return {
    ...describeSides(options, normalize),
    sampleType: base.sampleType,
    unit: base.sampleUnit,
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

async function prepareSides(
  {
    base,
    target,
    report = {},
    normalize = false,
    symbolize = DEFAULT_SYMBOLIZE,
    allFrames = false,
  }: DiffOptions,
  { warn }: DiffDeps,
): Promise<PreparedSides> {
  const combine = (loaded: readonly LoadedProfile[]) =>
    combineLoaded(
      loaded.map(({ profile }) => withMapping(profile)),
      { symbolize, allFrames },
    );
  const [before, after] = compatible(await combine(base), await combine(target));
  const scaled = normalize ? normalizeTo(after, before) : after;
  // Both sides by one index: each could have a default of its own.
  const sampleIndex = String(chooseSampleIndex(before, report.sampleIndex ?? ''));
  const prepare = (profile: Profile) =>
    prepareReport(profile, 'top', { ...report, sampleIndex }, warn ? { warn } : {});
  return {
    base: await prepare(before),
    target: await prepare(scaled),
    // Filters and a chosen value say what is looked at: then the rest does not count.
    isSameProfile: () => isNarrowed(report) || isEmptyDifference(before, scaled),
  };
}

interface PreparedSides {
  readonly base: PreparedReport;
  readonly target: PreparedReport;
  readonly isSameProfile: () => boolean;
}

function isNarrowed(report: Partial<ReportOptions>): boolean {
  return Object.entries(report).some(([option, value]) => option !== 'sort' && value !== false);
}

/** Whether nothing is left of one profile less the other: in no value, line, address or label. */
function isEmptyDifference(base: Profile, target: Profile): boolean {
  return subtractBase([target], [base], { mode: 'base', normalize: false }).samples.count === 0;
}

function compatible(base: Profile, target: Profile): [Profile, Profile] {
  try {
    const [before, after] = makeCompatible([base, target]);
    return [before!, after!];
  } catch (error) {
    if (!(error instanceof ProfError) || error.code !== 'BAD_PROFILE') throw error;
    const typesOf = (profile: Profile) => profile.sampleTypes.map(({ type }) => type).join(', ') || 'nothing';
    throw new ProfError(
      'BAD_PROFILE',
      `these profiles cannot be compared: the base measures ${typesOf(base)}, the target ${typesOf(target)}`,
      { hints: ['compare profiles of one type: cpu with cpu, heap with heap'], cause: error },
    );
  }
}

interface Sums {
  flat: Int64;
  cum: Int64;
}

function compareFunctions(base: PreparedReport, target: PreparedReport): DiffRow[] {
  const before = sumByName(base);
  const after = sumByName(target);
  const none: Sums = { flat: 0, cum: 0 };
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => {
    const old = before.get(name) ?? none;
    const now = after.get(name) ?? none;
    return {
      name,
      flat: changeOf(old.flat, now.flat, base.total, target.total),
      cum: changeOf(old.cum, now.cum, base.total, target.total),
    };
  });
}

/** Nodes that print alike (one function of two binaries) are one function here. */
function sumByName({ profile, column, options }: PreparedReport): Map<string, Sums> {
  const nodes = buildNodes(profile, { ...options, granularity: options.granularity || 'functions' });
  const sums = sumNodes(profile.samples, nodes, column);
  const byName = new Map<string, Sums>();
  for (let node = 0; node < nodes.count; node++) {
    const flat = sums.flat[node]!;
    const cum = sums.cum[node]!;
    if (Number(flat) === 0 && Number(cum) === 0) continue;
    const name = printableName(nodes, node);
    const found = byName.get(name);
    byName.set(
      name,
      found ? { flat: addInt64(found.flat, flat), cum: addInt64(found.cum, cum) } : { flat, cum },
    );
  }
  return byName;
}

function withoutIdle(total: Change, idle: Change): Change {
  const base = addInt64(total.base, negative(idle.base));
  const target = addInt64(total.target, negative(idle.target));
  return changeOf(base, target, total.base, total.target);
}

function byName(left: DiffRow, right: DiffRow): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

import { ProfError } from '../kit/errors.ts';
import type { TextMatcher } from '../profile/filter-samples.ts';
import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import { sumNodes } from '../profile/graph.ts';
import { buildNodes, printableName } from '../profile/graph-nodes.ts';
import type { Profile, ValueColumn } from '../profile/profile.ts';
import { chooseSampleIndex } from '../profile/sample-value.ts';
import { combineLoaded } from '../report/combine-loaded.ts';
import type { LoadedProfile } from '../store/load-profiles.ts';
import { negative } from './change.ts';
import { matchingSum } from './matching-sum.ts';

export type TrendMeasure = 'flat' | 'cum';

export interface MeasureOptions {
  /** What is looked for, by name; empty: every function by itself. */
  readonly patterns: readonly { readonly pattern: string; readonly matches: TextMatcher }[];
  readonly measure: TrendMeasure;
  readonly sampleIndex: string;
}

/** One run in numbers; its profiles are not held. */
export interface MeasuredRun {
  readonly sampleType: string;
  readonly unit: string;
  /** Of all pods, without waiting that V8 counts as time. */
  readonly total: Int64;
  /** By pattern, else by function; what is not there is 0. */
  readonly values: ReadonlyMap<string, Int64>;
}

/** V8's frame for waiting: it is what work leaves over. */
const IDLE_FRAME = '(idle)';
const isIdle: TextMatcher = (name) => name === IDLE_FRAME;

/** All profiles of a run, added up. @throws ProfError USAGE for a sample type that is not there, BAD_DATA for unlike pods. */
export async function measureRun(
  loaded: readonly LoadedProfile[],
  options: MeasureOptions,
): Promise<MeasuredRun> {
  const measured: MeasuredRun[] = [];
  for (const { profile } of loaded)
    measured.push(await measureProfile(await combineLoaded([profile]), options));
  const [first, ...others] = measured;
  if (first === undefined) throw new RangeError('a run without profiles');
  const values = new Map(first.values);
  let { total } = first;
  for (const other of others) {
    requireAlike(other, first);
    total = addInt64(total, other.total);
    for (const [name, value] of other.values) values.set(name, addInt64(values.get(name) ?? 0, value));
  }
  return { ...first, total, values };
}

/** @throws ProfError BAD_DATA where two runs or pods measure different things. */
export function requireAlike(run: MeasuredRun, other: MeasuredRun): void {
  if (run.sampleType === other.sampleType && run.unit === other.unit) return;
  const what = ({ sampleType, unit }: MeasuredRun) => `${sampleType} in ${unit}`;
  throw new ProfError('BAD_DATA', `it measures ${what(run)}, others ${what(other)}`, {
    hints: ['choose what all have: --sample-index TYPE'],
  });
}

async function measureProfile(profile: Profile, options: MeasureOptions): Promise<MeasuredRun> {
  const index = chooseSampleIndex(profile, options.sampleIndex);
  const { type, unit } = profile.sampleTypes[index]!;
  const column = profile.samples.values[index]!;
  const idle = matchingSum(profile, column, isIdle).flat;
  const total = addInt64(sumOf(column), negative(idle));
  const values =
    options.patterns.length === 0
      ? everyFunction(profile, column, options)
      : matching(profile, column, options);
  return { sampleType: type, unit, total, values };
}

function matching(
  profile: Profile,
  column: ValueColumn,
  { patterns, measure }: MeasureOptions,
): Map<string, Int64> {
  return new Map(
    patterns.map(({ pattern, matches }) => [pattern, matchingSum(profile, column, matches)[measure]]),
  );
}

/** Nodes that print alike (one function of two binaries) are one function here. */
function everyFunction(
  profile: Profile,
  column: ValueColumn,
  { measure }: MeasureOptions,
): Map<string, Int64> {
  const nodes = buildNodes(profile, { granularity: 'functions' });
  const sums = sumNodes(profile.samples, nodes, column)[measure];
  const values = new Map<string, Int64>();
  for (let node = 0; node < nodes.count; node++) {
    const value = sums[node]!;
    const name = printableName(nodes, node);
    if (Number(value) !== 0 && name !== IDLE_FRAME) values.set(name, addInt64(values.get(name) ?? 0, value));
  }
  return values;
}

function sumOf(column: ValueColumn): Int64 {
  let sum: Int64 = 0;
  for (const value of column) sum = addInt64(sum, value);
  return sum;
}

import { absInt64, addInt64, type Int64 } from '../profile/go-number-format.ts';
import type { Profile } from '../profile/profile.ts';
import type { ReportDeps } from '../report/prepare-report.ts';
import { compareStacks, type GoroutineGroup, groupGoroutines } from './group-goroutines.ts';
import { type GoroutineFilters, prepareGoroutines } from './list-goroutines.ts';

/** A stack on both sides of a comparison. */
export interface GoroutineChange {
  readonly kind: 'new' | 'grew' | 'shrank' | 'gone';
  readonly base: Int64;
  readonly target: Int64;
  /** target - base */
  readonly change: Int64;
  /** The target's goroutines; the base's where there are none any more. */
  readonly group: GoroutineGroup;
}

export interface GoroutineComparison {
  readonly base: Int64;
  readonly target: Int64;
  /** Stacks whose number differs: those that grew first, the largest growth first. They are what may leak. */
  readonly changes: readonly GoroutineChange[];
  readonly unchangedStacks: number;
}

/**
 * How the numbers of goroutines with equal stacks differ. Stacks are equal by their functions: lines move between
 * versions, and a proto, its text and a dump name the same functions.
 * @throws ProfError BAD_DATA where a side is no profile of goroutines, USAGE for a filter that is no pattern.
 */
export async function compareGoroutines(
  base: Profile,
  target: Profile,
  filters: GoroutineFilters = {},
  deps: Pick<ReportDeps, 'warn'> = {},
): Promise<GoroutineComparison> {
  const before = await groupsOf(base, filters, deps);
  const after = await groupsOf(target, filters, deps);
  const changes: GoroutineChange[] = [];
  let unchangedStacks = 0;
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    const change = changeOf(before.get(key), after.get(key));
    if (change === undefined) unchangedStacks++;
    else changes.push(change);
  }
  return { base: sum(before), target: sum(after), changes: changes.sort(byGrowth), unchangedStacks };
}

async function groupsOf(profile: Profile, filters: GoroutineFilters, deps: Pick<ReportDeps, 'warn'>) {
  const report = await prepareGoroutines(profile, filters, deps);
  const groups = groupGoroutines(report.profile, report.column, 'functions');
  return new Map(groups.map((group) => [group.frames.map((frame) => frame.function).join('\n'), group]));
}

function changeOf(before?: GoroutineGroup, after?: GoroutineGroup): GoroutineChange | undefined {
  const group = after ?? before;
  const base = before?.count ?? 0;
  const target = after?.count ?? 0;
  const change = addInt64(target, typeof base === 'bigint' ? -base : -base);
  if (group === undefined || Number(change) === 0) return undefined;
  const isMore = Number(change) > 0;
  const kind = before === undefined ? 'new' : after === undefined ? 'gone' : isMore ? 'grew' : 'shrank';
  return { kind, base, target, change, group };
}

const sum = (groups: ReadonlyMap<string, GoroutineGroup>): Int64 =>
  [...groups.values()].reduce((total: Int64, { count }) => addInt64(total, count), 0);

function byGrowth(left: GoroutineChange, right: GoroutineChange): number {
  const isLeftMore = Number(left.change) > 0;
  if (isLeftMore !== Number(right.change) > 0) return isLeftMore ? -1 : 1;
  const one = absInt64(left.change);
  const other = absInt64(right.change);
  return one > other ? -1 : one < other ? 1 : compareStacks(left.group, right.group);
}

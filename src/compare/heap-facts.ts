import type { Int64 } from '../profile/go-number-format.ts';
import type { Profile } from '../profile/profile.ts';
import type { ReportOptions } from '../report/report-options.ts';
import { type Change, changeOf } from './change.ts';
import type { CombinedSides } from './combine-sides.ts';
import { type FunctionSums, sumFunctions } from './function-sums.ts';

/**
 * What a function's two changes mean together:
 * - `grows`: allocates more and holds more;
 * - `churns`: allocates more and holds no more, which is work for the garbage collector and no leak;
 * - `retains`: holds more than it allocates more: what there is, is kept alive longer (in one process nothing can be);
 * - `shrinks`: holds less and allocates no more;
 * - `saves`: allocates less, and what it holds stays;
 * - `steady`: neither changed by what counts.
 */
export type HeapMeaning = 'grows' | 'churns' | 'retains' | 'shrinks' | 'saves' | 'steady';

export interface HeapRow {
  readonly name: string;
  readonly live: Change;
  readonly allocated: Change;
  readonly meaning: HeapMeaning;
}

/** A heap profile's two measures side by side; Go and tcmalloc record both in one profile. */
export interface HeapFacts {
  /** Held when the profile was taken (`inuse_space`), in bytes. */
  readonly live: Change;
  /** Since the program's start (`alloc_space`), freed or not, in bytes. */
  readonly allocated: Change;
  /**
   * No function's allocations fell, as with two profiles of one process: then the change is what it allocated between
   * them. Else the sides are of two processes, whose ages need not be alike.
   */
  readonly isOneProcess: boolean;
  /** The functions that changed most in either measure, by their part of its total. */
  readonly rows: readonly HeapRow[];
}

const MAX_ROWS = 10;
/** Less than this part of the larger total is no change worth a word. */
const FLOOR = 0.005;

/** Undefined where a side does not record both. @throws ProfError USAGE for filters that do not fit. */
export async function heapFacts(
  sides: CombinedSides,
  report: Partial<ReportOptions>,
): Promise<HeapFacts | undefined> {
  const live = await measure(sides, 'inuse_space', report);
  const allocated = await measure(sides, 'alloc_space', report);
  if (!live || !allocated) return undefined;
  const names = new Set(
    [live, allocated].flatMap(({ base, target }) => [...base.byName.keys(), ...target.byName.keys()]),
  );
  const rows = [...names].map((name) => rowOf(name, live, allocated));
  const weight = (row: HeapRow) => Math.max(partOf(row.live, live), partOf(row.allocated, allocated));
  return {
    live: totalOf(live),
    allocated: totalOf(allocated),
    isOneProcess: rows.every((row) => Number(row.allocated.change) >= 0),
    rows: rows
      .filter(({ meaning }) => meaning !== 'steady')
      .sort((left, right) => weight(right) - weight(left) || (left.name < right.name ? -1 : 1))
      .slice(0, MAX_ROWS),
  };
}

interface BothSides {
  readonly base: FunctionSums;
  readonly target: FunctionSums;
}

async function measure(
  sides: CombinedSides,
  type: string,
  report: Partial<ReportOptions>,
): Promise<BothSides | undefined> {
  const indexOf = ({ sampleTypes }: Profile) => sampleTypes.findIndex((each) => each.type === type);
  if (indexOf(sides.base) === -1 || indexOf(sides.target) === -1) return undefined;
  const sums = (profile: Profile) => sumFunctions(profile, { report, sampleIndex: String(indexOf(profile)) });
  return { base: await sums(sides.base), target: await sums(sides.target) };
}

function totalOf({ base, target }: BothSides): Change {
  return changeOf(base.total, target.total, base.total, target.total);
}

function rowOf(name: string, live: BothSides, allocated: BothSides): HeapRow {
  const changeIn = ({ base, target }: BothSides): Change => {
    const flat = (sums: FunctionSums): Int64 => sums.byName.get(name)?.flat ?? 0;
    return changeOf(flat(base), flat(target), base.total, target.total);
  };
  const changes = { live: changeIn(live), allocated: changeIn(allocated) };
  const held = direction(changes.live, live);
  const made = held > 0 ? covers(changes) : direction(changes.allocated, allocated);
  return { name, ...changes, meaning: meaningOf(held, made) };
}

function meaningOf(held: number, made: number): HeapMeaning {
  if (made > 0) return held > 0 ? 'grows' : 'churns';
  if (held > 0) return 'retains';
  if (held < 0) return 'shrinks';
  return made < 0 ? 'saves' : 'steady';
}

/** Up, down, or not by what counts. */
function direction(change: Change, sides: BothSides): number {
  return partOf(change, sides) < FLOOR ? 0 : Math.sign(Number(change.change));
}

/** Of what is held more, at least half was allocated: less cannot be its reason, however large the total is. */
function covers({ live, allocated }: Record<'live' | 'allocated', Change>): number {
  return Number(allocated.change) * 2 >= Number(live.change) ? 1 : 0;
}

function partOf({ change }: Change, { base, target }: BothSides): number {
  const larger = Math.max(Math.abs(Number(base.total)), Math.abs(Number(target.total)));
  return larger === 0 ? 0 : Math.abs(Number(change)) / larger;
}

import { compareGoroutines, type GoroutineComparison } from '../goroutines/compare-goroutines.ts';
import type { Profile } from '../profile/profile.ts';
import type { FoundProfile } from '../store/load-profiles.ts';
import { type CombinedSides, type CombineSidesOptions, combineSides } from './combine-sides.ts';
import type { DiffOptions } from './diff.ts';
import { type HeapFacts, heapFacts } from './heap-facts.ts';
import { loadAll } from './load-sides.ts';

/** What profiles of one kind tell beside the functions that changed. */
export interface DiffDetails {
  /** Goroutines: stacks whose number grew come first; they may leak. */
  readonly goroutines: GoroutineComparison | undefined;
  /** Heap: what is held beside what was allocated. */
  readonly heap: HeapFacts | undefined;
}

export interface DiffDetailsOptions extends Omit<DiffOptions, 'base' | 'target'> {
  readonly base: readonly FoundProfile[];
  readonly target: readonly FoundProfile[];
}

const NOTHING: DiffDetails = { goroutines: undefined, heap: undefined };
const GOROUTINES = ['goroutine', 'goroutineleak'];
const HEAP = ['inuse_space', 'inuse_objects', 'alloc_space', 'alloc_objects'];

/**
 * The details for a comparison by this sample type; profiles are read only where there are any.
 * @param known the sides, where they are in memory.
 * @throws ProfError as comparing and reading do.
 */
export async function diffDetails(
  sampleType: string,
  options: DiffDetailsOptions,
  known?: CombinedSides,
): Promise<DiffDetails> {
  const isGoroutines = GOROUTINES.includes(sampleType);
  if (!isGoroutines && !HEAP.includes(sampleType)) return NOTHING;
  const { report = {} } = options;
  const sides = known ?? (await combineSides(await withProfiles(options)));
  if (!isGoroutines) return { ...NOTHING, heap: await heapFacts(sides, report) };
  const hasGoroutines = ({ sampleTypes }: Profile) =>
    sampleTypes.some(({ type }) => GOROUTINES.includes(type));
  if (!hasGoroutines(sides.base) || !hasGoroutines(sides.target)) return NOTHING;
  const { focus = '', ignore = '', tagFocus = '', tagIgnore = '' } = report;
  const filters = { focus, ignore, tagFocus, tagIgnore };
  return { ...NOTHING, goroutines: await compareGoroutines(sides.base, sides.target, filters) };
}

async function withProfiles(options: DiffDetailsOptions): Promise<CombineSidesOptions> {
  const { symbolize, allFrames = false } = options;
  return {
    base: await loadAll(options.base),
    target: await loadAll(options.target),
    allFrames,
    ...(symbolize === undefined ? {} : { symbolize }),
  };
}

import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import { compareMagnitude } from '../profile/graph.ts';
import type { GoroutineGroup } from './group-goroutines.ts';

export type SumBy = 'state' | 'creator';

/** All goroutines in one state, or of one origin. */
export interface GoroutineSum {
  /** Undefined: nothing tells. */
  readonly name: string | undefined;
  /** Of a creator: a dump says who created them, else what they were started as. */
  readonly kind: 'created-by' | 'started-as' | undefined;
  readonly count: Int64;
  /** How many different stacks they have. */
  readonly stacks: number;
}

/** Groups added up by state or by the creating function, the most frequent first. */
export function sumGoroutines(groups: readonly GoroutineGroup[], by: SumBy): GoroutineSum[] {
  const sums = new Map<string, GoroutineSum>();
  for (const { states, origins } of groups) {
    const parts =
      by === 'state'
        ? states.map(({ state, count }) => ({ name: state, kind: undefined, count }))
        : origins.map(({ function: name, kind, count }) => ({ name, kind, count }));
    for (const { name, kind, count } of parts) {
      const key = `${kind} ${name}`;
      const known = sums.get(key);
      sums.set(key, {
        name,
        kind,
        count: addInt64(known?.count ?? 0, count),
        stacks: (known?.stacks ?? 0) + 1,
      });
    }
  }
  return [...sums.values()].sort(
    (a, b) => compareMagnitude(b.count, a.count) || (`${a.name}` < `${b.name}` ? -1 : 1),
  );
}

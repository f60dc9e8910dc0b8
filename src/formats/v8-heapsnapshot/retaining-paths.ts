import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { StackSize } from '../stack-size.ts';
import type { Dominators } from './dominators.ts';

/** Objects of one constructor that are held by objects of the same ones. */
export interface RetainedObjects {
  /** Constructors, the objects' own first, then those that hold it, the nearest first. */
  readonly path: readonly number[];
  readonly count: number;
  readonly bytes: number;
}

interface HeapSizes {
  readonly dominators: Dominators;
  /** By node. */
  readonly sizes: Float64Array;
  readonly constructorOf: Uint32Array;
  readonly constructorCount: number;
}

/**
 * All objects that have a size, by the constructors on their way through the dominators: summing a constructor's paths
 * gives what its objects retain, each byte once, which is DevTools' retained size of a constructor.
 *
 * A path names a constructor once, where it came first, and the object's own at the end: a list of a million links is
 * one path and not a million. Objects without a size are no part of it, as they are none of DevTools' summary.
 * @throws ProfError LIMIT
 */
export function retainingPaths(heap: HeapSizes, limits: DecodeLimits): RetainedObjects[] {
  const { dominators, sizes, constructorOf, constructorCount } = heap;
  const paths = new Paths(constructorCount, limits);
  const holders = new Uint32Array(sizes.length);
  const objects = new Map<number, { count: number; bytes: number }>();
  for (const node of dominators.order) {
    const above = holders[dominators.dominator[node]!]!;
    if (sizes[node] === 0) {
      holders[node] = above;
      continue;
    }
    const kind = constructorOf[node]!;
    holders[node] = paths.below(above, kind);
    const key = above * constructorCount + kind;
    const sum = objects.get(key);
    if (sum === undefined) objects.set(key, { count: 1, bytes: sizes[node]! });
    else {
      sum.count += 1;
      sum.bytes += sizes[node]!;
    }
  }
  return Array.from(objects, ([key, { count, bytes }]) => {
    const kind = key % constructorCount;
    return { path: paths.list(Math.floor(key / constructorCount), kind), count, bytes };
  });
}

/** Lists of distinct constructors, each the list above it and one more; list 0 is empty. */
class Paths {
  readonly #constructorCount: number;
  readonly #limits: DecodeLimits;
  readonly #size: StackSize;
  readonly #above: number[] = [0];
  readonly #last: number[] = [-1];
  readonly #depth: number[] = [0];
  readonly #belowByKey = new Map<number, number>();

  constructor(constructorCount: number, limits: DecodeLimits) {
    this.#constructorCount = constructorCount;
    this.#limits = limits;
    this.#size = new StackSize(limits);
  }

  /** The list with a constructor added, itself where it is in it already. */
  below(list: number, kind: number): number {
    const key = list * this.#constructorCount + kind;
    let below = this.#belowByKey.get(key);
    if (below === undefined) {
      // Each is a stack of the profile; looking for it takes as long as the stack is.
      this.#size.add(this.#depth[list]! + 1);
      below = this.#has(list, kind) ? list : this.#add(list, kind);
      this.#belowByKey.set(key, below);
    }
    return below;
  }

  /** The constructor, then the list from its end; the constructor once where it is the last of it. */
  list(list: number, kind: number): number[] {
    const path = [kind];
    let at = this.#last[list] === kind ? this.#above[list]! : list;
    for (; at !== 0; at = this.#above[at]!) path.push(this.#last[at]!);
    return path;
  }

  #has(list: number, kind: number): boolean {
    for (let at = list; at !== 0; at = this.#above[at]!) {
      if (this.#last[at] === kind) return true;
    }
    return false;
  }

  #add(list: number, kind: number): number {
    const { samples } = this.#limits;
    if (this.#above.length > samples)
      throw limitExceeded('samples', samples, 'heap snapshot of too many paths');
    this.#last.push(kind);
    this.#depth.push(this.#depth[list]! + 1);
    return this.#above.push(list) - 1;
  }
}

/** The boxes of a flame graph that was trimmed for a file, ready to be drawn. */
import { subtreeEnds } from './subtree-ends.ts';

/** One item a node, in drawing order; the first is the root. Sums are rounded beyond 2^53. */
export interface FlatBoxes {
  readonly depth: ArrayLike<number>;
  readonly own: ArrayLike<number>;
  readonly ownBase?: ArrayLike<number> | undefined;
  readonly ownWidth?: ArrayLike<number> | undefined;
}

/** A node's children are `first = node + 1`, then `end[first]`, … below `end[node]`. */
export interface BoxTree {
  readonly count: number;
  readonly depth: Uint32Array;
  /** -1 for the root. */
  readonly parent: Int32Array;
  /** The node after the subtree of each node. */
  readonly end: Uint32Array;
  readonly own: Float64Array;
  readonly cum: Float64Array;
  /** Of a comparison the base's sums. */
  readonly baseOwn: Float64Array | undefined;
  readonly baseCum: Float64Array | undefined;
  readonly width: Float64Array;
  readonly maxDepth: number;
}

export function boxTree({ depth, own, ownBase, ownWidth }: FlatBoxes): BoxTree {
  const count = depth.length;
  const parent = new Int32Array(count);
  /** The last node of each depth. */
  const last: number[] = [];
  let maxDepth = 0;
  for (let node = 0; node < count; node++) {
    const level = depth[node]!;
    parent[node] = level === 0 ? -1 : last[level - 1]!;
    last[level] = node;
    if (level > maxDepth) maxDepth = level;
  }
  const summed = (column: ArrayLike<number>) => sumUp(Float64Array.from(column), parent);
  return {
    count,
    depth: Uint32Array.from(depth),
    parent,
    end: subtreeEnds(parent),
    own: Float64Array.from(own),
    cum: summed(own),
    baseOwn: ownBase && Float64Array.from(ownBase),
    baseCum: ownBase && summed(ownBase),
    width: summed(ownWidth ?? Float64Array.from(own, Math.abs)),
    maxDepth,
  };
}

function sumUp(column: Float64Array, parent: Int32Array): Float64Array {
  for (let node = column.length - 1; node > 0; node--) column[parent[node]!]! += column[node]!;
  return column;
}

/**
 * Where each box begins, in units of width.
 * @param rank per node its place among siblings; default: as they stand, widest first
 */
export function placeBoxes({ count, parent, width }: BoxTree, rank?: ArrayLike<number>): Float64Array {
  const start = new Float64Array(count);
  const filled = new Float64Array(count);
  const order = new Uint32Array(count);
  for (let node = 0; node < count; node++) order[node] = node;
  if (rank !== undefined) order.sort((a, b) => rank[a]! - rank[b]! || a - b);
  for (const node of order) {
    const above = parent[node]!;
    if (above === -1) continue;
    start[node] = filled[above]!;
    filled[above]! += width[node]!;
  }
  // Parents come before their children: theirs are whole already.
  for (let node = 1; node < count; node++) start[node]! += start[parent[node]!]!;
  return start;
}

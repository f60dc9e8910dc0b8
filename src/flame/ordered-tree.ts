/** From paths as they were met to a tree in the order in which it is drawn. */
import { absInt64, addInt64 } from '../profile/go-number-format.ts';
import type { NodeSums } from '../profile/graph.ts';
import type { ValueColumn } from '../profile/profile.ts';
import type { CallTree } from './call-tree.ts';
import { NO_FRAME } from './frames.ts';
import type { StackValues } from './stack-tree.ts';
import { subtreeEnds } from './subtree-ends.ts';

/** Paths in any order in which parents come before their children. */
export interface LoosePaths {
  /** Per path its last frame. */
  readonly frame: Uint32Array;
  /** -1 for paths of one frame. */
  readonly parent: Int32Array;
  /** What ends in each path. */
  readonly own: StackValues;
}

/** The rank of each frame decides between siblings of one weight. Paths of no width are left out. */
export function orderPaths(paths: LoosePaths, rank: Uint32Array): CallTree {
  const { parent, own } = paths;
  const width = sumUp(ownWidths(own), parent);
  const order = drawingOrder(parent, width, (path) => rank[paths.frame[path]!]!);
  const count = order.length + 1;
  const place = new Int32Array(parent.length);
  for (let i = 0; i < order.length; i++) place[order[i]!] = i + 1;
  const tree = {
    frame: new Uint32Array(count),
    parent: new Int32Array(count),
    depth: new Uint32Array(count),
    width: new Float64Array(count),
  };
  tree.frame[0] = NO_FRAME;
  tree.parent[0] = -1;
  for (let node = 1; node < count; node++) {
    const path = order[node - 1]!;
    const above = parent[path]! === -1 ? 0 : place[parent[path]!]!;
    tree.frame[node] = paths.frame[path]!;
    tree.parent[node] = above;
    tree.depth[node] = tree.depth[above]! + 1;
    tree.width[node] = width[path]!;
    if (above === 0) tree.width[0]! += width[path]!;
  }
  return {
    ...tree,
    count,
    end: subtreeEnds(tree.parent),
    sums: sumsInOrder(own.value, order, tree.parent),
    base: own.base && sumsInOrder(own.base, order, tree.parent),
    samples: sumsInOrder(own.samples, order, tree.parent).cum as Float64Array,
    isInverted: false,
    trimmed: undefined,
  };
}

function ownWidths({ value, base, magnitude }: StackValues): Float64Array {
  if (magnitude !== undefined) return magnitude.slice();
  const widths = new Float64Array(value.length);
  if (base === undefined) {
    for (let path = 0; path < widths.length; path++) widths[path] = Math.abs(Number(value[path]!));
    return widths;
  }
  for (let path = 0; path < widths.length; path++) {
    const old = base[path]!;
    const change = addInt64(value[path]!, typeof old === 'bigint' ? -old : 0 - old);
    widths[path] = Number(absInt64(old)) + Number(absInt64(change));
  }
  return widths;
}

/** Adds every path's amount to all above it, in place. */
function sumUp(column: Float64Array, parent: Int32Array): Float64Array {
  for (let path = parent.length - 1; path >= 0; path--) {
    if (parent[path] !== -1) column[parent[path]!]! += column[path]!;
  }
  return column;
}

/** Below so many, inserting beats a call of sort. */
const FEW = 12;

/** Paths with a width, each followed by its subtree, siblings widest first and then by rank. */
function drawingOrder(parent: Int32Array, width: Float64Array, rankOf: (path: number) => number): Int32Array {
  const { offset, children } = groupByParent(parent, width);
  const comesBefore = (a: number, b: number) => width[b]! - width[a]! || rankOf(a) - rankOf(b);
  for (let group = 0; group + 1 < offset.length; group++) {
    sortRange(children, offset[group]!, offset[group + 1]!, comesBefore);
  }
  const order = new Int32Array(children.length);
  const waiting = new Int32Array(children.length + 1);
  let filled = 0;
  let height = 0;
  // Group 0 is that of paths without a parent.
  for (let i = offset[1]! - 1; i >= 0; i--) waiting[height++] = children[i]!;
  while (height > 0) {
    const path = waiting[--height]!;
    order[filled++] = path;
    for (let i = offset[path + 2]! - 1; i >= offset[path + 1]!; i--) waiting[height++] = children[i]!;
  }
  return order;
}

/** Children of path p: children[offset[p + 1] ..< offset[p + 2]]; those of none at the front. */
function groupByParent(parent: Int32Array, width: Float64Array) {
  const offset = new Uint32Array(parent.length + 2);
  for (let path = 0; path < parent.length; path++) if (width[path]! > 0) offset[parent[path]! + 2]! += 1;
  for (let group = 1; group < offset.length; group++) offset[group]! += offset[group - 1]!;
  const next = offset.slice();
  const children = new Int32Array(offset.at(-1)!);
  for (let path = 0; path < parent.length; path++) {
    if (width[path]! > 0) children[next[parent[path]! + 1]!++] = path;
  }
  return { offset, children };
}

function sortRange(
  list: Int32Array,
  start: number,
  end: number,
  compare: (a: number, b: number) => number,
): void {
  if (end - start > FEW) {
    list.subarray(start, end).sort(compare);
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const item = list[i]!;
    let hole = i;
    while (hole > start && compare(list[hole - 1]!, item) > 0) {
      list[hole] = list[hole - 1]!;
      hole--;
    }
    list[hole] = item;
  }
}

/** Flat and cum of the nodes; the root's are those of all. */
function sumsInOrder(own: ValueColumn, order: Int32Array, parent: Int32Array): NodeSums {
  if (own instanceof Float64Array) {
    const flat = new Float64Array(order.length + 1);
    for (let i = 0; i < order.length; i++) flat[i + 1] = own[order[i]!]!;
    const cum = flat.slice();
    for (let node = cum.length - 1; node > 0; node--) cum[parent[node]!]! += cum[node]!;
    return { flat, cum };
  }
  const flat = new BigInt64Array(order.length + 1);
  for (let i = 0; i < order.length; i++) flat[i + 1] = own[order[i]!]!;
  const cum = flat.slice();
  for (let node = cum.length - 1; node > 0; node--) cum[parent[node]!]! += cum[node]!;
  return { flat, cum };
}

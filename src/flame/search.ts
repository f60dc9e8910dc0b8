/** Where functions are in a tree. */
import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import type { ValueColumn } from '../profile/profile.ts';
import type { CallTree } from './call-tree.ts';

export interface SearchResult {
  /** Per frame: 1 if it matches. */
  readonly isMatch: Uint8Array;
  /** Matching nodes, in drawing order. */
  readonly nodes: readonly number[];
  /** What goes through any match: nodes below another match are not counted again. */
  readonly value: Int64;
  /** The width of the same. */
  readonly width: number;
}

/** Which frames a test of their names accepts. */
export function matchFrames(names: readonly string[], matches: (name: string) => boolean): Uint8Array {
  return Uint8Array.from(names, (name) => (matches(name) ? 1 : 0));
}

/** All nodes of the frames; `below` limits the search to one subtree. */
export function searchTree(tree: CallTree, isMatch: Uint8Array, below = 0): SearchResult {
  const nodes: number[] = [];
  let value: Int64 = 0;
  let width = 0;
  let coveredTo = 0;
  const start = below === 0 ? 1 : below;
  for (let node = start; node < tree.end[below]!; node++) {
    if (isMatch[tree.frame[node]!] !== 1) continue;
    nodes.push(node);
    if (node < coveredTo) continue;
    coveredTo = tree.end[node]!;
    value = addInt64(value, tree.sums.cum[node]!);
    width += tree.width[node]!;
  }
  return { isMatch, nodes, value, width };
}

export interface Occurrences {
  /** How many nodes are of the frame. */
  readonly count: number;
  /** What ends in it, anywhere. */
  readonly flat: Int64;
  /** What goes through it, anywhere, recursion counted once. */
  readonly cum: Int64;
  /** Frames that stand above it, heaviest first; -1 for the root. */
  readonly above: readonly number[];
}

/** What one function comes to in the whole tree. */
export function occurrencesOf(tree: CallTree, frame: number): Occurrences {
  let count = 0;
  let flat: Int64 = 0;
  let cum: Int64 = 0;
  let coveredTo = 0;
  const above = new Map<number, number>();
  for (let node = 1; node < tree.count; node++) {
    if (tree.frame[node] !== frame) continue;
    count++;
    flat = addInt64(flat, tree.sums.flat[node]!);
    const parent = tree.parent[node]!;
    const caller = parent === 0 ? -1 : tree.frame[parent]!;
    above.set(caller, (above.get(caller) ?? 0) + tree.width[node]!);
    if (node < coveredTo) continue;
    coveredTo = tree.end[node]!;
    cum = addInt64(cum, tree.sums.cum[node]!);
  }
  return { count, flat, cum, above: [...above].sort((a, b) => b[1] - a[1]).map(([caller]) => caller) };
}

/** What goes through a node and its later siblings. */
export function groupSum(tree: CallTree, first: number): Int64 {
  let sum: Int64 = 0;
  const end = tree.end[tree.parent[first]!]!;
  for (let node = first; node < end; node = tree.end[node]!) sum = addInt64(sum, tree.sums.cum[node]!);
  return sum;
}

/** What goes through each function, recursion counted once. @param cum a side's sums of the nodes */
export function cumByFrame(
  { count, frame, end }: CallTree,
  cum: ValueColumn,
  frameCount: number,
): ValueColumn {
  const coveredTo = new Uint32Array(frameCount);
  const isUncovered = (node: number): boolean => {
    if (node < coveredTo[frame[node]!]!) return false;
    coveredTo[frame[node]!] = end[node]!;
    return true;
  };
  if (cum instanceof Float64Array) {
    const sums = new Float64Array(frameCount);
    for (let node = 1; node < count; node++) if (isUncovered(node)) sums[frame[node]!]! += cum[node]!;
    return sums;
  }
  const sums = new BigInt64Array(frameCount);
  for (let node = 1; node < count; node++) if (isUncovered(node)) sums[frame[node]!]! += cum[node]!;
  return sums;
}

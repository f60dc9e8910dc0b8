import type { NodeSums } from '../profile/graph.ts';
import type { StackValues } from './stack-tree.ts';

/**
 * A tree of calls (or, inverted, of callers), in the order in which it is drawn: every node is followed by its
 * subtree, siblings stand by weight, then name. Node 0 is the root, which is no frame.
 *
 * A node's children are `first = node + 1`, then `end[first]`, … below `end[node]`.
 */
export interface CallTree {
  readonly count: number;
  /** Per node its frame; NO_FRAME for the root. */
  readonly frame: Uint32Array;
  /** -1 for the root. */
  readonly parent: Int32Array;
  /** The node after the subtree of each node. */
  readonly end: Uint32Array;
  /** 0 for the root. */
  readonly depth: Uint32Array;
  /** What ends in each node, and what goes through it; of the target where two profiles are compared. */
  readonly sums: NodeSums;
  /** The same of the base, where two profiles are compared. */
  readonly base: NodeSums | undefined;
  /**
   * What widths are in proportion to, never negative: cum; where values are of both signs the sum of |value|; in a
   * comparison the sum of base + |target - base| over the paths below. A node is as wide as its children and itself.
   */
  readonly width: Float64Array;
  /** How many samples go through each node. */
  readonly samples: Float64Array;
  readonly isInverted: boolean;
  /** How many nodes were too small to be made, and below which share of the root; callers only. */
  readonly trimmed: { readonly count: number; readonly fraction: number } | undefined;
}

/** Nodes of the children, widest first. */
export function childrenOf(tree: Pick<CallTree, 'end'>, node: number): number[] {
  const children: number[] = [];
  for (let child = node + 1; child < tree.end[node]!; child = tree.end[child]!) children.push(child);
  return children;
}

/** Nodes from the root, which is left out, to the node itself. */
export function pathTo(tree: Pick<CallTree, 'parent'>, node: number): number[] {
  const path: number[] = [];
  for (let at = node; at > 0; at = tree.parent[at]!) path.push(at);
  return path.reverse();
}

/** What ends in each node itself, as values to make another tree from. */
export function ownValues(tree: CallTree): StackValues {
  const samples = tree.samples.slice();
  const widths = tree.width.slice();
  for (let node = 1; node < tree.count; node++) {
    samples[tree.parent[node]!]! -= tree.samples[node]!;
    widths[tree.parent[node]!]! -= tree.width[node]!;
  }
  return {
    value: tree.sums.flat,
    base: tree.base?.flat,
    // A comparison's widths are made anew from what paths come to together.
    magnitude: tree.base === undefined ? widths : undefined,
    samples,
  };
}

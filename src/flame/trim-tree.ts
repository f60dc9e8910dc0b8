/** A flame graph without what is too small to be seen, for files that others open. */
import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import type { ValueColumn } from '../profile/profile.ts';
import type { CallTree } from './call-tree.ts';
import { NO_FRAME } from './frames.ts';

export interface TrimOptions {
  /** What is narrower than this share of the root is left out. */
  readonly minFraction: number;
  /** Asked for each node, widest first: whether one more box of the frame fits. The first no ends the tree. */
  readonly fits: (frame: number) => boolean;
}

/**
 * The nodes that stay, in drawing order, and behind the children of each the pool of those that do not. A node comes to
 * what ends in it and in all below it: with the pools that is exactly what it came to before.
 */
export interface TrimmedTree {
  readonly count: number;
  /** NO_FRAME for the root and for pools. */
  readonly frame: Uint32Array;
  readonly depth: Uint32Array;
  /** What ends in each node; of a pool all that goes through it. */
  readonly own: ValueColumn;
  readonly ownBase: ValueColumn | undefined;
  /** Likewise; none is negative. */
  readonly ownWidth: Float64Array;
  /** Per pool, in order, the node that it is and of how many nodes it holds; 0: of too many to have been counted. */
  readonly pools: readonly { readonly node: number; readonly nodes: number }[];
  /** How many nodes are in pools, and those that the tree had left out before. */
  readonly leftOut: number;
}

/** Linear but for putting the nodes that are wide enough in order. */
export function trimTree(tree: CallTree, options: TrimOptions): TrimmedTree {
  return new Trimmer(tree, keptNodes(tree, options)).build();
}

/** 1 for each node that stays. Parents are no narrower than their children and come first among equals: they stay, too. */
function keptNodes({ count, width, frame }: CallTree, { minFraction, fits }: TrimOptions): Uint8Array {
  const least = minFraction * width[0]!;
  const wide: number[] = [];
  for (let node = 1; node < count; node++) if (width[node]! >= least) wide.push(node);
  wide.sort((a, b) => width[b]! - width[a]! || a - b);
  const kept = new Uint8Array(count);
  kept[0] = 1;
  for (const node of wide) {
    if (!fits(frame[node]!)) break;
    kept[node] = 1;
  }
  return kept;
}

/** What is pooled below one node. */
interface Pool {
  readonly value: Int64;
  readonly base: Int64;
  readonly width: number;
  readonly nodes: number;
}

class Trimmer {
  private readonly tree: CallTree;
  private readonly kept: Uint8Array;
  private readonly hasBase: boolean;
  private readonly frame: number[] = [];
  private readonly depth: number[] = [];
  private readonly own: Int64[] = [];
  private readonly ownBase: Int64[] = [];
  private readonly ownWidth: number[] = [];
  private readonly pools: { node: number; nodes: number }[] = [];
  private leftOut: number;

  constructor(tree: CallTree, kept: Uint8Array) {
    this.tree = tree;
    this.kept = kept;
    this.hasBase = tree.base !== undefined;
    this.leftOut = tree.trimmed?.count ?? 0;
  }

  build(): TrimmedTree {
    const { tree } = this;
    /** Nodes whose pool is still to come, innermost last. */
    const open: { readonly end: number; readonly depth: number; readonly pool: Pool }[] = [];
    const closeBefore = (node: number) => {
      while (open.length > 0 && open.at(-1)!.end <= node) {
        const { depth, pool } = open.pop()!;
        this.addPool(depth + 1, pool);
      }
    };
    for (let node = 0; node < tree.count; node = this.kept[node] === 1 ? node + 1 : tree.end[node]!) {
      closeBefore(node);
      if (this.kept[node] === 0) continue;
      const pool = this.addNode(node);
      if (pool !== undefined) open.push({ end: tree.end[node]!, depth: tree.depth[node]!, pool });
    }
    closeBefore(tree.count);
    return {
      count: this.frame.length,
      frame: Uint32Array.from(this.frame),
      depth: Uint32Array.from(this.depth),
      own: columnOf(this.own, tree.sums.cum),
      ownBase: tree.base && columnOf(this.ownBase, tree.base.cum),
      ownWidth: Float64Array.from(this.ownWidth),
      pools: this.pools,
      leftOut: this.leftOut,
    };
  }

  /** The pool that has to follow the node's children. */
  private addNode(node: number): Pool | undefined {
    const { tree } = this;
    const { keptWidth, pool } = this.childrenOf(node);
    this.frame.push(tree.frame[node]!);
    this.depth.push(tree.depth[node]!);
    this.own.push(tree.sums.flat[node]!);
    if (this.hasBase) this.ownBase.push(tree.base!.flat[node]!);
    this.ownWidth.push(Math.max(0, tree.width[node]! - keptWidth - (pool?.width ?? 0)));
    return pool;
  }

  private childrenOf(node: number): { readonly keptWidth: number; readonly pool: Pool | undefined } {
    const { tree, kept } = this;
    let keptWidth = 0;
    let width = 0;
    let nodes = 0;
    let value = minus(tree.sums.cum[node]!, tree.sums.flat[node]!);
    let base = tree.base === undefined ? 0 : minus(tree.base.cum[node]!, tree.base.flat[node]!);
    // What is left of these when all children are taken away was left out before.
    let restValue = value;
    let restBase = base;
    for (let child = node + 1; child < tree.end[node]!; child = tree.end[child]!) {
      const childValue = tree.sums.cum[child]!;
      const childBase = tree.base?.cum[child] ?? 0;
      restValue = minus(restValue, childValue);
      restBase = minus(restBase, childBase);
      if (kept[child] === 1) {
        value = minus(value, childValue);
        base = minus(base, childBase);
        keptWidth += tree.width[child]!;
      } else {
        nodes += tree.end[child]! - child;
        width += tree.width[child]!;
      }
    }
    this.leftOut += nodes;
    const hasRest = !isZero(restValue) || !isZero(restBase);
    if (!hasRest && nodes === 0) return { keptWidth, pool: undefined };
    if (hasRest) width += Math.max(0, tree.width[node]! - keptWidth - width - this.ownLeast(node));
    return { keptWidth, pool: { value, base, width, nodes: hasRest ? 0 : nodes } };
  }

  /** The least width of what ends in a node. */
  private ownLeast(node: number): number {
    const { sums, base } = this.tree;
    if (base === undefined) return Math.abs(Number(sums.flat[node]!));
    return Math.abs(Number(base.flat[node]!)) + Math.abs(Number(minus(sums.flat[node]!, base.flat[node]!)));
  }

  private addPool(depth: number, { value, base, width, nodes }: Pool): void {
    this.pools.push({ node: this.frame.length, nodes });
    this.frame.push(NO_FRAME);
    this.depth.push(depth);
    this.own.push(value);
    if (this.hasBase) this.ownBase.push(base);
    this.ownWidth.push(width);
  }
}

const isZero = (value: Int64): boolean => Number(value) === 0;

/** In int64, as all sums are; a kind of zero fits to either kind. */
function minus(value: Int64, other: Int64): Int64 {
  if (isZero(other)) return value;
  return addInt64(value, typeof other === 'bigint' ? -other : 0 - other);
}

/** Numbers of the kind that the column's are of. */
function columnOf(values: readonly Int64[], like: ValueColumn): ValueColumn {
  return like instanceof Float64Array
    ? Float64Array.from(values, Number)
    : BigInt64Array.from(values, BigInt);
}

import type { SampleTable, ValueColumn } from '../profile/profile.ts';
import { PathTable } from './path-table.ts';
import { type Multipliers, StackTable } from './stack-table.ts';

/**
 * All stacks of a profile as one tree of locations. It is made once: every view of the profile (another value, other
 * frames, filters, callers) is made from it, in the time of its nodes instead of that of the samples.
 */
export interface StackTree {
  readonly count: number;
  /** Per node its location in the profile's table. */
  readonly location: Uint32Array;
  /** Smaller than the node itself; -1 where a stack begins. */
  readonly parent: Int32Array;
  /** Per sample the node where its stack ends; -1 for an empty stack. */
  readonly leaf: Int32Array;
}

type Stacks = Pick<SampleTable, 'count' | 'stack' | 'stackOffset'>;

/**
 * Takes one pass over the frames of all samples, and another where two stacks share a hash.
 * @param multipliers of that hash, for tests
 */
export function buildStackTree(samples: Stacks, multipliers?: Multipliers): StackTree {
  const tree = hashedTree(samples, multipliers);
  return holds(tree, samples) ? tree : walkedTree(samples);
}

function hashedTree({ stack, stackOffset, count }: Stacks, multipliers?: Multipliers): StackTree {
  const table = new StackTable(stack, count, multipliers);
  const leaf = new Int32Array(count);
  for (let s = 0; s < count; s++) leaf[s] = table.add(stackOffset[s]!, stackOffset[s + 1]!);
  return { count: table.count, location: table.itemColumn(), parent: table.parentColumn(), leaf };
}

/** Whether every sample's stack is the path to its leaf. */
function holds({ leaf, location, parent }: StackTree, { stack, stackOffset, count }: Stacks): boolean {
  for (let s = 0; s < count; s++) {
    const end = stackOffset[s + 1]!;
    let node = leaf[s]!;
    let i = stackOffset[s]!;
    while (i < end && node !== -1 && location[node] === stack[i]) {
      node = parent[node]!;
      i++;
    }
    if (i < end || node !== -1) return false;
  }
  return true;
}

/** The same item by item, which needs no hash of stacks and takes several times as long. */
function walkedTree({ stack, stackOffset, count }: Stacks): StackTree {
  const table = new PathTable();
  const leaf = new Int32Array(count).fill(-1);
  for (let s = 0; s < count; s++) {
    for (let i = stackOffset[s + 1]! - 1; i >= stackOffset[s]!; i--)
      leaf[s] = table.child(leaf[s]!, stack[i]!);
  }
  return { count: table.count, location: table.itemColumn(), parent: table.parentColumn(), leaf };
}

/** What the samples that end in each node of the tree come to. */
export interface StackValues {
  /** Per node the sum of values; of a comparison's target where there is a base. */
  readonly value: ValueColumn;
  /** Per node the sum of the base's values, where two profiles are compared. */
  readonly base: ValueColumn | undefined;
  /** Per node the sum of |value|, where values are of both signs; else undefined. */
  readonly magnitude: Float64Array | undefined;
  /** Per node how many samples end there, those without a value left out. */
  readonly samples: Float64Array;
}

/**
 * Sums one value column over the tree.
 * @param isBase 1 for each sample of a comparison's base, whose value is its negative there.
 */
export function stackValues(tree: StackTree, column: ValueColumn, isBase?: Uint8Array): StackValues {
  const hasNegative = isBase === undefined && column.some((value: number | bigint) => value < 0);
  const samples = new Float64Array(tree.count);
  for (let s = 0; s < tree.leaf.length; s++) {
    // Loosely: 0 and 0n are the same nothing.
    if (tree.leaf[s] !== -1 && Number(column[s]!) !== 0) samples[tree.leaf[s]!]! += 1;
  }
  return {
    value: sumByNode(tree, column, isBase, 0),
    base: isBase && negated(sumByNode(tree, column, isBase, 1)),
    magnitude: hasNegative ? magnitudes(tree, column) : undefined,
    samples,
  };
}

function sumByNode(
  { leaf, count }: StackTree,
  column: ValueColumn,
  isBase: Uint8Array | undefined,
  side: 0 | 1,
): ValueColumn {
  if (column instanceof Float64Array) {
    const sums = new Float64Array(count);
    for (let s = 0; s < leaf.length; s++) {
      if (leaf[s] !== -1 && (isBase === undefined || isBase[s] === side)) sums[leaf[s]!]! += column[s]!;
    }
    return sums;
  }
  const sums = new BigInt64Array(count);
  for (let s = 0; s < leaf.length; s++) {
    if (leaf[s] !== -1 && (isBase === undefined || isBase[s] === side)) sums[leaf[s]!]! += column[s]!;
  }
  return sums;
}

// 0 - v, not -v: there is no -0 among values.
function negated(column: ValueColumn): ValueColumn {
  return column instanceof Float64Array ? column.map((value) => 0 - value) : column.map((value) => -value);
}

function magnitudes({ leaf, count }: StackTree, column: ValueColumn): Float64Array {
  const sums = new Float64Array(count);
  for (let s = 0; s < leaf.length; s++) {
    if (leaf[s] !== -1) sums[leaf[s]!]! += Math.abs(Number(column[s]!));
  }
  return sums;
}

import type { SampleTable, ValueColumn } from '../profile/profile.ts';
import { StackTable } from './stack-table.ts';

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

/** Takes one pass over the frames of all samples. */
export function buildStackTree(samples: Pick<SampleTable, 'count' | 'stack' | 'stackOffset'>): StackTree {
  const { stack, stackOffset, count } = samples;
  const table = new StackTable(stack, count);
  const leaf = new Int32Array(count);
  for (let s = 0; s < count; s++) leaf[s] = table.add(stackOffset[s]!, stackOffset[s + 1]!);
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

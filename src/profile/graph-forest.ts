/** Stacks as trees: a node per call path instead of one per place. */
import type { NodeSums } from './graph.ts';
import type { NodeTable } from './graph-nodes.ts';
import { PairTable } from './pair-table.ts';
import type { SampleTable, ValueColumn } from './profile.ts';

export interface Forest {
  readonly count: number;
  /** Per node of the forest: its node of the table. */
  readonly place: Uint32Array;
  /** Smaller than the node itself; -1 for a root. */
  readonly parent: Int32Array;
  /** 1: in every sample it was inlined into its parent. */
  readonly isInline: Uint8Array;
  readonly sums: NodeSums;
  readonly divisorSums: NodeSums | undefined;
  /** Per sample the node at its leaf; -1 where it has none or counts nothing. */
  readonly leaf: Int32Array;
}

/** Samples count unless both their value and their divisor are 0. */
export function buildForest(
  samples: SampleTable,
  nodes: NodeTable,
  column: ValueColumn,
  divisors?: ValueColumn,
): Forest {
  // Pairs of a parent + 1 and a node of the table.
  const paths = new PairTable();
  const called = new Set<number>();
  const leaf = new Int32Array(samples.count).fill(-1);
  const { locationOffset, locationNode } = nodes;
  for (let s = 0; s < samples.count; s++) {
    if (Number(column[s]!) === 0 && (divisors === undefined || Number(divisors[s]!) === 0)) continue;
    let at = -1;
    for (let i = samples.stackOffset[s + 1]! - 1; i >= samples.stackOffset[s]!; i--) {
      const location = samples.stack[i]!;
      const outermost = locationOffset[location + 1]! - 1;
      for (let n = outermost; n >= locationOffset[location]!; n--) {
        at = paths.indexOf(at + 1, locationNode[n]!);
        if (n === outermost) called.add(at);
      }
    }
    leaf[s] = at;
  }
  const { count } = paths;
  const parent = Int32Array.from({ length: count }, (_, node) => paths.first(node) - 1);
  return {
    count,
    place: Uint32Array.from({ length: count }, (_, node) => paths.second(node)),
    parent,
    isInline: Uint8Array.from({ length: count }, (_, node) => (called.has(node) ? 0 : 1)),
    sums: sumForest(column, leaf, parent),
    divisorSums: divisors && sumForest(divisors, leaf, parent),
    leaf,
  };
}

function sumForest(column: ValueColumn, leaf: Int32Array, parent: Int32Array): NodeSums {
  return column instanceof Float64Array
    ? sumPaths(column, leaf, parent, new Float64Array(parent.length), new Float64Array(parent.length))
    : sumPaths(column, leaf, parent, new BigInt64Array(parent.length), new BigInt64Array(parent.length));
}

function sumPaths<T extends ValueColumn>(
  column: T,
  leaf: Int32Array,
  parent: Int32Array,
  flat: T,
  cum: T,
): NodeSums {
  for (let s = 0; s < leaf.length; s++) {
    // The columns are of one kind.
    if (leaf[s] !== -1) flat[leaf[s]!] = ((flat[leaf[s]!] as number) + (column[s] as number)) as T[number];
  }
  cum.set(flat as never);
  // Children come after their parents.
  for (let node = parent.length - 1; node >= 0; node--) {
    const above = parent[node]!;
    if (above !== -1) cum[above] = ((cum[above] as number) + (cum[node] as number)) as T[number];
  }
  return { flat, cum };
}

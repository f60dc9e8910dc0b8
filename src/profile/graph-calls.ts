/** The calls of a graph or a forest while it is reduced to what a report shows. */
import { absInt64, type Int64 } from './go-number-format.ts';
import { buildEdges, type EdgeTable } from './graph-edges.ts';
import type { Forest } from './graph-forest.ts';
import type { NodeTable } from './graph-nodes.ts';
import type { SampleTable, ValueColumn } from './profile.ts';

export interface Calls {
  /** All edges of the present nodes, also those that were cut. */
  readonly edges: EdgeTable;
  /** Per edge the sum of its samples' divisors, where means are asked for. */
  readonly divisors: ValueColumn | undefined;
  /** Per edge: 1 unless it was cut. */
  readonly isLeft: Uint8Array;
}

interface Source {
  readonly samples: SampleTable;
  readonly nodes: NodeTable;
  readonly column: ValueColumn;
  readonly divisors: ValueColumn | undefined;
}

const allLeft = (edges: EdgeTable): Uint8Array => new Uint8Array(edges.count).fill(1);

/** The calls between nodes of the table, stacks reduced to the `kept` ones. */
export function graphCalls({ samples, nodes, column, divisors }: Source, kept?: Uint8Array): Calls {
  const reduced = kept ? { kept } : {};
  const edges = buildEdges(samples, nodes, column, { ...reduced, ...(divisors ? { divisors } : {}) });
  // The same samples count, so the same edges come in the same order.
  const divided = divisors && buildEdges(samples, nodes, divisors, { ...reduced, divisors: column });
  return { edges, divisors: divided?.weight, isLeft: allLeft(edges) };
}

/** The calls of a whole forest. */
export function forestCalls(forest: Forest): Calls {
  return callsOf(forest, forest.parent, forest.isInline, new Uint8Array(forest.count));
}

/**
 * What is left when the marked nodes go: their children become those of the nearest node above that stays,
 * unless an edge on the way was cut.
 */
export function withoutNodes(forest: Forest, { edges, isLeft }: Calls, isRemoved: Uint8Array): Calls {
  const parent = new Int32Array(forest.count).fill(-1);
  const isInline = new Uint8Array(forest.count);
  const isResidual = new Uint8Array(forest.count);
  for (let e = 0; e < edges.count; e++) {
    if (isLeft[e] === 0) continue;
    parent[edges.target[e]!] = edges.source[e]!;
    isInline[edges.target[e]!] = edges.isInline[e]!;
    isResidual[edges.target[e]!] = edges.isResidual[e]!;
  }
  // A parent was made before its children, so what it was reduced to is known.
  for (let node = 0; node < forest.count; node++) {
    const above = parent[node]!;
    if (above === -1 || isRemoved[above] === 0) continue;
    parent[node] = parent[above]!;
    isInline[node]! &= isInline[above]!;
    isResidual[node] = 1;
  }
  for (let node = 0; node < forest.count; node++) if (isRemoved[node] === 1) parent[node] = -1;
  return callsOf(forest, parent, isInline, isResidual);
}

function callsOf(
  { count, sums, divisorSums }: Forest,
  parent: Int32Array,
  isInline: Uint8Array,
  isResidual: Uint8Array,
): Calls {
  const children: number[] = [];
  for (let node = 0; node < count; node++) if (parent[node] !== -1) children.push(node);
  const ofChildren = (column: ValueColumn): ValueColumn =>
    column instanceof Float64Array
      ? Float64Array.from(children, (node) => column[node]!)
      : BigInt64Array.from(children, (node) => column[node]!);
  const edges = {
    count: children.length,
    source: Uint32Array.from(children, (node) => parent[node]!),
    target: Uint32Array.from(children),
    weight: ofChildren(sums.cum),
    isInline: Uint8Array.from(children, (node) => isInline[node]!),
    isResidual: Uint8Array.from(children, (node) => isResidual[node]!),
  };
  return { edges, divisors: divisorSums && ofChildren(divisorSums.cum), isLeft: allLeft(edges) };
}

/** Cuts the edges below the cutoff that lead into shown nodes; gives how many. */
export function cutSmallEdges({ edges, isLeft }: Calls, isShown: Uint8Array, cutoff: Int64): number {
  let dropped = 0;
  for (let e = 0; e < edges.count; e++) {
    if (isLeft[e] === 0 || isShown[edges.target[e]!] === 0) continue;
    if (absInt64(edges.weight[e]!) >= cutoff) continue;
    isLeft[e] = 0;
    dropped++;
  }
  return dropped;
}

/**
 * Flat and cumulative sums of nodes, and which nodes a report shows.
 *
 * One pass over the stacks gives the sums of all nodes; trimming then only selects, since the sums of a node
 * that stays do not change when others go (edges do: see graph-edges.ts).
 */
import { absInt64, addInt64, type Int64, truncateToInt64 } from './go-number-format.ts';
import { NodeNames } from './graph-names.ts';
import type { NodeTable } from './graph-nodes.ts';
import type { SampleTable, ValueColumn } from './profile.ts';

export interface NodeSums {
  /** Per node: the values of samples whose leaf it is. */
  readonly flat: ValueColumn;
  /** Per node: the values of samples whose stack it is on, once a sample. */
  readonly cum: ValueColumn;
}

/** Flat and cumulative sums of one value column over all samples. */
export function sumNodes(samples: SampleTable, nodes: NodeTable, column: ValueColumn): NodeSums {
  return column instanceof Float64Array
    ? sumDoubles(samples, nodes, column)
    : sumBigInts(samples, nodes, column);
}

/** Per location its only node, or -1 where it has several: most have one, and one load finds it. */
function onlyNodes({ locationOffset, locationNode }: NodeTable): Int32Array {
  const only = new Int32Array(locationOffset.length - 1);
  for (let l = 0; l < only.length; l++) {
    const start = locationOffset[l]!;
    only[l] = locationOffset[l + 1]! - start === 1 ? locationNode[start]! : -1;
  }
  return only;
}

function sumDoubles(samples: SampleTable, nodes: NodeTable, column: Float64Array): NodeSums {
  const flat = new Float64Array(nodes.count);
  const cum = new Float64Array(nodes.count);
  const { stack, stackOffset } = samples;
  const { locationOffset, locationNode } = nodes;
  const only = onlyNodes(nodes);
  const seen = new Uint32Array(nodes.count);
  for (let s = 0; s < samples.count; s++) {
    const value = column[s]!;
    const start = stackOffset[s]!;
    const end = stackOffset[s + 1]!;
    if (value === 0 || start === end) continue;
    const stamp = s + 1;
    flat[locationNode[locationOffset[stack[start]!]!]!]! += value;
    for (let i = start; i < end; i++) {
      const location = stack[i]!;
      const node = only[location]!;
      if (node >= 0) {
        if (seen[node] !== stamp) {
          seen[node] = stamp;
          cum[node]! += value;
        }
        continue;
      }
      const last = locationOffset[location + 1]!;
      for (let n = locationOffset[location]!; n < last; n++) {
        const inner = locationNode[n]!;
        if (seen[inner] !== stamp) {
          seen[inner] = stamp;
          cum[inner]! += value;
        }
      }
    }
  }
  return { flat, cum };
}

function sumBigInts(samples: SampleTable, nodes: NodeTable, column: BigInt64Array): NodeSums {
  const flat = new BigInt64Array(nodes.count);
  const cum = new BigInt64Array(nodes.count);
  const { stack, stackOffset } = samples;
  const { locationOffset, locationNode } = nodes;
  const seen = new Uint32Array(nodes.count);
  for (let s = 0; s < samples.count; s++) {
    const value = column[s]!;
    const start = stackOffset[s]!;
    const end = stackOffset[s + 1]!;
    if (value === 0n || start === end) continue;
    flat[locationNode[locationOffset[stack[start]!]!]!]! += value;
    for (let i = start; i < end; i++) {
      const last = locationOffset[stack[i]! + 1]!;
      for (let n = locationOffset[stack[i]!]!; n < last; n++) {
        const node = locationNode[n]!;
        if (seen[node] === s + 1) continue;
        seen[node] = s + 1;
        cum[node]! += value;
      }
    }
  }
  return { flat, cum };
}

/** The sum of one column over some nodes, wrapping as int64. */
export function sumOver(column: ValueColumn, nodes: Iterable<number>): Int64 {
  let sum: Int64 = 0;
  for (const node of nodes) sum = addInt64(sum, column[node]!);
  return sum;
}

export interface TrimOptions {
  /** Keep at most that many nodes; 0 keeps all. */
  readonly nodeCount: number;
  /** Drop nodes whose |cum| is below this part of the flat sum. */
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  readonly dropNegative: boolean;
  readonly sortBy: 'flat' | 'cum';
}

export interface TrimmedNodes {
  /** Node numbers in the report's order. */
  readonly shown: readonly number[];
  /** How many nodes there were after dropping small ones and before the limit on their number. */
  readonly originalCount: number;
  readonly droppedCount: number;
  /** Edges below this |weight| are left out. */
  readonly edgeCutoff: Int64;
  /** Whether nodes were removed, so that stacks skip them; else edges are those of the full stacks. */
  readonly isReduced: boolean;
}

/** Chooses and orders the nodes that a report shows */
export function trimNodes(
  nodes: NodeTable,
  sums: NodeSums,
  options: TrimOptions,
  names: NodeNames = new NodeNames(nodes),
): TrimmedNodes {
  const present: number[] = [];
  for (let node = 0; node < nodes.count; node++) if (isPresent(sums, node, options)) present.push(node);
  const flatTotal = sumOver(sums.flat, present);
  const nodeCutoff = cutoff(flatTotal, options.nodeFraction);
  const frequent =
    nodeCutoff > 0 ? present.filter((node) => absInt64(sums.cum[node]!) >= nodeCutoff) : present;
  const ordered = sortNodes(frequent, names, sums, options.sortBy);
  const shown = options.nodeCount > 0 ? ordered.slice(0, options.nodeCount) : ordered;
  return {
    shown,
    originalCount: frequent.length,
    droppedCount: present.length - frequent.length,
    edgeCutoff: cutoff(flatTotal, options.edgeFraction),
    isReduced: shown.length !== present.length,
  };
}

/** Whether a report has anything to say about a node. */
export function isPresent(
  { flat, cum }: NodeSums,
  node: number,
  { dropNegative }: Pick<TrimOptions, 'dropNegative'>,
): boolean {
  const own = flat[node]!;
  const all = cum[node]!;
  // Compared loosely on purpose: 0 and 0n are the same nothing.
  if (Number(own) === 0 && Number(all) === 0) return false;
  return !(dropNegative && (own < 0 || (Number(own) === 0 && all < 0)));
}

/** That part of the sum, as an amount. */
export const cutoff = (total: Int64, fraction: number): Int64 =>
  absInt64(truncateToInt64(Number(total) * fraction));

/** Largest first by the chosen |sum|, then by printable name in byte order. */
function sortNodes(
  list: readonly number[],
  names: NodeNames,
  { flat, cum }: NodeSums,
  sortBy: 'flat' | 'cum',
): number[] {
  const first = sortBy === 'cum' ? cum : flat;
  const second = sortBy === 'cum' ? flat : cum;
  return list.toSorted(
    (a, b) =>
      compareMagnitude(first[b]!, first[a]!) ||
      names.compare(a, b) ||
      compareMagnitude(second[b]!, second[a]!) ||
      a - b,
  );
}

/** Orders |a| and |b|. */
export function compareMagnitude(a: Int64, b: Int64): number {
  const x = absInt64(a);
  const y = absInt64(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

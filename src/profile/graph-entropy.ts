/** How much a node's place in the graph says: high where values come together or part. */
import { addInt64, type Int64, truncateToInt64 } from './go-number-format.ts';
import type { NodeSums } from './graph.ts';
import type { Calls } from './graph-calls.ts';
import type { ValueColumn } from './profile.ts';

/**
 * Per node (cum times the entropies of its calls, in and out) + flat. A node without calls on one side counts 1 for
 * that side; the entropy of what goes out includes the node's own part.
 */
export function entropyScores({ flat, cum }: NodeSums, calls: Calls): (node: number) => Int64 {
  const into = sideEntropy(calls, calls.edges.target, zerosLike(flat));
  const outOf = sideEntropy(calls, calls.edges.source, flat);
  return (node) => addInt64(truncateToInt64((into[node]! + outOf[node]!) * Number(cum[node]!)), flat[node]!);
}

/** Of the calls on one side of each node, with a part of the node's own. */
function sideEntropy({ edges, isLeft }: Calls, end: Uint32Array, ownPart: ValueColumn): Float64Array {
  const nodeCount = ownPart.length;
  const totals = Array.from<Int64>(ownPart as Iterable<Int64>);
  const hasCalls = new Uint8Array(nodeCount);
  for (let e = 0; e < edges.count; e++) {
    if (isLeft[e] === 0) continue;
    hasCalls[end[e]!] = 1;
    // Sums of huge values wrap, as everywhere.
    if (edges.weight[e]! > 0) totals[end[e]!] = addInt64(totals[end[e]!]!, edges.weight[e]!);
  }
  const total = Float64Array.from(totals, Number);
  const entropy = Float64Array.from(hasCalls, (has) => 1 - has);
  for (let e = 0; e < edges.count; e++) {
    const whole = total[end[e]!]!;
    if (isLeft[e] === 1 && whole !== 0) {
      entropy[end[e]!]! += information(Math.abs(Number(edges.weight[e]!)) / whole);
    }
  }
  for (let node = 0; node < nodeCount; node++) {
    const own = Number(ownPart[node]!);
    if (hasCalls[node] === 1 && own > 0 && total[node] !== 0) {
      entropy[node]! += information(own / total[node]!);
    }
  }
  return entropy;
}

const zerosLike = (column: ValueColumn): ValueColumn =>
  column instanceof Float64Array ? new Float64Array(column.length) : new BigInt64Array(column.length);

/** Not a number for 0, as in the reference: a call that cancelled out outweighs all others. */
const information = (part: number): number => -part * Math.log2(part);

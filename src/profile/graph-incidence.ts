/** The edges of each node, in the order of reports. */
import { compareUtf8 } from './compare-utf8.ts';
import { compareMagnitude } from './graph.ts';
import type { EdgeTable } from './graph-edges.ts';

/** Edge numbers grouped by one of their ends. */
class EdgeGroups {
  private readonly offset: Uint32Array;
  private readonly edge: Uint32Array;

  constructor(end: Uint32Array, nodeCount: number, isLeft: (edge: number) => boolean) {
    this.offset = new Uint32Array(nodeCount + 1);
    for (let e = 0; e < end.length; e++) if (isLeft(e)) this.offset[end[e]! + 1]!++;
    for (let node = 0; node < nodeCount; node++) this.offset[node + 1]! += this.offset[node]!;
    this.edge = new Uint32Array(this.offset[nodeCount]!);
    const next = this.offset.slice();
    for (let e = 0; e < end.length; e++) if (isLeft(e)) this.edge[next[end[e]!]!++] = e;
  }

  of(node: number): Uint32Array {
    return this.edge.subarray(this.offset[node]!, this.offset[node + 1]!);
  }
}

/** The edges for which `isLeft` holds, by target and by source. */
export class Incidence {
  private readonly byTarget: EdgeGroups;
  private readonly bySource: EdgeGroups;

  constructor(edges: EdgeTable, nodeCount: number, isLeft: (edge: number) => boolean = () => true) {
    this.byTarget = new EdgeGroups(edges.target, nodeCount, isLeft);
    this.bySource = new EdgeGroups(edges.source, nodeCount, isLeft);
  }

  into(node: number): Uint32Array {
    return this.byTarget.of(node);
  }

  outOf(node: number): Uint32Array {
    return this.bySource.of(node);
  }
}

/** Heaviest first by |weight|, then by the names of caller and callee in byte order. */
export function edgeOrder(
  edges: EdgeTable,
  nameOf: (node: number) => string,
): (a: number, b: number) => number {
  const { weight, source, target } = edges;
  return (a, b) =>
    compareMagnitude(weight[b]!, weight[a]!) ||
    compareUtf8(nameOf(source[a]!), nameOf(source[b]!)) ||
    compareUtf8(nameOf(target[a]!), nameOf(target[b]!)) ||
    source[a]! - source[b]! ||
    target[a]! - target[b]!;
}

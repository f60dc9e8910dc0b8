/** Names of nodes as reports print and order them, each made once. */
import { compareUtf8 } from './compare-utf8.ts';
import { type NodeTable, printableName } from './graph-nodes.ts';

export class NodeNames {
  private readonly nodes: NodeTable;
  private readonly names: string[] = [];

  constructor(nodes: NodeTable) {
    this.nodes = nodes;
  }

  of(node: number): string {
    this.names[node] ??= printableName(this.nodes, node);
    return this.names[node];
  }

  /** By address where both have one, else by name in byte order. */
  compare(a: number, b: number): number {
    const addressA = this.nodes.address[a]!;
    const addressB = this.nodes.address[b]!;
    if (addressA !== 0n && addressB !== 0n && addressA !== addressB) return addressA < addressB ? -1 : 1;
    return compareUtf8(this.of(a), this.of(b));
  }
}

/** From box to box by the structure of calls. */
import type { Graph } from '../flame-file/graph.ts';

function childrenOf({ boxes: { end }, start }: Graph, node: number): number[] {
  const children: number[] = [];
  for (let child = node + 1; child < end[node]!; child = end[child]!) children.push(child);
  return children.sort((a, b) => start[a]! - start[b]! || a - b);
}

/** The node itself where it has no children. */
export function widestChild(graph: Graph, node: number): number {
  const { width } = graph.boxes;
  return childrenOf(graph, node).reduce(
    (best, child) => (best === node || width[child]! > width[best]! ? child : best),
    node,
  );
}

/** The sibling to the right (1) or to the left (-1); at the edge the next box of the row, if any. */
export function beside(graph: Graph, node: number, step: 1 | -1): number {
  const parent = graph.boxes.parent[node]!;
  if (parent === -1) return node;
  const siblings = childrenOf(graph, parent);
  return siblings[siblings.indexOf(node) + step] ?? node;
}

export const isWithin = ({ boxes: { end } }: Graph, node: number, ancestor: number): boolean =>
  node >= ancestor && node < end[ancestor]!;

/** Where the same path is in another tree: as much of it as there is. */
export function samePath(from: Graph, node: number, to: Graph): number {
  const path: number[] = [];
  for (let at = node; at > 0; at = from.boxes.parent[at]!) path.push(from.frame[at]!);
  let place = 0;
  for (const frame of path.reverse()) {
    const next = childrenOf(to, place).find((child) => frame !== -1 && to.frame[child] === frame);
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

/** The last row of a subtree. */
export function deepest({ boxes: { depth, end } }: Graph, node: number): number {
  let most = 0;
  for (let at = node; at < end[node]!; at++) if (depth[at]! > most) most = depth[at]!;
  return most;
}

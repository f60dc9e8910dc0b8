/** Removes edges that only skip over removed nodes where the graph shows another way. */
import type { Calls } from './graph-calls.ts';
import { edgeOrder, Incidence } from './graph-incidence.ts';

/** Looks at the shown nodes from the last to the first, and at the edges into each from the lightest. */
export function cutRedundantEdges(
  { edges, isLeft }: Calls,
  shown: readonly number[],
  nodeCount: number,
  nameOf: (node: number) => string,
): void {
  if (!edges.isResidual.includes(1)) return;
  const incidence = new Incidence(edges, nodeCount, (e) => isLeft[e] === 1);
  const order = edgeOrder(edges, nameOf);
  const seen = new Int32Array(nodeCount);
  let search = 0;
  const isRedundant = (edge: number): boolean => {
    const source = edges.source[edge]!;
    const queue = [edges.target[edge]!];
    seen[queue[0]!] = ++search;
    for (const node of queue) {
      for (const e of incidence.into(node)) {
        const from = edges.source[e]!;
        if (isLeft[e] === 0 || e === edge || seen[from] === search) continue;
        if (from === source) return true;
        seen[from] = search;
        queue.push(from);
      }
    }
    return false;
  };
  for (const node of shown.toReversed()) {
    const lightestFirst = [...incidence.into(node)]
      .filter((e) => isLeft[e] === 1)
      .sort((a, b) => order(b, a));
    for (const edge of lightestFirst) {
      // No edge goes that is heavier than one of a real call.
      if (edges.isResidual[edge] === 0) break;
      if (isRedundant(edge)) isLeft[edge] = 0;
    }
  }
}

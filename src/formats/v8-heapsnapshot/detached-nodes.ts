import { type HeapGraph, typeNumber } from './heap-graph.ts';

const UNKNOWN = 0;
const ATTACHED = 1;
const DETACHED = 2;

/**
 * 1 for each node of a document's tree that no document holds any more: DevTools puts "Detached" before its name. Some
 * nodes know their state; what those refer to is as they are, attached before detached, through the browser's own
 * objects only.
 */
export function detachedNodes(graph: HeapGraph): Uint8Array {
  const { nodeCount, detachedness, nodeType, firstEdge, edgeType, edgeTo } = graph;
  const isNamedDetached = new Uint8Array(nodeCount);
  if (detachedness === undefined) return isNamedDetached;
  const native = typeNumber(graph.nodeTypes, 'native');
  const passes = graph.edgeTypes.map((type) => type !== 'hidden' && type !== 'invisible' && type !== 'weak');
  const isVisited = new Uint8Array(nodeCount);
  const waiting: Record<number, number[]> = { [ATTACHED]: [], [DETACHED]: [] };
  const visit = (node: number, state: number): void => {
    if (isVisited[node] === 1) return;
    isVisited[node] = 1;
    if (nodeType[node] !== native) return;
    if (state === DETACHED) isNamedDetached[node] = 1;
    waiting[state]?.push(node);
  };
  for (let node = 0; node < nodeCount; node++) {
    if (detachedness[node] !== UNKNOWN) visit(node, detachedness[node]!);
  }
  for (const state of [ATTACHED, DETACHED]) {
    const list = waiting[state]!;
    for (let node = list.pop(); node !== undefined; node = list.pop()) {
      for (let e = firstEdge[node]!; e < firstEdge[node + 1]!; e++) {
        if (passes[edgeType[e]!]) visit(edgeTo[e]!, state);
      }
    }
  }
  return isNamedDetached;
}

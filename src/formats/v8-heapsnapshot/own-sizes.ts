import { type HeapGraph, typeNumber } from './heap-graph.ts';
import { isDocumentTrees } from './retaining-edges.ts';

const NO_OWNER = 0xffff_ffff;
const MANY_OWNERS = 0xffff_fffe;

/**
 * The shallow size of each object, as DevTools shows it: what is an engine's part of just one object (its list of
 * elements, its hidden class and the like) counts as that object's own, and itself as nothing.
 */
export function ownSizes(graph: HeapGraph): Float64Array {
  const sizes = graph.selfSize.slice();
  // Without global objects under the root it is a snapshot of the engine's own things, which are shown as they are.
  if (!hasUserRoot(graph)) return sizes;
  const owner = findOwners(graph);
  const synthetic = typeNumber(graph.nodeTypes, 'synthetic');
  for (let node = 0; node < graph.nodeCount; node++) {
    const of = owner[node]!;
    if (of === node || of === NO_OWNER || of === MANY_OWNERS) continue;
    if (of === graph.root || graph.nodeType[of] === synthetic) continue;
    sizes[of]! += sizes[node]!;
    sizes[node] = 0;
  }
  return sizes;
}

function hasUserRoot(graph: HeapGraph): boolean {
  const synthetic = typeNumber(graph.nodeTypes, 'synthetic');
  for (let e = graph.firstEdge[graph.root]!; e < graph.firstEdge[graph.root + 1]!; e++) {
    const node = graph.edgeTo[e]!;
    if (graph.nodeType[node] !== synthetic || isDocumentTrees(graph, node)) return true;
  }
  return false;
}

/** By node: the one object whose part it is. Objects of the program own themselves. */
function findOwners(graph: HeapGraph): Uint32Array {
  const { nodeCount, firstEdge, edgeType, edgeTo } = graph;
  const weak = typeNumber(graph.edgeTypes, 'weak');
  const owner = new Uint32Array(nodeCount);
  const waiting: number[] = [];
  const isPart = partTest(graph);
  for (let node = 0; node < nodeCount; node++) {
    owner[node] = isPart(node) ? NO_OWNER : node;
    if (owner[node] === node) waiting.push(node);
  }
  // A part comes here at most twice: with its first owner, and when a second one is found.
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const of = owner[node]!;
    for (let e = firstEdge[node]!; e < firstEdge[node + 1]!; e++) {
      if (edgeType[e] === weak) continue;
      const target = edgeTo[e]!;
      const known = owner[target]!;
      if (known === target || known === of || known === MANY_OWNERS) continue;
      owner[target] = known === NO_OWNER ? of : MANY_OWNERS;
      waiting.push(target);
    }
  }
  return owner;
}

/** Tells what is made by the engine for an object, rather than by the program. */
function partTest({ nodeTypes, nodeType, nodeName, strings }: HeapGraph): (node: number) => boolean {
  const hidden = typeNumber(nodeTypes, 'hidden');
  const array = typeNumber(nodeTypes, 'array');
  const native = typeNumber(nodeTypes, 'native');
  return (node) => {
    const type = nodeType[node];
    if (type === hidden || type === array) return true;
    return type === native && strings.get(nodeName[node]!) === 'system / ExternalStringData';
  };
}

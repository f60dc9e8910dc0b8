/**
 * Which references keep objects alive, as DevTools' heap view takes them
 * (https://developer.chrome.com/docs/devtools/memory-problems/get-started).
 */
import { type HeapGraph, typeNumber } from './heap-graph.ts';

/** Edges of node n: first[n] ..< first[n + 1]; `to` is where they lead. */
export interface Digraph {
  readonly nodeCount: number;
  readonly first: Uint32Array;
  readonly to: Uint32Array;
}

const DOCUMENT_TREES = '(Document DOM trees)';

/**
 * The graph of retaining edges. Left out are weak references, an object's references to itself, shortcuts (the engine's
 * own abbreviations, save those from the root to global objects), what the debugger's side refers to in the page, and of
 * a WeakMap's value the reference from the table: the key alone is taken to hold it.
 */
export function retainingEdges(graph: HeapGraph): Digraph {
  const { nodeCount, firstEdge, edgeType, edgeTo } = graph;
  const weak = typeNumber(graph.edgeTypes, 'weak');
  const shortcut = typeNumber(graph.edgeTypes, 'shortcut');
  const internal = typeNumber(graph.edgeTypes, 'internal');
  const isOfPage = pageObjects(graph);
  const tables = new WeakMapTables(graph);
  const first = new Uint32Array(nodeCount + 1);
  const to = new Uint32Array(edgeTo.length);
  let count = 0;
  for (let node = 0; node < nodeCount; node++) {
    const isRoot = node === graph.root;
    for (let e = firstEdge[node]!; e < firstEdge[node + 1]!; e++) {
      const type = edgeType[e]!;
      const target = edgeTo[e]!;
      if (type === weak || target === node) continue;
      if (type === internal && tables.isFromTable(e, node)) continue;
      if (!isRoot && (type === shortcut || (isOfPage[target] === 1 && isOfPage[node] === 0))) continue;
      to[count++] = target;
    }
    first[node + 1] = count;
  }
  return { nodeCount, first, to: to.slice(0, count) };
}

/** 1 for what global objects and documents reach: the page's own, in contrast to what a debugger made. */
function pageObjects(graph: HeapGraph): Uint8Array {
  const { root, firstEdge, edgeType, edgeTo } = graph;
  const element = typeNumber(graph.edgeTypes, 'element');
  const shortcut = typeNumber(graph.edgeTypes, 'shortcut');
  const weak = typeNumber(graph.edgeTypes, 'weak');
  const isOfPage = new Uint8Array(graph.nodeCount);
  const waiting: number[] = [];
  const visit = (node: number): void => {
    if (isOfPage[node] === 1) return;
    isOfPage[node] = 1;
    waiting.push(node);
  };
  for (let e = firstEdge[root]!; e < firstEdge[root + 1]!; e++) {
    const isDocuments = edgeType[e] === element && isDocumentTrees(graph, edgeTo[e]!);
    if (isDocuments || edgeType[e] === shortcut) visit(edgeTo[e]!);
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (let e = firstEdge[node]!; e < firstEdge[node + 1]!; e++) {
      if (edgeType[e] !== weak) visit(edgeTo[e]!);
    }
  }
  return isOfPage;
}

/** Whether a node is the one under which V8 puts the documents of a page. */
export function isDocumentTrees(
  { nodeType, nodeTypes, nodeName, strings }: HeapGraph,
  node: number,
): boolean {
  return (
    nodeType[node] === typeNumber(nodeTypes, 'synthetic') && strings.get(nodeName[node]!) === DOCUMENT_TREES
  );
}

/** Reads "1 / part of key (K @5) -> value (V @9) pair in WeakMap (table @3)", the name of both of such a pair's edges. */
class WeakMapTables {
  readonly #graph: HeapGraph;
  /** The id of the table by the name's index; -1 for other names. */
  readonly #tableByName = new Map<number, number>();

  constructor(graph: HeapGraph) {
    this.#graph = graph;
  }

  isFromTable(edge: number, node: number): boolean {
    return this.#tableOf(this.#graph.edgeName[edge]!) === this.#graph.nodeId[node];
  }

  #tableOf(name: number): number {
    let table = this.#tableByName.get(name);
    if (table === undefined) {
      table = parseTable(this.#graph.strings.get(name));
      this.#tableByName.set(name, table);
    }
    return table;
  }
}

function parseTable(name: string): number {
  const marker = ' pair in WeakMap (table @';
  const at = name.lastIndexOf(marker);
  if (at === -1 || !/^\d+ \/ part of key \(/.test(name) || !name.includes(') -> value (')) return -1;
  const id = /^(\d+)\)$/.exec(name.slice(at + marker.length))?.[1];
  return id === undefined ? -1 : Number(id);
}

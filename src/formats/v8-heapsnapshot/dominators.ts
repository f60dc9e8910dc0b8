/**
 * Immediate dominators of a graph: T. Lengauer, R. E. Tarjan, "A fast algorithm for finding dominators in a flowgraph",
 * 1979, https://doi.org/10.1145/357062.357071, with path compression: O(m log n), and no recursion.
 */
import type { Digraph } from './retaining-edges.ts';

export interface Dominators {
  /** All nodes, each after its dominator; the root first. */
  readonly order: Uint32Array;
  /** By node: the one that all ways from the root lead through and that is nearest. The root is its own. */
  readonly dominator: Uint32Array;
}

/**
 * What the root does not reach hangs on it: first what nothing refers to, with all that it reaches, then what refers to
 * each other in circles, node by node.
 */
export function findDominators(graph: Digraph, root: number): Dominators {
  const before = reversed(graph);
  const tree = walk(graph, before, root);
  return new Solver(graph.nodeCount).solve(tree, before);
}

function reversed({ nodeCount, first, to }: Digraph): Digraph {
  const start = new Uint32Array(nodeCount + 1);
  for (const target of to) start[target + 1]! += 1;
  for (let node = 0; node < nodeCount; node++) start[node + 1]! += start[node]!;
  const next = start.slice();
  const from = new Uint32Array(to.length);
  for (let node = 0; node < nodeCount; node++) {
    for (let e = first[node]!; e < first[node + 1]!; e++) from[next[to[e]!]!++] = node;
  }
  return { nodeCount, first: start, to: from };
}

/** The tree of a walk into the depth. Its nodes have numbers from 1 in the order of the walk; 0 is none. */
interface WalkTree {
  /** By node. */
  readonly number: Uint32Array;
  /** By number: the node. */
  readonly node: Uint32Array;
  /** By number: the parent's. */
  readonly parent: Uint32Array;
  /** By node: 1 for what was hung on the root. */
  readonly isHung: Uint8Array;
}

function walk(graph: Digraph, before: Digraph, root: number): WalkTree {
  const { nodeCount, first, to } = graph;
  const number = new Uint32Array(nodeCount);
  const node = new Uint32Array(nodeCount + 1);
  const parent = new Uint32Array(nodeCount + 1);
  const isHung = new Uint8Array(nodeCount);
  const next = first.slice(0, nodeCount);
  let count = 0;
  const enter = (entered: number, from: number): void => {
    number[entered] = ++count;
    node[count] = entered;
    parent[count] = from;
  };
  const walkFrom = (start: number, from: number): void => {
    enter(start, from);
    for (let at = number[start]!; at !== from; ) {
      const here = node[at]!;
      let below = 0;
      while (below === 0 && next[here]! < first[here + 1]!) {
        const target = to[next[here]!++]!;
        if (number[target] !== 0) continue;
        enter(target, at);
        below = count;
      }
      at = below === 0 ? parent[at]! : below;
    }
  };
  walkFrom(root, 0);
  for (let orphan = 0; orphan < nodeCount; orphan++) {
    if (number[orphan] !== 0 || before.first[orphan] !== before.first[orphan + 1]) continue;
    isHung[orphan] = 1;
    walkFrom(orphan, 1);
  }
  for (let rest = 0; rest < nodeCount; rest++) {
    if (number[rest] !== 0) continue;
    isHung[rest] = 1;
    enter(rest, 1);
  }
  return { number, node, parent, isHung };
}

/** The algorithm's tables, by number of the walk; names as in the paper. */
class Solver {
  readonly #count: number;
  readonly #semi: Uint32Array;
  readonly #ancestor: Uint32Array;
  readonly #label: Uint32Array;
  readonly #dom: Uint32Array;
  /** Buckets as lists: the first member of each, and after each member the next. */
  readonly #bucket: Uint32Array;
  readonly #nextInBucket: Uint32Array;
  readonly #path: number[] = [];

  constructor(count: number) {
    this.#count = count;
    this.#semi = Uint32Array.from({ length: count + 1 }, (_, i) => i);
    this.#label = this.#semi.slice();
    this.#ancestor = new Uint32Array(count + 1);
    this.#dom = new Uint32Array(count + 1);
    this.#bucket = new Uint32Array(count + 1);
    this.#nextInBucket = new Uint32Array(count + 1);
  }

  solve(tree: WalkTree, before: Digraph): Dominators {
    const semi = this.#semi;
    for (let w = this.#count; w >= 2; w--) {
      semi[w] = this.#semiOf(w, tree, before);
      this.#nextInBucket[w] = this.#bucket[semi[w]!]!;
      this.#bucket[semi[w]!] = w;
      const parent = tree.parent[w]!;
      this.#ancestor[w] = parent;
      this.#emptyBucket(parent);
    }
    return this.#finish(tree);
  }

  #semiOf(w: number, { node, number, isHung }: WalkTree, before: Digraph): number {
    const here = node[w]!;
    if (isHung[here] === 1) return 1;
    let least = w;
    for (let e = before.first[here]!; e < before.first[here + 1]!; e++) {
      const semi = this.#semi[this.#evaluate(number[before.to[e]!]!)]!;
      if (semi < least) least = semi;
    }
    return least;
  }

  #emptyBucket(parent: number): void {
    for (let v = this.#bucket[parent]!; v !== 0; v = this.#nextInBucket[v]!) {
      const u = this.#evaluate(v);
      this.#dom[v] = this.#semi[u]! < this.#semi[v]! ? u : parent;
    }
    this.#bucket[parent] = 0;
  }

  /** The number with the least semidominator on the way up that was linked so far. */
  #evaluate(v: number): number {
    if (this.#ancestor[v] === 0) return v;
    this.#compress(v);
    return this.#label[v]!;
  }

  #compress(from: number): void {
    const ancestor = this.#ancestor;
    const label = this.#label;
    const semi = this.#semi;
    const path = this.#path;
    for (let v = from; ancestor[ancestor[v]!] !== 0; v = ancestor[v]!) path.push(v);
    for (let w = path.pop(); w !== undefined; w = path.pop()) {
      const above = ancestor[w]!;
      if (semi[label[above]!]! < semi[label[w]!]!) label[w] = label[above]!;
      ancestor[w] = ancestor[above]!;
    }
  }

  #finish({ node }: WalkTree): Dominators {
    const dom = this.#dom;
    const dominator = new Uint32Array(this.#count);
    dom[1] = 1;
    for (let w = 2; w <= this.#count; w++) {
      if (dom[w] !== this.#semi[w]) dom[w] = dom[dom[w]!]!;
    }
    for (let w = 1; w <= this.#count; w++) dominator[node[w]!] = node[dom[w]!]!;
    return { order: node.slice(1), dominator };
  }
}

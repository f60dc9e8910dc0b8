import { type CallTree, NO_PARENT } from './call-tree.ts';
import type { TimedSamples } from './sample-times.ts';

/** What was measured at each node of the tree itself, its callees left out. */
export interface NodeTimes {
  readonly count: Float64Array;
  readonly micros: Float64Array;
  /** The garbage collections that interrupted this node: by node, samples and microseconds. */
  readonly collections: ReadonlyMap<number, { count: number; micros: number }>;
}

const COLLECTOR = '(garbage collector)';
const PROGRAM = '(program)';
const IDLE = '(idle)';

/** V8's own nodes, which stand beside the program's outermost calls; -1 for one that the profile lacks. */
interface SystemNodes {
  readonly collector: number;
  readonly program: number;
  readonly idle: number;
}

/**
 * Adds the samples up by node, as DevTools shows them: a collection has no stack of its own and goes on top of the call
 * that it interrupted, and a single `(program)` between two samples of one outermost call is that call, whose stack the
 * sampler failed to read.
 */
export function sumSamples(tree: CallTree, samples: TimedSamples): NodeTimes {
  const system = findSystemNodes(tree);
  const nodes = repairStacks(tree, samples.node, system);
  const count = new Float64Array(tree.count);
  const micros = new Float64Array(tree.count);
  const collections = new Map<number, { count: number; micros: number }>();
  let running = 0;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const duration = samples.micros[i]!;
    if (node !== system.collector) {
      running = node;
      count[node]! += 1;
      micros[node]! += duration;
      continue;
    }
    const collection = collections.get(running) ?? { count: 0, micros: 0 };
    collection.count += 1;
    collection.micros += duration;
    collections.set(running, collection);
  }
  return { count, micros, collections };
}

/** Where only hit counts are known, each hit stands for an equal part of the whole time. */
export function sumHits(tree: CallTree, hitCounts: Float64Array, wholeMicros: number): NodeTimes {
  let hits = 0;
  for (const count of hitCounts) hits += count;
  const each = hits === 0 ? 0 : wholeMicros / hits;
  return {
    count: hitCounts.slice(0, tree.count),
    micros: hitCounts.map((count) => count * each),
    collections: new Map(),
  };
}

function findSystemNodes({ count, frames, parent }: CallTree): SystemNodes {
  const find = (name: string): number => {
    for (let node = 1; node < count; node++) {
      if (parent[node] === 0 && frames[node]!.functionName === name) return node;
    }
    return NO_PARENT;
  };
  return { collector: find(COLLECTOR), program: find(PROGRAM), idle: find(IDLE) };
}

function repairStacks(tree: CallTree, nodes: Uint32Array, system: SystemNodes): Uint32Array {
  const { program, collector, idle } = system;
  if (program === NO_PARENT) return nodes;
  const repaired = nodes.slice();
  const outermost = outermostCalls(tree);
  const isCall = (node: number) => node !== program && node !== collector && node !== idle;
  for (let i = 1; i < nodes.length - 1; i++) {
    const before = nodes[i - 1]!;
    const after = nodes[i + 1]!;
    const isLost = nodes[i] === program && isCall(before) && isCall(after);
    if (isLost && outermost[before] === outermost[after]) repaired[i] = before;
  }
  return repaired;
}

/** Per node: the call just below the root that it belongs to. */
function outermostCalls({ count, parent, depth }: CallTree): Int32Array {
  const outermost = new Int32Array(count).fill(NO_PARENT);
  const path: number[] = [];
  for (let start = 0; start < count; start++) {
    let node = start;
    while (outermost[node] === NO_PARENT && depth[node]! > 1) {
      path.push(node);
      node = parent[node]!;
    }
    const top = outermost[node] === NO_PARENT ? node : outermost[node]!;
    outermost[node] = top;
    while (path.length > 0) outermost[path.pop()!] = top;
  }
  return outermost;
}

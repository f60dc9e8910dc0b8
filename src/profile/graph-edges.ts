/** Calls between nodes: who calls whom, with how much, and whether the call was inlined away. */
import type { NodeTable } from './graph-nodes.ts';
import type { SampleTable, ValueColumn } from './profile.ts';

export interface EdgeTable {
  readonly count: number;
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  /** The values of samples with that call, once a sample. */
  readonly weight: ValueColumn;
  /** 1: in every sample the target was inlined into its caller. */
  readonly isInline: Uint8Array;
  /** 1: in some sample there were removed nodes between the two. */
  readonly isResidual: Uint8Array;
}

export interface EdgeOptions {
  /** 1 per node that is left; stacks skip the others. All are left without it. */
  readonly kept?: Uint8Array;
  /** 1 per node whose incoming edges are wanted; all are wanted without it. */
  readonly targets?: Uint8Array;
  /** A mean's divisor: samples count unless both value and divisor are 0. */
  readonly divisors?: ValueColumn;
}

/** All edges, or those into `targets`, of the stacks reduced to the nodes that are kept. */
export function buildEdges(
  samples: SampleTable,
  nodes: NodeTable,
  column: ValueColumn,
  options: EdgeOptions = {},
): EdgeTable {
  const steps = locationSteps(nodes, options.kept);
  const walker = new EdgeWalker(nodes.count, column);
  const { targets, divisors } = options;
  for (let s = 0; s < samples.count; s++) {
    // Loosely: 0 and 0n are the same nothing.
    // biome-ignore lint/suspicious/noDoubleEquals: see above
    if (column[s]! == 0 && (divisors === undefined || divisors[s]! == 0)) continue;
    walker.walk(samples, s, steps, targets);
  }
  return walker.finish();
}

/**
 * What passing a location means, root to leaf: `single[l]` is its only kept node, called and not inlined, where
 * no other node of it counts; NONE where all its nodes were removed; else SEVERAL, spelled out in `step`:
 * a node * 2 + (1 if inlined), or REMOVED, outermost first.
 */
interface LocationSteps {
  readonly single: Int32Array;
  readonly stepOffset: Uint32Array;
  readonly step: Int32Array;
}

const NONE = -1;
const SEVERAL = -2;
const REMOVED = -1;

function locationSteps(nodes: NodeTable, kept: Uint8Array | undefined): LocationSteps {
  const { locationOffset, locationNode } = nodes;
  const count = locationOffset.length - 1;
  const single = new Int32Array(count);
  const step = new Int32Array(locationNode.length);
  let filled = 0;
  for (let l = 0; l < count; l++) {
    const first = locationOffset[l]!;
    const end = locationOffset[l + 1]!;
    let keptHere = 0;
    for (let n = end - 1; n >= first; n--) {
      const node = locationNode[n]!;
      const isKept = kept === undefined || kept[node] === 1;
      if (isKept) keptHere++;
      step[filled++] = isKept ? node * 2 + (n === end - 1 ? 0 : 1) : REMOVED;
    }
    if (keptHere === 0) single[l] = NONE;
    else single[l] = end - first === 1 ? locationNode[first]! : SEVERAL;
  }
  return { single, stepOffset: locationOffset, step };
}

class EdgeWalker {
  private count = 0;
  private source = new Uint32Array(1024);
  private target = new Uint32Array(1024);
  private weight: ValueColumn;
  private isInline = new Uint8Array(1024);
  private isResidual = new Uint8Array(1024);
  /** The sample that last added to an edge: an edge counts once a sample. */
  private stamp = new Uint32Array(1024);
  private slots = new Int32Array(4096);
  /** Per node the edge last taken into it: callers repeat. */
  private readonly latest: Int32Array;
  private readonly values: ValueColumn;

  constructor(nodeCount: number, values: ValueColumn) {
    this.values = values;
    this.weight = values instanceof Float64Array ? new Float64Array(1024) : new BigInt64Array(1024);
    this.latest = new Int32Array(nodeCount).fill(-1);
  }

  /** Adds the calls of one sample, root to leaf. */
  walk(samples: SampleTable, sample: number, steps: LocationSteps, targets: Uint8Array | undefined): void {
    const { stack, stackOffset } = samples;
    const { single, stepOffset, step } = steps;
    const start = stackOffset[sample]!;
    let parent = -1;
    let residual = false;
    for (let i = stackOffset[sample + 1]! - 1; i >= start; i--) {
      const location = stack[i]!;
      const only = single[location]!;
      if (only === NONE) {
        residual = true;
        continue;
      }
      if (only >= 0) {
        if (parent !== only && parent !== -1 && (targets === undefined || targets[only] === 1)) {
          this.add(parent, only, sample, residual, false);
        }
        parent = only;
        residual = false;
        continue;
      }
      const end = stepOffset[location + 1]!;
      for (let n = stepOffset[location]!; n < end; n++) {
        const code = step[n]!;
        if (code === REMOVED) {
          residual = true;
          continue;
        }
        const node = code >> 1;
        if (parent !== node && parent !== -1 && (targets === undefined || targets[node] === 1)) {
          this.add(parent, node, sample, residual, (code & 1) === 1);
        }
        parent = node;
        residual = false;
      }
    }
  }

  private add(parent: number, node: number, sample: number, residual: boolean, inline: boolean): void {
    let edge = this.latest[node]!;
    if (edge === -1 || this.source[edge] !== parent) {
      edge = this.find(parent, node);
      this.latest[node] = edge;
    }
    if (this.stamp[edge] === sample + 1) return;
    this.stamp[edge] = sample + 1;
    // @ts-expect-error: both sides are doubles, or both are bigints
    this.weight[edge] += this.values[sample];
    if (residual) this.isResidual[edge] = 1;
    if (!inline) this.isInline[edge] = 0;
  }

  private find(source: number, target: number): number {
    const mask = this.slots.length - 1;
    let slot = hashPair(source, target) & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (this.source[found - 1] === source && this.target[found - 1] === target) return found - 1;
      slot = (slot + 1) & mask;
    }
    const edge = this.count++;
    if (edge === this.source.length) this.growEdges();
    this.source[edge] = source;
    this.target[edge] = target;
    this.isInline[edge] = 1;
    this.slots[slot] = edge + 1;
    if (this.count * 2 > this.slots.length) this.growSlots();
    return edge;
  }

  private growEdges(): void {
    const size = this.source.length * 2;
    const enlarge = <T extends { set(from: T): void }>(larger: T, from: T): T => {
      larger.set(from);
      return larger;
    };
    this.source = enlarge(new Uint32Array(size), this.source);
    this.target = enlarge(new Uint32Array(size), this.target);
    this.isInline = enlarge(new Uint8Array(size), this.isInline);
    this.isResidual = enlarge(new Uint8Array(size), this.isResidual);
    this.stamp = enlarge(new Uint32Array(size), this.stamp);
    this.weight =
      this.weight instanceof Float64Array
        ? enlarge(new Float64Array(size), this.weight)
        : enlarge(new BigInt64Array(size), this.weight);
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let edge = 0; edge < this.count; edge++) {
      let slot = hashPair(this.source[edge]!, this.target[edge]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = edge + 1;
    }
  }

  finish(): EdgeTable {
    const { count } = this;
    return {
      count,
      source: this.source.subarray(0, count),
      target: this.target.subarray(0, count),
      weight: this.weight.subarray(0, count),
      isInline: this.isInline.subarray(0, count),
      isResidual: this.isResidual.subarray(0, count),
    };
  }
}

function hashPair(source: number, target: number): number {
  const h = Math.imul(source, 0x9e3779b1) ^ Math.imul(target, 0x85ebca6b);
  return (h ^ (h >>> 15)) >>> 0;
}

export type InlineMark = 'inline' | 'partial-inline' | undefined;

/**
 * Per shown node, whether it was inlined into all, some or none of its callers, by the edges that reach
 * `edgeCutoff`. Looks at stacks only if some shown node can be inlined at all.
 */
export function inlineMarks(
  samples: SampleTable,
  nodes: NodeTable,
  column: ValueColumn,
  shown: readonly number[],
  options: { readonly isReduced: boolean; readonly isHeavy: (weight: number | bigint) => boolean } & Pick<
    EdgeOptions,
    'divisors'
  >,
): ReadonlyMap<number, InlineMark> {
  const marks = new Map<number, InlineMark>();
  const kept = new Uint8Array(nodes.count);
  for (const node of shown) kept[node] = 1;
  const targets = inlinableNodes(nodes);
  let wanted = 0;
  for (let node = 0; node < nodes.count; node++) wanted += targets[node]! &= kept[node]!;
  if (wanted === 0) return marks;
  const edges = buildEdges(samples, nodes, column, {
    targets,
    ...(options.isReduced ? { kept } : {}),
    ...(options.divisors ? { divisors: options.divisors } : {}),
  });
  const seen = new Uint8Array(nodes.count);
  for (let e = 0; e < edges.count; e++) {
    if (options.isHeavy(edges.weight[e]!)) seen[edges.target[e]!]! |= edges.isInline[e] === 1 ? 1 : 2;
  }
  for (const node of shown) {
    if (seen[node] === 1) marks.set(node, 'inline');
    if (seen[node] === 3) marks.set(node, 'partial-inline');
  }
  return marks;
}

/** 1 for each node that some location holds as an inlined line. */
function inlinableNodes({ count, locationOffset, locationNode }: NodeTable): Uint8Array {
  const inlinable = new Uint8Array(count);
  for (let l = 0; l < locationOffset.length - 1; l++) {
    for (let n = locationOffset[l]!; n < locationOffset[l + 1]! - 1; n++) inlinable[locationNode[n]!] = 1;
  }
  return inlinable;
}

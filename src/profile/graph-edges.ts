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
  /** 1 per node whose edges are wanted, into it and out of it; all are wanted without it. */
  readonly ends?: Uint8Array;
  /** A mean's divisor: samples count unless both value and divisor are 0. */
  readonly divisors?: ValueColumn;
}

/** All edges, or those that `targets` or `ends` want, of the stacks reduced to the nodes that are kept. */
export function buildEdges(
  samples: SampleTable,
  nodes: NodeTable,
  column: ValueColumn,
  options: EdgeOptions = {},
): EdgeTable {
  const steps = locationSteps(nodes, options);
  const records = new EdgeRecords(nodes.count);
  const { divisors } = options;
  for (let s = 0; s < samples.count; s++) {
    // Loosely: 0 and 0n are the same nothing.
    // biome-ignore lint/suspicious/noDoubleEquals: see above
    if (column[s]! == 0 && (divisors === undefined || divisors[s]! == 0)) continue;
    walkStack(samples, s, steps, records, column);
  }
  return records.finish(column);
}

/**
 * What passing a location means, root to leaf. `single[l]` is NONE where all its nodes were removed, SEVERAL
 * where they are spelled out in `step`, outermost first, else the step of its only node. A step is
 * node * 8 + IS_TARGET + IS_INLINED + IS_SOURCE, or NONE for a removed node.
 */
interface LocationSteps {
  readonly single: Int32Array;
  readonly stepOffset: Uint32Array;
  readonly step: Int32Array;
}

const NONE = -1;
const SEVERAL = -2;
const IS_TARGET = 1;
const IS_INLINED = 2;
const IS_SOURCE = 4;
/** Bits of a step below its node. */
const FLAG_BITS = 3;

function locationSteps(nodes: NodeTable, { kept, targets, ends }: EdgeOptions): LocationSteps {
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
      const isEnd = ends !== undefined && ends[node] === 1;
      const isTarget = targets === undefined ? ends === undefined || isEnd : targets[node] === 1;
      const flags = (isTarget ? IS_TARGET : 0) + (isEnd ? IS_SOURCE : 0) + (n === end - 1 ? 0 : IS_INLINED);
      step[filled++] = isKept ? (node << FLAG_BITS) + flags : NONE;
    }
    if (keptHere === 0) single[l] = NONE;
    else single[l] = end - first === 1 ? step[first]! : SEVERAL;
  }
  return { single, stepOffset: locationOffset, step };
}

/** Adds the calls of one sample, root to leaf. */
function walkStack(
  { stack, stackOffset }: SampleTable,
  sample: number,
  { single, stepOffset, step }: LocationSteps,
  records: EdgeRecords,
  column: ValueColumn,
): void {
  const start = stackOffset[sample]!;
  let parent = -1;
  // Whether edges out of the parent are wanted whatever they lead to: IS_SOURCE or 0.
  let source = 0;
  let residual = false;
  for (let i = stackOffset[sample + 1]! - 1; i >= start; i--) {
    const location = stack[i]!;
    const only = single[location]!;
    if (only === NONE) {
      residual = true;
      continue;
    }
    if (only >= 0) {
      const node = only >> FLAG_BITS;
      if (((only & IS_TARGET) | source) !== 0 && parent !== node && parent !== -1) {
        records.add(parent, node, sample, residual ? IS_RESIDUAL | IS_CALLED : IS_CALLED, column);
      }
      parent = node;
      source = only & IS_SOURCE;
      residual = false;
      continue;
    }
    const end = stepOffset[location + 1]!;
    for (let n = stepOffset[location]!; n < end; n++) {
      const code = step[n]!;
      if (code === NONE) {
        residual = true;
        continue;
      }
      const node = code >> FLAG_BITS;
      if (((code & IS_TARGET) | source) !== 0 && parent !== node && parent !== -1) {
        const called = (code & IS_INLINED) === 0 ? IS_CALLED : 0;
        records.add(parent, node, sample, residual ? IS_RESIDUAL | called : called, column);
      }
      parent = node;
      source = code & IS_SOURCE;
      residual = false;
    }
  }
}

/** Flags of an edge: in some sample it was residual; in some sample its target was not inlined. */
const IS_RESIDUAL = 1;
const IS_CALLED = 2;

/**
 * Edges in an open-addressing table, each record in one piece and small: a profile may have hundreds of thousands of
 * them, visited in no order, and it is cache misses that the pass over the stacks spends its time on.
 *
 * A record is, in 32-bit words: weight (two), key, last sample + 1 in the upper 30 bits over the flags. Where node
 * numbers fit 16 bits the key is both of them, and never 0, which marks a free record: no edge leads from a node to
 * itself. Else it is the source + 1, and the record has two words more, of which the first is the target.
 */
class EdgeRecords {
  private count = 0;
  private slotCount = 1 << 12;
  private readonly stride: number;
  private words: Uint32Array;
  private doubles: Float64Array;
  private bigints: BigInt64Array;

  constructor(nodeCount: number) {
    this.stride = nodeCount <= 0x10000 ? 4 : 6;
    this.words = new Uint32Array(this.slotCount * this.stride);
    this.doubles = new Float64Array(this.words.buffer);
    this.bigints = new BigInt64Array(this.words.buffer);
  }

  /** Adds the sample's value to an edge, unless it was added for that sample before. */
  add(source: number, target: number, sample: number, flags: number, column: ValueColumn): void {
    const { words, stride } = this;
    const mask = this.slotCount - 1;
    const key = stride === 4 ? ((source << 16) | target) >>> 0 : source + 1;
    let slot = hashPair(source, target) & mask;
    let at = slot * stride;
    while (words[at + KEY] !== 0) {
      if (words[at + KEY] === key && (stride === 4 || words[at + TARGET] === target)) {
        const last = words[at + STAMP]!;
        if (last >>> 2 === sample + 1) return;
        words[at + STAMP] = ((sample + 1) << 2) | (last & 3) | flags;
        if (column instanceof Float64Array) this.doubles[at >> 1]! += column[sample]!;
        else this.bigints[at >> 1]! += column[sample]!;
        return;
      }
      slot = (slot + 1) & mask;
      at = slot * stride;
    }
    words[at + KEY] = key;
    words[at + STAMP] = ((sample + 1) << 2) | flags;
    if (stride !== 4) words[at + TARGET] = target;
    if (column instanceof Float64Array) this.doubles[at >> 1] = column[sample]!;
    else this.bigints[at >> 1] = column[sample]!;
    if (++this.count * 4 > this.slotCount * 3) this.grow();
  }

  private sourceAt(words: Uint32Array, at: number): number {
    return this.stride === 4 ? words[at + KEY]! >>> 16 : words[at + KEY]! - 1;
  }

  private targetAt(words: Uint32Array, at: number): number {
    return this.stride === 4 ? words[at + KEY]! & 0xffff : words[at + TARGET]!;
  }

  private grow(): void {
    const { words: old, stride } = this;
    this.slotCount *= 2;
    this.words = new Uint32Array(this.slotCount * stride);
    this.doubles = new Float64Array(this.words.buffer);
    this.bigints = new BigInt64Array(this.words.buffer);
    for (let from = 0; from < old.length; from += stride) {
      if (old[from + KEY] === 0) continue;
      let slot = hashPair(this.sourceAt(old, from), this.targetAt(old, from)) & (this.slotCount - 1);
      while (this.words[slot * stride + KEY] !== 0) slot = (slot + 1) & (this.slotCount - 1);
      for (let w = 0; w < stride; w++) this.words[slot * stride + w] = old[from + w]!;
    }
  }

  finish(column: ValueColumn): EdgeTable {
    const { count, words, stride } = this;
    const isDouble = column instanceof Float64Array;
    const weight = isDouble ? new Float64Array(count) : new BigInt64Array(count);
    const source = new Uint32Array(count);
    const target = new Uint32Array(count);
    const isInline = new Uint8Array(count);
    const isResidual = new Uint8Array(count);
    let edge = 0;
    for (let at = 0; at < words.length; at += stride) {
      if (words[at + KEY] === 0) continue;
      source[edge] = this.sourceAt(words, at);
      target[edge] = this.targetAt(words, at);
      weight[edge] = isDouble ? this.doubles[at >> 1]! : this.bigints[at >> 1]!;
      isInline[edge] = (words[at + STAMP]! & IS_CALLED) === 0 ? 1 : 0;
      isResidual[edge] = words[at + STAMP]! & IS_RESIDUAL;
      edge++;
    }
    return { count, source, target, weight, isInline, isResidual };
  }
}

const KEY = 2;
const STAMP = 3;
const TARGET = 4;

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

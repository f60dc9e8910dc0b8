/** The tree upside down: the functions that use something themselves on top, who called them below. */
import type { Int64 } from '../profile/go-number-format.ts';
import type { ValueColumn } from '../profile/profile.ts';
import { type CallTree, ownValues } from './call-tree.ts';
import { type FrameTable, NO_FRAME } from './frames.ts';
import { subtreeEnds } from './subtree-ends.ts';

/** Every stack is walked to its root, so there may be far more callers than calls: this many are made at most. */
const MAX_NODES = 2_000_000;
const MIN_FRACTION = 1e-4;

/**
 * @param minFraction nodes below this share of the whole are left out, with all above them; `trimmed` counts them.
 */
export function callersTree(
  tree: CallTree,
  frames: Pick<FrameTable, 'count' | 'rank'>,
  minFraction: number = MIN_FRACTION,
): CallTree {
  return new CallersBuilder(tree, frames, minFraction).build();
}

/** Stacks that share their last frames: items[start ..< end]. */
interface Group {
  readonly start: number;
  readonly end: number;
  readonly frame: number;
  readonly parent: number;
  readonly width: number;
}

class CallersBuilder {
  private readonly tree: CallTree;
  private readonly rank: Uint32Array;
  private readonly fraction: number;
  /** Nodes where stacks end, and how far each has been walked towards the root. */
  private readonly items: Int32Array;
  private readonly reached: Int32Array;
  private readonly itemScratch: Int32Array;
  private readonly reachedScratch: Int32Array;
  private readonly ownWidth: Float64Array;
  private readonly ownSamples: Float64Array;
  private readonly widthOfFrame: Float64Array;
  private readonly countOfFrame: Uint32Array;
  private readonly frame: number[] = [NO_FRAME];
  private readonly parent: number[] = [-1];
  private readonly depth: number[] = [0];
  private readonly width: number[];
  private readonly samples: number[];
  private readonly value: SideSums;
  private readonly base: SideSums | undefined;
  private trimmedCount = 0;

  constructor(tree: CallTree, frames: Pick<FrameTable, 'count' | 'rank'>, minFraction: number) {
    this.tree = tree;
    this.rank = frames.rank;
    this.fraction = minFraction;
    const own = ownValues(tree);
    this.ownSamples = own.samples;
    this.ownWidth = own.magnitude ?? ownWidths(tree);
    this.items = Int32Array.from(nodesWithWidth(this.ownWidth));
    this.reached = this.items.slice();
    this.itemScratch = new Int32Array(this.items.length);
    this.reachedScratch = new Int32Array(this.items.length);
    this.widthOfFrame = new Float64Array(frames.count);
    this.countOfFrame = new Uint32Array(frames.count);
    this.width = [tree.width[0]!];
    this.samples = [tree.samples[0]!];
    this.value = new SideSums(own.value, tree.sums.cum[0]!);
    this.base = own.base && new SideSums(own.base, tree.base!.cum[0]!);
  }

  build(): CallTree {
    const waiting: Group[] = [];
    this.split(0, this.items.length, 0, waiting);
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      const node = this.add(group);
      const start = this.walkUp(group);
      this.value.addFlat(this.items, group.start, start);
      this.base?.addFlat(this.items, group.start, start);
      this.split(start, group.end, node, waiting);
    }
    const parent = Int32Array.from(this.parent);
    return {
      count: parent.length,
      frame: Uint32Array.from(this.frame),
      parent,
      end: subtreeEnds(parent),
      depth: Uint32Array.from(this.depth),
      sums: this.value.columns(),
      base: this.base?.columns(),
      width: Float64Array.from(this.width),
      samples: Float64Array.from(this.samples),
      isInverted: true,
      trimmed: this.trimmedCount === 0 ? undefined : { count: this.trimmedCount, fraction: this.fraction },
    };
  }

  private add({ start, end, frame, parent, width }: Group): number {
    let samples = 0;
    for (let i = start; i < end; i++) samples += this.ownSamples[this.items[i]!]!;
    this.value.addCum(this.items, start, end);
    this.base?.addCum(this.items, start, end);
    this.samples.push(samples);
    this.width.push(width);
    this.depth.push(this.depth[parent]! + 1);
    this.parent.push(parent);
    return this.frame.push(frame) - 1;
  }

  /** Moves every stack of the group up by one frame; those that have no more come first. Where the others begin. */
  private walkUp({ start, end }: Group): number {
    const { items, reached, tree } = this;
    let first = start;
    for (let i = start; i < end; i++) {
      const above = tree.parent[reached[i]!]!;
      reached[i] = above;
      if (above !== 0) continue;
      const item = items[i]!;
      items[i] = items[first]!;
      reached[i] = reached[first]!;
      items[first] = item;
      reached[first++] = 0;
    }
    return first;
  }

  /** Groups stacks by the frame that each has reached; the widest will be taken from `waiting` first. */
  private split(start: number, end: number, parent: number, waiting: Group[]): void {
    const { items, reached, tree, widthOfFrame, countOfFrame } = this;
    const found: number[] = [];
    for (let i = start; i < end; i++) {
      const frame = tree.frame[reached[i]!]!;
      if (countOfFrame[frame]!++ === 0) found.push(frame);
      widthOfFrame[frame]! += this.ownWidth[items[i]!]!;
    }
    found.sort((a, b) => widthOfFrame[b]! - widthOfFrame[a]! || this.rank[a]! - this.rank[b]!);
    const groups: Group[] = [];
    let next = start;
    for (const frame of found) {
      const groupEnd = next + countOfFrame[frame]!;
      groups.push({ start: next, end: groupEnd, frame, parent, width: widthOfFrame[frame]! });
      widthOfFrame[frame] = 0;
      countOfFrame[frame] = next;
      next = groupEnd;
    }
    if (found.length > 1) this.scatter(start, end);
    for (const frame of found) countOfFrame[frame] = 0;
    const least = this.fraction * this.width[0]!;
    for (const group of groups.reverse()) {
      const isKept = group.width >= least && this.frame.length + waiting.length < MAX_NODES;
      if (isKept) waiting.push(group);
      else this.trimmedCount++;
    }
  }

  /** Brings stacks into the order of their groups, of which `countOfFrame` holds the starts. */
  private scatter(start: number, end: number): void {
    const { items, reached, itemScratch, reachedScratch, countOfFrame, tree } = this;
    for (let i = start; i < end; i++) {
      const to = countOfFrame[tree.frame[reached[i]!]!]!++;
      itemScratch[to] = items[i]!;
      reachedScratch[to] = reached[i]!;
    }
    items.set(itemScratch.subarray(start, end), start);
    reached.set(reachedScratch.subarray(start, end), start);
  }
}

/** Sums of one side over stacks, exact in its own kind of numbers. */
class SideSums {
  private readonly own: ValueColumn;
  private readonly flat: Int64[];
  private readonly cum: Int64[];

  constructor(own: ValueColumn, total: Int64) {
    this.own = own;
    this.flat = [own instanceof Float64Array ? 0 : 0n];
    this.cum = [total];
  }

  addFlat = (items: Int32Array, start: number, end: number): number =>
    this.flat.push(this.sum(items, start, end));
  addCum = (items: Int32Array, start: number, end: number): number =>
    this.cum.push(this.sum(items, start, end));

  columns(): { readonly flat: ValueColumn; readonly cum: ValueColumn } {
    return this.own instanceof Float64Array
      ? { flat: Float64Array.from(this.flat as number[]), cum: Float64Array.from(this.cum as number[]) }
      : { flat: BigInt64Array.from(this.flat as bigint[]), cum: BigInt64Array.from(this.cum as bigint[]) };
  }

  private sum(items: Int32Array, start: number, end: number): Int64 {
    const { own } = this;
    if (own instanceof Float64Array) {
      let sum = 0;
      for (let i = start; i < end; i++) sum += own[items[i]!]!;
      return sum;
    }
    let sum = 0n;
    for (let i = start; i < end; i++) sum = BigInt.asIntN(64, sum + own[items[i]!]!);
    return sum;
  }
}

/** A comparison's widths, which its sums alone do not give. */
function ownWidths({ width, parent, count }: CallTree): Float64Array {
  const own = width.slice();
  for (let node = 1; node < count; node++) own[parent[node]!]! -= width[node]!;
  return own;
}

function* nodesWithWidth(width: Float64Array): Generator<number> {
  for (let node = 1; node < width.length; node++) if (width[node]! > 0) yield node;
}

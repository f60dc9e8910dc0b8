import type { SampleTable } from '../profile/profile.ts';
import type { FrameTable } from './frames.ts';
import { PathTable } from './path-table.ts';

/** So many samples for each cell of the width tell well enough which paths are wide. */
const GUESSED_PER_CELL = 16;
/** Paths are opened that seem to have this part of the width that counts. */
const CAUTION = 0.5;
const FIRST_EDGES_LOG2 = 13;
const FACTOR = 0x9e3779b1;
const LOCATION_FACTOR = 0x85ebca6b;

/** Never 0. */
const codeOf = (path: number): number => Math.imul(path + 2, FACTOR);

type Frames = Pick<FrameTable, 'locationOffset' | 'locationFrame'>;
type Stacks = Pick<SampleTable, 'count' | 'stack' | 'stackOffset'>;

/**
 * Paths of frames from the root, of which some are open: stacks are walked along these, and no further than one frame
 * beyond.
 *
 * An edge leads from an open path by a location of the stack to where its frames end, which is one look into a table
 * that fits into the processor's cache. Paths are known by their number times an odd factor, so that looking needs one
 * operation less.
 */
export class OpenPaths {
  private readonly stacks: Stacks;
  private readonly frames: Frames;
  private readonly maxDepth: number;
  private readonly table = new PathTable();
  private isOpen = new Uint8Array(1 << 12);
  private depth = new Uint32Array(1 << 12);
  /** Four numbers an edge: code of the path, location, code of the path it leads to (0: closed), that path. */
  private edges = new Int32Array(4 << FIRST_EDGES_LOG2);
  private shift = 32 - FIRST_EDGES_LOG2;
  private edgeCount = 0;

  constructor(stacks: Stacks, frames: Frames, maxDepth: number) {
    this.stacks = stacks;
    this.frames = frames;
    this.maxDepth = maxDepth;
  }

  get count(): number {
    return this.table.count;
  }

  parentColumn = (): Int32Array => this.table.parentColumn();
  frameColumn = (): Uint32Array => this.table.itemColumn();
  /** The path of a frame below another, which is there. */
  find = (parent: number, frame: number): number => this.table.child(parent, frame);
  isClosed = (path: number): boolean => this.isOpen[path] !== 1;

  /** Stacks that are walked after the next guess are walked through it. */
  open(path: number): void {
    this.isOpen[path] = 1;
  }

  /**
   * Opens the paths that are wide by some of the samples (of `pending`, or of all).
   * @param least the width that counts
   */
  guess(pending: Uint32Array | undefined, values: Float64Array, columns: number, least: number): void {
    const count = pending?.length ?? this.stacks.count;
    const step = Math.max(1, Math.floor(count / (GUESSED_PER_CELL * columns)));
    const some = new PathTable();
    const ends: number[] = [];
    const widths: number[] = [];
    for (let i = 0; i < count; i += step) {
      const s = pending === undefined ? i : pending[i]!;
      ends.push(this.walkWhole(s, some));
      widths.push(step * Math.abs(values[s]!));
    }
    const width = new Float64Array(some.count);
    for (const [i, end] of ends.entries()) if (end !== -1) width[end]! += widths[i]!;
    for (let path = some.count - 1; path >= 0; path--) {
      if (some.parentOf(path) !== -1) width[some.parentOf(path)]! += width[path]!;
    }
    this.openWide(some, width, CAUTION * least);
    this.edges.fill(0);
    this.edgeCount = 0;
  }

  private openWide(some: PathTable, width: Float64Array, least: number): void {
    const known = new Int32Array(some.count).fill(-1);
    for (let path = 0; path < some.count; path++) {
      const above = some.parentOf(path);
      if (width[path]! < least || (above !== -1 && known[above] === -1)) continue;
      known[path] = this.child(above === -1 ? -1 : known[above]!, some.itemOf(path));
      if (this.depth[known[path]!]! < this.maxDepth) this.open(known[path]!);
    }
  }

  /** Walks stacks (those of `pending`, or all), and says of each at which path that ended. */
  walk(pending: Uint32Array | undefined, end: Int32Array): void {
    const count = pending?.length ?? this.stacks.count;
    // Ends early where edges were made: the table may be another one.
    for (let i = 0; i < count; ) i = this.walkFrom(i, pending, end);
  }

  private walkFrom(first: number, pending: Uint32Array | undefined, end: Int32Array): number {
    const { edges, shift } = this;
    const { stack, stackOffset } = this.stacks;
    const count = pending?.length ?? this.stacks.count;
    const last = edges.length - 4;
    for (let i = first; i < count; i++) {
      const s = pending === undefined ? i : pending[i]!;
      const bottom = stackOffset[s]!;
      let from = codeOf(-1);
      let path = -1;
      for (let at = stackOffset[s + 1]! - 1; at >= bottom; at--) {
        const location = stack[at]!;
        let slot = ((from ^ Math.imul(location, LOCATION_FACTOR)) >>> shift) << 2;
        while (edges[slot] !== from || edges[slot + 1] !== location) {
          if (edges[slot] === 0) {
            end[s] = this.walkOn(path, at, bottom);
            return i + 1;
          }
          slot = (slot + 4) & last;
        }
        from = edges[slot + 2]!;
        path = edges[slot + 3]!;
        if (from === 0) break;
      }
      end[s] = path;
    }
    return count;
  }

  /** The same from one location of a stack on, with edges made where there are none. Where it ends. */
  private walkOn(start: number, first: number, bottom: number): number {
    let path = start;
    for (let at = first; at >= bottom; at--) {
      const slot = this.edge(path, this.stacks.stack[at]!);
      path = this.edges[slot + 3]!;
      if (this.edges[slot + 2] === 0) break;
    }
    return path;
  }

  private edge(path: number, location: number): number {
    const from = codeOf(path);
    const slot = this.slotOf(from, location);
    if (this.edges[slot] !== 0) return slot;
    const { locationOffset, locationFrame } = this.frames;
    let to = path;
    let isOpen = true;
    for (let i = locationOffset[location]!; i < locationOffset[location + 1]! && isOpen; i++) {
      to = this.child(to, locationFrame[i]!);
      isOpen = this.isOpen[to] === 1;
    }
    if (2 * this.edgeCount++ > this.edges.length / 4) this.growEdges();
    return this.placeEdge(from, location, isOpen ? codeOf(to) : 0, to);
  }

  private slotOf(from: number, location: number): number {
    const { edges } = this;
    let slot = ((from ^ Math.imul(location, LOCATION_FACTOR)) >>> this.shift) << 2;
    while (edges[slot] !== 0 && (edges[slot] !== from || edges[slot + 1] !== location)) {
      slot = (slot + 4) & (edges.length - 4);
    }
    return slot;
  }

  private placeEdge(from: number, location: number, to: number, path: number): number {
    const slot = this.slotOf(from, location);
    this.edges.set([from, location, to, path], slot);
    return slot;
  }

  private growEdges(): void {
    const before = this.edges;
    this.edges = new Int32Array(2 * before.length);
    this.shift--;
    for (let i = 0; i < before.length; i += 4) {
      if (before[i] !== 0) this.placeEdge(before[i]!, before[i + 1]!, before[i + 2]!, before[i + 3]!);
    }
  }

  private walkWhole(sample: number, table: PathTable): number {
    const { stack, stackOffset } = this.stacks;
    const { locationOffset, locationFrame } = this.frames;
    let path = -1;
    let depth = 0;
    for (let at = stackOffset[sample + 1]! - 1; at >= stackOffset[sample]! && depth < this.maxDepth; at--) {
      const end = locationOffset[stack[at]! + 1]!;
      for (let i = locationOffset[stack[at]!]!; i < end; i++) path = table.child(path, locationFrame[i]!);
      depth++;
    }
    return path;
  }

  private child(parent: number, frame: number): number {
    const before = this.table.count;
    const path = this.table.child(parent, frame);
    if (this.table.count > before) this.note(path, parent === -1 ? 1 : this.depth[parent]! + 1);
    return path;
  }

  private note(path: number, depth: number): void {
    if (path >= this.isOpen.length) {
      const isOpen = new Uint8Array(2 * this.isOpen.length);
      isOpen.set(this.isOpen);
      const depths = new Uint32Array(2 * this.depth.length);
      depths.set(this.depth);
      Object.assign(this, { isOpen, depth: depths });
    }
    this.depth[path] = depth;
  }
}

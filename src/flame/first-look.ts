/** The tree of what can be seen at once, of a profile with very many samples. */
import type { SampleTable } from '../profile/profile.ts';
import type { CallTree } from './call-tree.ts';
import type { FrameTable } from './frames.ts';
import { OpenPaths } from './open-paths.ts';
import { orderPaths } from './ordered-tree.ts';
import { PathSums } from './path-sums.ts';
import { FlameRows } from './view/flame-rows.ts';

/** How often stacks are walked once more because something is drawn that was guessed to be too narrow. */
const MAX_ROUNDS = 8;

export interface Screen {
  readonly columns: number;
  /** Rows of frames. */
  readonly rows: number;
}

export type FirstLookFrames = Pick<FrameTable, 'name' | 'locationOffset' | 'locationFrame'>;

/**
 * A tree that is drawn on such a screen as the whole one is, to the last cell: value, samples and order of all nodes
 * that have a cell of their own, and of their children, are exact. What lies below others is missing, and counts as
 * their own. Stacks are walked only as far as they can be seen, which takes a part of the time that the whole tree does.
 *
 * Undefined where values are beyond 2^53, or where guessing does not lead to an end.
 */
export function firstLook(
  samples: SampleTable,
  column: number,
  frames: FirstLookFrames,
  screen: Screen,
): CallTree | undefined {
  const values = samples.values[column]!;
  return values instanceof Float64Array ? new FirstLook(samples, values, frames, screen).tree() : undefined;
}

class FirstLook {
  private readonly values: Float64Array;
  private readonly frames: FirstLookFrames;
  private readonly screen: Screen;
  private readonly paths: OpenPaths;
  /** Per sample the path at which its walk ended; -1: none. */
  private readonly end: Int32Array;
  private readonly sums: PathSums;

  constructor(samples: SampleTable, values: Float64Array, frames: FirstLookFrames, screen: Screen) {
    this.values = values;
    this.frames = frames;
    this.screen = screen;
    this.paths = new OpenPaths(samples, frames, screen.rows);
    this.end = new Int32Array(samples.count);
    this.sums = new PathSums(values);
  }

  tree(): CallTree | undefined {
    const { paths, end, values } = this;
    let least = this.sums.total / this.screen.columns;
    let pending: Uint32Array | undefined;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      paths.guess(pending, values, this.screen.columns, least);
      paths.walk(pending, end);
      this.sums.add(end, pending, paths.count);
      const tree = this.orderedTree();
      const wide = this.drawnButClosed(tree);
      if (wide === undefined) return tree;
      for (let path = 0; path < wide.length; path++) if (wide[path] === 1) paths.open(path);
      pending = samplesAt(wide, end);
      this.sums.takeAway(end, pending);
      // These are drawn although they are narrow: all that is below may be, too.
      least = 0;
    }
    return undefined;
  }

  private orderedTree(): CallTree {
    const { paths, sums } = this;
    const frame = paths.frameColumn();
    return orderPaths(
      { frame, parent: paths.parentColumn(), own: sums.columns(paths.count) },
      ranksOf(frame, this.frames.name),
    );
  }

  /** 1 for each path that has a cell of its own, and what is below it is not known; undefined where there is none. */
  private drawnButClosed(tree: CallTree): Uint8Array | undefined {
    const { paths, screen } = this;
    const rows = new FlameRows(tree, { node: 0 }, screen.columns);
    const pathOf = new Int32Array(tree.count).fill(-1);
    const found: number[] = [];
    for (let depth = 1; depth < screen.rows; depth++) {
      for (const { node, count } of rows.row(depth)) {
        if (count > 1) continue;
        pathOf[node] = paths.find(pathOf[tree.parent[node]!]!, tree.frame[node]!);
        if (paths.isClosed(pathOf[node]!)) found.push(pathOf[node]!);
      }
    }
    if (found.length === 0) return undefined;
    const wide = new Uint8Array(paths.count);
    for (const path of found) wide[path] = 1;
    return wide;
  }
}

function samplesAt(isWanted: Uint8Array, end: Int32Array): Uint32Array {
  const found: number[] = [];
  for (let s = 0; s < end.length; s++) if (end[s] !== -1 && isWanted[end[s]!] === 1) found.push(s);
  return Uint32Array.from(found);
}

/** Only of frames that occur: putting the names of all in order takes as long as the rest of a small tree. */
function ranksOf(frame: Uint32Array, names: readonly string[]): Uint32Array {
  const order = [...new Set(frame)];
  order.sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
  const rank = new Uint32Array(names.length);
  for (const [place, each] of order.entries()) rank[each] = place;
  return rank;
}

import type { CallTree } from './call-tree.ts';
import { callersTree } from './callers-tree.ts';
import { collapseRecursion } from './collapse-recursion.ts';
import type { FrameTable } from './frames.ts';
import { orderPaths } from './ordered-tree.ts';
import { PathTable } from './path-table.ts';
import { regroup } from './regroup.ts';
import type { StackTree, StackValues } from './stack-tree.ts';

export interface FlameInput {
  readonly stacks: Pick<StackTree, 'count' | 'location' | 'parent'>;
  readonly frames: Pick<FrameTable, 'count' | 'rank' | 'locationOffset' | 'locationFrame'>;
  /** Per node of the stacks. */
  readonly values: StackValues;
}

export interface TreeOptions {
  /** Per frame: 1 leaves it out of all stacks. */
  readonly isHidden?: Uint8Array | undefined;
  /** Per frame: only stacks with such a one count. */
  readonly isFocus?: Uint8Array | undefined;
  /** Per frame: stacks with such a one do not count. */
  readonly isIgnored?: Uint8Array | undefined;
  /** A frame that is on the stack already is left out where it comes again. */
  readonly isRecursionCollapsed?: boolean | undefined;
  /** Callers below their callees, the functions that use something themselves on top. */
  readonly isInverted?: boolean | undefined;
  /** Of callers: leaves out what is below this share of the whole. Default: 1 in 10,000; 0 leaves out none. */
  readonly minFraction?: number | undefined;
}

/** The tree of all that is called (or of callers), in the time of the nodes of the stacks. */
export function buildCallTree({ stacks, frames, values }: FlameInput, options: TreeOptions = {}): CallTree {
  const paths = framePaths(stacks, frames, options);
  const grouped = {
    frame: paths.table.itemColumn(),
    parent: paths.table.parentColumn(),
    own: regroup(values, paths.end, paths.table.count),
  };
  const tree = orderPaths(grouped, frames.rank);
  const collapsed = options.isRecursionCollapsed ? collapseRecursion(tree, frames) : tree;
  if (!options.isInverted) return collapsed;
  return callersTree(collapsed, frames, options.minFraction);
}

/** Paths of frames, and per node of the stacks the path that ends there: -1 where nothing of it counts. */
function framePaths(
  { count, location, parent }: FlameInput['stacks'],
  { locationOffset, locationFrame }: FlameInput['frames'],
  { isHidden, isFocus, isIgnored }: TreeOptions,
): { readonly table: PathTable; readonly end: Int32Array } {
  const table = new PathTable();
  const path = new Int32Array(count);
  /** Bit 1: in focus; bit 2: ignored. */
  const marks = new Uint8Array(count);
  const isFiltered = isFocus !== undefined || isIgnored !== undefined;
  for (let node = 0; node < count; node++) {
    const above = parent[node]!;
    let at = above === -1 ? -1 : path[above]!;
    let mark = above === -1 ? 0 : marks[above]!;
    const end = locationOffset[location[node]! + 1]!;
    for (let i = locationOffset[location[node]!]!; i < end; i++) {
      const frame = locationFrame[i]!;
      if (isFiltered) mark |= (isFocus?.[frame] ?? 0) | ((isIgnored?.[frame] ?? 0) << 1);
      if (isHidden === undefined || isHidden[frame] === 0) at = table.child(at, frame);
    }
    path[node] = at;
    marks[node] = mark;
  }
  if (isFiltered) {
    const wanted = isFocus === undefined ? 0 : 1;
    for (let node = 0; node < count; node++) if ((marks[node]! & (2 | wanted)) !== wanted) path[node] = -1;
  }
  return { table, end: path };
}

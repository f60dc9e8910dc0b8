import { type CallTree, ownValues } from './call-tree.ts';
import type { FrameTable } from './frames.ts';
import { orderPaths } from './ordered-tree.ts';
import { PathTable } from './path-table.ts';
import { regroup } from './regroup.ts';

/**
 * The tree without recursion: a frame that is on the path already is left out, and what it calls stands below the
 * frame before it. So no frame stands below itself, and what goes through each function stays as it was; what a
 * function uses itself when it is called again by others counts for the one that called it.
 */
export function collapseRecursion(tree: CallTree, frames: Pick<FrameTable, 'count' | 'rank'>): CallTree {
  const table = new PathTable();
  const path = new Int32Array(tree.count).fill(-1);
  const isOpen = new Uint8Array(frames.count);
  /** Nodes from the root to the current one that opened their frames. */
  const opened = new Int32Array(tree.count);
  let height = 0;
  for (let node = 1; node < tree.count; node++) {
    while (height > 0 && tree.depth[opened[height - 1]!]! >= tree.depth[node]!) {
      isOpen[tree.frame[opened[--height]!]!] = 0;
    }
    const frame = tree.frame[node]!;
    const above = path[tree.parent[node]!]!;
    path[node] = isOpen[frame] === 1 ? above : table.child(above, frame);
    if (isOpen[frame] === 1) continue;
    isOpen[frame] = 1;
    opened[height++] = node;
  }
  const own = regroup(ownValues(tree), path, table.count);
  return orderPaths({ frame: table.itemColumn(), parent: table.parentColumn(), own }, frames.rank);
}

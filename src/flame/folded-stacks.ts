import type { CallTree } from './call-tree.ts';
import type { FrameTable } from './frames.ts';

/**
 * A tree as folded stacks: `main;work 30`, a line for each path where something ends. Callers are written from the
 * function that uses something to the outermost caller, as they stand. A semicolon or line break within a name would
 * end it, so it becomes a colon or a blank.
 * https://github.com/brendangregg/FlameGraph#2-fold-stacks
 */
export function foldedStacks(tree: CallTree, frames: Pick<FrameTable, 'name'>): string {
  const lines: string[] = [];
  const names: string[] = [];
  for (let node = 1; node < tree.count; node++) {
    names.length = tree.depth[node]! - 1;
    names.push(frames.name[tree.frame[node]!]!.replaceAll(';', ':').replace(/\s+/g, ' '));
    const own = tree.sums.flat[node]!;
    if (Number(own) !== 0) lines.push(`${names.join(';')} ${own}\n`);
  }
  return lines.join('');
}

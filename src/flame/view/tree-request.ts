import type { TreeOptions } from '../build-call-tree.ts';
import type { FrameTable } from '../frames.ts';
import { matchFrames } from '../search.ts';
import type { FunctionFilter, TreeSettings } from './view-state.ts';

/** What settings mean for a tree of these frames. */
export function treeOptionsOf(settings: TreeSettings, frames: FrameTable): TreeOptions {
  return {
    isInverted: settings.isInverted,
    isRecursionCollapsed: settings.isCollapsed,
    ...(settings.isComplete ? { minFraction: 0 } : {}),
    isFocus: marked(settings.filters, 'focus', frames),
    isIgnored: marked(settings.filters, 'ignore', frames),
    isHidden: marked(settings.filters, 'hide', frames),
  };
}

/** Undefined where no filter is of that kind. */
function marked(
  filters: readonly FunctionFilter[],
  kind: FunctionFilter['kind'],
  frames: FrameTable,
): Uint8Array | undefined {
  const names = new Set(filters.filter((filter) => filter.kind === kind).map(({ name }) => name));
  return names.size === 0 ? undefined : matchFrames(frames.functionName, (name) => names.has(name));
}

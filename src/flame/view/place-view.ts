import { type FlameCell, FlameRows } from './flame-rows.ts';
import type { ViewState } from './view-state.ts';

/** The cell that is selected. */
export const selectedCell = (state: ViewState): FlameCell => state.rows.cellOf(state.selected);

/** Brings the selection into sight. */
export function select(state: ViewState, node: number): ViewState {
  const depth = state.shown.tree.depth[state.rows.cellOf(node).node]!;
  const scroll = Math.min(Math.max(state.scroll, depth - state.height + 1), depth);
  return { ...state, selected: node, scroll: Math.max(0, scroll) };
}

/**
 * With rows made anew, and the selection in sight: from the root on where all rows fit, else from the zoomed frame on,
 * with what is right above it.
 */
export function placed(state: ViewState): ViewState {
  const { shown, zoom, columns, magnified } = state;
  const rows = new FlameRows(shown.tree, zoom, columns, magnified);
  const context = Math.min(2, shown.tree.depth[zoom.node]!);
  const fits = rows.countTo(state.height) <= state.height;
  const scroll = fits ? 0 : shown.tree.depth[zoom.node]! - context;
  return select({ ...state, rows, scroll }, state.selected);
}

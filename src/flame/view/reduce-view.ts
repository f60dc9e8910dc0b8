/** What keys, the mouse, a new size and a new tree make of a flame graph on a screen. */
import { searchTree } from '../search.ts';
import type { FlameCommand } from './flame-keys.ts';
import { type FlameCell, FlameRows } from './flame-rows.ts';
import { followTree } from './follow-tree.ts';
import { placed, select, selectedCell } from './place-view.ts';
import { changeSettings, withFilter } from './tree-settings.ts';
import type { FunctionFilter, Prompt, ShownTree, ViewState } from './view-state.ts';

export type ViewAction =
  | { readonly kind: 'command'; readonly command: FlameCommand }
  | { readonly kind: 'size'; readonly columns: number; readonly height: number }
  | { readonly kind: 'tree'; readonly shown: ShownTree }
  | { readonly kind: 'prompt'; readonly prompt: Prompt | undefined }
  /** A pattern with the frames that it matches; an empty one ends the search. Final: the first match is selected. */
  | {
      readonly kind: 'search';
      readonly pattern: string;
      readonly isMatch: Uint8Array;
      readonly isFinal: boolean;
    }
  | { readonly kind: 'filter'; readonly filter: FunctionFilter }
  /** The heaviest frame of a function; where it has none, nothing changes. */
  | { readonly kind: 'function'; readonly name: string }
  /** A click in the rows of frames: where, counted from the first of them. */
  | { readonly kind: 'click'; readonly column: number; readonly row: number }
  | { readonly kind: 'scroll'; readonly rows: number }
  | { readonly kind: 'message'; readonly message: string };

export function reduceView(state: ViewState, action: ViewAction): ViewState {
  switch (action.kind) {
    case 'command':
      return command({ ...state, message: '' }, action.command);
    case 'size':
      return resize(state, action.columns, action.height);
    case 'tree':
      return followTree(state, action.shown);
    case 'prompt':
      return { ...state, prompt: action.prompt, message: '' };
    case 'search':
      return search(state, action);
    case 'filter':
      return withFilter({ ...state, message: '' }, action.filter);
    case 'function':
      return selectFunction(state, action.name);
    case 'click':
      return click(state, action.column, action.row);
    case 'scroll':
      return scrollBy(state, action.rows);
    case 'message':
      return { ...state, message: action.message };
  }
}

function command(state: ViewState, id: FlameCommand): ViewState {
  if (state.overlay !== undefined) return inOverlay(state, id);
  switch (id) {
    case 'up':
    case 'down':
    case 'left':
    case 'right':
      return step(state, id);
    case 'top':
      return select(state, 0);
    case 'bottom':
      return bottom(state);
    case 'pageDown':
      return page(state, state.height);
    case 'pageUp':
      return page(state, -state.height);
    case 'zoom':
      return zoomIn(state);
    case 'back':
      return back(state);
    case 'levelUp':
      return levelUp(state);
    case 'reset':
      return zoomTo(state, { node: 0 }, state.selected);
    case 'magnify':
      return magnify(state);
    case 'nextMatch':
      return nextMatch(state, 1);
    case 'previousMatch':
      return nextMatch(state, -1);
    case 'everywhere':
      return everywhere(state);
    case 'search':
      return { ...state, prompt: { kind: 'search', text: '' } };
    case 'export':
      return { ...state, prompt: { kind: 'export', text: '' } };
    case 'help':
    case 'detail':
    case 'changes':
      return { ...state, overlay: id, overlayScroll: 0 };
    case 'copy':
    case 'suspend':
    case 'quit':
      return state;
    default:
      return changeSettings(state, id);
  }
}

/** A page over the graph: its keys scroll and close it. */
function inOverlay(state: ViewState, id: FlameCommand): ViewState {
  const scrolled = (rows: number) => ({
    ...state,
    overlayScroll: Math.max(0, state.overlayScroll + rows),
  });
  if (id === 'down') return scrolled(1);
  if (id === 'up') return scrolled(-1);
  if (id === 'pageDown') return scrolled(state.height);
  if (id === 'pageUp') return scrolled(-state.height);
  return { ...state, overlay: undefined };
}

function step(state: ViewState, direction: 'up' | 'down' | 'left' | 'right'): ViewState {
  const { tree } = state.shown;
  const cell = selectedCell(state);
  if (direction === 'up') return select(state, Math.max(0, tree.parent[cell.node]!));
  const depth = tree.depth[cell.node]!;
  if (direction === 'down') {
    const below = state.rows.row(depth + 1).find((other) => isBelow(other, cell, state));
    return below === undefined ? state : select(state, below.node);
  }
  const row = state.rows.row(depth);
  const next = row[row.indexOf(cell) + (direction === 'left' ? -1 : 1)];
  return next === undefined ? state : select(state, next.node);
}

const isBelow = (other: FlameCell, cell: FlameCell, { shown }: ViewState): boolean =>
  cell.count === 1 && shown.tree.parent[other.node] === cell.node;

function bottom(state: ViewState): ViewState {
  const { tree } = state.shown;
  let node = selectedCell(state).node;
  while (node + 1 < tree.end[node]!) node++;
  return select(state, node);
}

function page(state: ViewState, rows: number): ViewState {
  const { tree } = state.shown;
  let { node } = selectedCell(state);
  for (let left = Math.abs(rows); left > 0; left--) {
    const next = rows > 0 ? node + 1 : tree.parent[node]!;
    if (rows > 0 ? next >= tree.end[node]! : next < 0) break;
    node = next;
  }
  return select(state, node);
}

function zoomIn(state: ViewState): ViewState {
  const cell = selectedCell(state);
  if (cell.count === 1) return zoomTo(state, { node: cell.node }, cell.node);
  const parent = state.shown.tree.parent[cell.node]!;
  return zoomTo(state, { node: parent, from: cell.node }, cell.node);
}

/** A zoom that can be taken back. */
function zoomTo(state: ViewState, zoom: ViewState['zoom'], selected: number): ViewState {
  const { zoom: before, selected: at, scroll } = state;
  if (zoom.node === before.node && zoom.from === before.from) return state;
  const trail = [...state.trail, { zoom: before, selected: at, scroll }];
  return placed({ ...state, zoom, trail, selected, magnified: -1 });
}

function back(state: ViewState): ViewState {
  if (state.search !== undefined && state.trail.length === 0) return { ...state, search: undefined };
  const last = state.trail.at(-1);
  if (last === undefined) return state;
  const { zoom, selected, scroll } = last;
  const trail = state.trail.slice(0, -1);
  const rows = new FlameRows(state.shown.tree, zoom, state.columns);
  return { ...state, zoom, selected, scroll, trail, rows, magnified: -1 };
}

function levelUp(state: ViewState): ViewState {
  const { node, from } = state.zoom;
  if (from !== undefined) return zoomTo(state, { node }, state.selected);
  const parent = state.shown.tree.parent[node]!;
  return parent < 0 ? state : zoomTo(state, { node: parent }, state.selected);
}

function magnify(state: ViewState): ViewState {
  const parent = state.shown.tree.parent[selectedCell(state).node]!;
  if (parent < 0) return state;
  const magnified = state.magnified === parent ? -1 : parent;
  const rows = new FlameRows(state.shown.tree, state.zoom, state.columns, magnified);
  return select({ ...state, magnified, rows }, state.selected);
}

function resize(state: ViewState, columns: number, height: number): ViewState {
  const rows = new FlameRows(state.shown.tree, state.zoom, columns, state.magnified);
  // No empty rows below where there are frames above.
  const most = Math.max(0, rows.countTo(state.scroll + height) - height);
  const scroll = Math.min(state.scroll, most);
  return select({ ...state, columns, height, rows, scroll }, state.selected);
}

function search(
  state: ViewState,
  { pattern, isMatch, isFinal }: Extract<ViewAction, { readonly kind: 'search' }>,
): ViewState {
  if (pattern === '') return { ...state, search: undefined };
  const found = { ...searchTree(state.shown.tree, isMatch), pattern };
  const searched = {
    ...state,
    search: found,
    message: found.nodes.length === 0 ? `nothing matches ${pattern}` : '',
  };
  const isThere = isMatch[state.shown.tree.frame[state.selected]!] === 1;
  return isFinal && !isThere ? nextMatch(searched, 1) : searched;
}

function selectFunction(state: ViewState, name: string): ViewState {
  const { tree, frames } = state.shown;
  if (frames.functionName[tree.frame[selectedCell(state).node]!] === name) return state;
  let heaviest = -1;
  for (let node = 1; node < tree.count; node++) {
    if (frames.functionName[tree.frame[node]!] !== name) continue;
    if (heaviest === -1 || tree.width[node]! > tree.width[heaviest]!) heaviest = node;
  }
  if (heaviest === -1) return state;
  const cell = state.rows.cellOf(heaviest);
  const isSeen = cell.node === heaviest && cell.count === 1;
  return isSeen ? select(state, heaviest) : zoomTo(state, { node: heaviest }, heaviest);
}

function everywhere(state: ViewState): ViewState {
  const { tree, frames } = state.shown;
  const frame = tree.frame[selectedCell(state).node]!;
  const name = frames.name[frame];
  if (name === undefined) return state;
  const isMatch = Uint8Array.from(frames.name, (other) => (other === name ? 1 : 0));
  return { ...state, search: { ...searchTree(tree, isMatch), pattern: name } };
}

/** The next match in drawing order, around the end; zooms where it would be too small to see. */
function nextMatch(state: ViewState, by: 1 | -1): ViewState {
  const nodes = state.search?.nodes ?? [];
  if (nodes.length === 0) {
    return { ...state, message: state.search === undefined ? 'no search: / starts one' : state.message };
  }
  const after = firstAfter(nodes, state.selected);
  const isAt = nodes[after - 1] === state.selected;
  const index = by === 1 ? after : after - (isAt ? 2 : 1);
  const node = nodes[(index + nodes.length) % nodes.length]!;
  const cell = state.rows.cellOf(node);
  const isSeen = cell.node === node && cell.count === 1;
  return isSeen ? select(state, node) : zoomTo(state, { node }, node);
}

/** The index of the first that is larger. */
function firstAfter(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function click(state: ViewState, column: number, row: number): ViewState {
  const depth = state.scroll + row;
  const cell = state.rows.row(depth).find(({ left, width }) => column >= left && column < left + width);
  if (state.overlay !== undefined) return { ...state, overlay: undefined };
  if (cell === undefined) return state;
  const isAgain = selectedCell(state) === cell;
  const selected = { ...state, selected: cell.node, message: '' };
  return isAgain ? zoomIn(selected) : selected;
}

function scrollBy(state: ViewState, rows: number): ViewState {
  if (state.overlay !== undefined) return inOverlay(state, rows > 0 ? 'down' : 'up');
  const count = state.rows.countTo(state.scroll + state.height + Math.max(0, rows));
  const scroll = Math.max(0, Math.min(state.scroll + rows, count - state.height));
  return { ...state, scroll };
}

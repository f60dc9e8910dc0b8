/** What keys, the mouse and loaded rows make of a list. */
import type { TableColumn } from '../screens/table-column.ts';
import type { ListFilter, ListState } from './list-state.ts';
import { orderRows } from './order-rows.ts';

export type ListAction =
  /** All rows as they are now. The filter's matches are of these. */
  | {
      readonly kind: 'rows';
      readonly rows: readonly unknown[];
      readonly ids: readonly string[];
      readonly filter: ListFilter | undefined;
    }
  | { readonly kind: 'filter'; readonly filter: ListFilter | undefined }
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'moveTo'; readonly cursor: number }
  | { readonly kind: 'select'; readonly id: string }
  | { readonly kind: 'scroll'; readonly by: number }
  | { readonly kind: 'columns'; readonly by: number }
  | { readonly kind: 'wide' }
  | { readonly kind: 'mark' }
  | { readonly kind: 'markRange' }
  | { readonly kind: 'unmark' }
  | { readonly kind: 'sort'; readonly column?: number }
  | { readonly kind: 'reverse' }
  | { readonly kind: 'height' };

export interface ListFacts {
  readonly columns: readonly TableColumn<never>[];
  /** Rows of the screen that the list has for its own. */
  readonly height: number;
}

export function reduceList(list: ListState, action: ListAction, facts: ListFacts): ListState {
  switch (action.kind) {
    case 'rows':
      return ordered({ ...list, rows: action.rows, ids: action.ids, filter: action.filter }, facts);
    case 'filter':
      return ordered({ ...list, filter: action.filter }, facts);
    case 'move':
      return moveTo(list, list.cursor + action.by, facts);
    case 'moveTo':
      return moveTo(list, action.cursor, facts);
    case 'select': {
      const row = list.ids.indexOf(action.id);
      return row === -1 ? list : moveTo(list, list.shown.indexOf(row), facts);
    }
    case 'scroll':
      return scrollBy(list, action.by, facts);
    case 'columns': {
      const last = Math.max(0, facts.columns.length - 1);
      return { ...list, firstColumn: clamp(list.firstColumn + action.by, 0, last) };
    }
    case 'wide':
      return { ...list, isWide: !list.isWide, firstColumn: 0 };
    case 'mark':
      return mark(list, facts);
    case 'markRange':
      return markRange(list, facts);
    case 'unmark':
      return { ...list, marks: new Set(), anchor: undefined };
    case 'sort':
      return ordered({ ...list, sort: nextSort(list, action.column, facts) }, facts);
    case 'reverse': {
      const sort = list.sort ?? { column: 0, isDescending: false };
      return ordered({ ...list, sort: { ...sort, isDescending: !sort.isDescending } }, facts);
    }
    case 'height':
      return moveTo(list, list.cursor, facts);
  }
}

/** The row under the cursor. */
export function selectedRow(list: ListState): unknown {
  const row = list.shown[list.cursor];
  return row === undefined ? undefined : list.rows[row];
}

/** The marked rows, in the order in which they came; without marks the one under the cursor. */
export function markedRows(list: ListState): unknown[] {
  if (list.marks.size === 0) {
    const row = selectedRow(list);
    return row === undefined ? [] : [row];
  }
  return list.rows.filter((_, row) => list.marks.has(list.ids[row]!));
}

/** The cursor stays on its row; where that is gone, on the place that it had. */
function ordered(list: ListState, facts: ListFacts): ListState {
  const shown = orderRows(list.rows, list, facts.columns);
  const row = list.selected === undefined ? -1 : list.ids.indexOf(list.selected);
  const followed = row === -1 ? -1 : shown.indexOf(row);
  const cursor = followed === -1 ? list.cursor : followed;
  // What was on the screen stays where it was on it.
  const scroll = list.scroll + (followed === -1 ? 0 : followed - list.cursor);
  const known = list.marks.size === 0 ? list.marks : keptMarks(list);
  return moveTo({ ...list, shown, scroll, marks: known }, cursor, facts);
}

function keptMarks({ marks, ids }: ListState): ReadonlySet<string> {
  const there = new Set(ids);
  return new Set([...marks].filter((id) => there.has(id)));
}

function moveTo(list: ListState, to: number, { height }: ListFacts): ListState {
  const cursor = clamp(to, 0, Math.max(0, list.shown.length - 1));
  const row = list.shown[cursor];
  const scroll = clamp(
    clamp(list.scroll, cursor - height + 1, cursor),
    0,
    Math.max(0, list.shown.length - height),
  );
  return { ...list, cursor, scroll, selected: row === undefined ? list.selected : list.ids[row] };
}

/** The screen moves, and takes the cursor with it only at its edges. */
function scrollBy(list: ListState, by: number, facts: ListFacts): ListState {
  const scroll = clamp(list.scroll + by, 0, Math.max(0, list.shown.length - facts.height));
  const cursor = clamp(list.cursor, scroll, scroll + facts.height - 1);
  return moveTo({ ...list, scroll }, cursor, facts);
}

function mark(list: ListState, facts: ListFacts): ListState {
  const { selected } = list;
  if (selected === undefined || list.shown.length === 0) return list;
  const marks = new Set(list.marks);
  if (!marks.delete(selected)) marks.add(selected);
  return moveTo({ ...list, marks, anchor: selected }, list.cursor + 1, facts);
}

function markRange(list: ListState, facts: ListFacts): ListState {
  const anchorRow = list.anchor === undefined ? -1 : list.ids.indexOf(list.anchor);
  const start = anchorRow === -1 ? -1 : list.shown.indexOf(anchorRow);
  if (start === -1) return mark(list, facts);
  const marks = new Set(list.marks);
  for (let at = Math.min(start, list.cursor); at <= Math.max(start, list.cursor); at++) {
    marks.add(list.ids[list.shown[at]!]!);
  }
  return { ...list, marks };
}

/** The next column, after the last none; the one that was clicked, and the other way round at the second click. */
function nextSort(
  { sort }: ListState,
  clicked: number | undefined,
  { columns }: ListFacts,
): ListState['sort'] {
  const column = clicked ?? (sort === undefined ? 0 : sort.column + 1);
  if (column >= columns.length) return undefined;
  const isDescending = columns[column]!.isLargestFirst === true;
  if (clicked !== undefined && sort?.column === clicked) return { column, isDescending: !sort.isDescending };
  return { column, isDescending };
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

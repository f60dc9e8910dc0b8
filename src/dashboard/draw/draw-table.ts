import { safeText } from '../../kit/safe-text.ts';
import type { AnyTable } from '../screens/screen.ts';
import type { TableColumn } from '../screens/table-column.ts';
import type { ListState } from '../state/list-state.ts';
import type { Pen, Tone } from './pen.ts';

const GAP = 2;
/** Before each row: whether it is marked. */
const MARK = 2;
/** So many rows tell how wide columns are, beside those on the screen. */
const MEASURED = 200;

export interface DrawnTable {
  readonly lines: string[];
  /** Which column stands at a cell of the screen. */
  readonly columnAt: (cell: number) => number | undefined;
}

/** A header and the rows that the screen has room for. */
export function drawTable(list: ListState, body: AnyTable, height: number, pen: Pen): DrawnTable {
  const onScreen = [...list.shown.subarray(list.scroll, list.scroll + height - 1)];
  const placed = placeColumns(list, body.columns, onScreen, pen);
  const header = placed.map(({ column, index, width }) => {
    const arrow = list.sort?.column === index ? pen.ascii(list.sort.isDescending ? '▼' : '▲') : '';
    return pad(column.header + arrow, width, column.align, pen);
  });
  const lines = [pen.line([[`${' '.repeat(MARK)}${header.join(' '.repeat(GAP))}`, 'bold']])];
  for (const [at, index] of onScreen.entries()) {
    const row = list.rows[index] as never;
    const isCursor = list.scroll + at === list.cursor;
    const mark = list.marks.has(list.ids[index]!) ? pen.ascii('● ') : isCursor ? '> ' : '  ';
    const cells = placed.map(({ column, width }) => pad(textOf(column, row, pen), width, column.align, pen));
    const text = mark + cells.join(' '.repeat(GAP));
    const tone: Tone = isCursor ? 'reverse' : (body.tone?.(row) ?? 'plain');
    lines.push(pen.line([[isCursor ? padTo(text, pen) : text, tone]]));
  }
  const columnAt = (cell: number) => placed.findLast(({ start }) => start <= cell)?.index;
  return { lines, columnAt };
}

interface Placed {
  readonly column: TableColumn<never>;
  readonly index: number;
  readonly start: number;
  readonly width: number;
}

/** Optional columns are left out where they do not fit, unless all are wanted. */
function placeColumns(
  list: ListState,
  columns: readonly TableColumn<never>[],
  onScreen: readonly number[],
  pen: Pen,
): Placed[] {
  const widths = columns.map((column) => widthOf(column, list, onScreen, pen));
  const needed = (indexes: readonly number[]) =>
    indexes.reduce((sum, index) => sum + widths[index]! + GAP, MARK);
  const all = columns.map((_, index) => index).filter((index) => index >= list.firstColumn);
  const fixed = all.filter((index) => columns[index]!.isOptional !== true);
  const chosen = list.isWide || needed(all) <= pen.columns || fixed.length === 0 ? all : fixed;
  let start = MARK;
  return chosen.map((index) => {
    const placed = { column: columns[index]!, index, start, width: widths[index]! };
    start += placed.width + GAP;
    return placed;
  });
}

function widthOf(
  column: TableColumn<never>,
  { rows }: ListState,
  onScreen: readonly number[],
  pen: Pen,
): number {
  // A step through all rows, so that columns rarely change their places while one scrolls.
  const step = Math.max(1, Math.floor(rows.length / MEASURED));
  let width = pen.width(column.header) + 1;
  const measure = (row: unknown) => {
    width = Math.max(width, pen.width(textOf(column, row as never, pen)));
  };
  for (let row = 0; row < rows.length; row += step) measure(rows[row]);
  for (const row of onScreen) measure(rows[row]);
  return width;
}

function textOf(column: TableColumn<never>, row: never, pen: Pen): string {
  return safeText((column.drawn ?? column.cell)(row, pen));
}

function pad(text: string, width: number, align: 'left' | 'right' | undefined, pen: Pen): string {
  const blanks = ' '.repeat(Math.max(0, width - pen.width(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

const padTo = (text: string, pen: Pen): string =>
  text + ' '.repeat(Math.max(0, pen.columns - pen.width(text)));

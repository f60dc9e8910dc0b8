import { safeText } from '../kit/safe-text.ts';
import { fitEnd } from './fit-end.ts';
import { type Column, formatTable } from './table.ts';

const GAP_WIDTH = 2;
const MIN_NAME_WIDTH = 16;

/** Functions and their values; on a terminal (`columns`), names give up their beginnings so that values have room. */
export async function functionsTable<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  values: readonly Column<Row>[],
  columns: number | undefined,
): Promise<string> {
  const taken = values.reduce((sum, { header, cell }) => {
    const widest = rows.reduce((most, row) => Math.max(most, cell(row).length), header.length);
    return sum + GAP_WIDTH + widest;
  }, 0);
  const room = columns === undefined ? undefined : Math.max(MIN_NAME_WIDTH, columns - taken);
  const fitting = await fitEnd(
    rows.map((row) => safeText(nameOf(row))),
    room,
  );
  const names = new Map(rows.map((row, i) => [row, fitting[i]!]));
  return formatTable([{ header: 'FUNCTION', cell: (row) => names.get(row)! }, ...values], rows);
}

import type { Column } from '../../present/table.ts';

/** A column of a list on a screen: the text is that of commands, what it is sorted by is its value. */
export interface TableColumn<Row> extends Column<Row> {
  /** Default: the text. */
  readonly sortBy?: (row: Row) => string | number;
  /** In place of the text, where a terminal that can do more is to show more. */
  readonly drawn?: (row: Row, style: { readonly isAscii: boolean }) => string;
  /** Sorting begins with the largest. */
  readonly isLargestFirst?: boolean;
}

/** Columns of a command's table, sorted by values where these are named by header. */
export function sortable<Row>(
  columns: readonly Column<Row>[],
  values: Readonly<Record<string, (row: Row) => number>>,
): TableColumn<Row>[] {
  return columns.map((column) => {
    const sortBy = values[column.header];
    return sortBy === undefined ? column : { ...column, sortBy, isLargestFirst: true };
  });
}

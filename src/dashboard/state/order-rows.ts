import type { TableColumn } from '../screens/table-column.ts';
import type { ListFilter, Sort } from './list-state.ts';

/** Rows that pass the filter, in order; equal ones stay in the order that they came in. */
export function orderRows(
  rows: readonly unknown[],
  { sort, filter }: { readonly sort: Sort | undefined; readonly filter: ListFilter | undefined },
  columns: readonly TableColumn<never>[],
): Int32Array {
  const shown = matching(rows.length, filter);
  const column = sort === undefined ? undefined : columns[sort.column];
  if (sort === undefined || column === undefined) return shown;
  const keyOf = (column.sortBy ?? column.cell) as (row: unknown) => string | number;
  const values = rows.map(keyOf);
  const direction = sort.isDescending ? -1 : 1;
  return shown.sort((left, right) => {
    const a = values[left]!;
    const b = values[right]!;
    return a < b ? -direction : a > b ? direction : left - right;
  });
}

function matching(count: number, filter: ListFilter | undefined): Int32Array {
  const shown = new Int32Array(count);
  let kept = 0;
  for (let row = 0; row < count; row++)
    if (filter === undefined || filter.isMatch[row] === 1) shown[kept++] = row;
  return shown.slice(0, kept);
}

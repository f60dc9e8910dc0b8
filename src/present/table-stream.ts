import { type Column, type LaidOutTable, layOutTable } from './table.ts';

/**
 * A table of rows that are still to be found, in pieces of whole lines, each as soon as its rows are there: what is printed
 * takes no memory any more. Columns grow with what comes, and never shrink. No rows: no text.
 */
export async function* tableStream<Row>(
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
  { maxWidth }: { readonly maxWidth?: number | undefined } = {},
): AsyncGenerator<string> {
  let before: LaidOutTable<Row> | undefined;
  for await (const rows of batches) {
    before = await layOutTable(before?.columns ?? columns, rows, { maxWidth, widths: before?.widths });
    yield before.text;
  }
}

/** Tables as CSV: RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), with lines that end in a newline alone. */

export type CsvValue = string | number | bigint | boolean | null | undefined;

export interface CsvColumn<Row> {
  /** With the unit of numbers in it: `flat_nanoseconds`. */
  readonly header: string;
  /** Texts as they are, numbers in base units and not rounded; nothing for what is not known. */
  readonly value: (row: Row) => CsvValue;
}

const CHUNK_LENGTH = 1 << 14;

/** A header and the rows, in chunks of whole lines. Nothing in the data is changed. */
export function* csvText<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): Generator<string> {
  let chunk = csvHeader(columns);
  for (const row of rows) {
    chunk += csvRow(columns, row);
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** The same of rows that are still to be found, each as it comes. */
export async function* csvStream<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  yield csvHeader(columns);
  for await (const row of rows) yield csvRow(columns, row);
}

const csvHeader = <Row>(columns: readonly CsvColumn<Row>[]): string =>
  csvLine(columns.map(({ header }) => header));

const csvRow = <Row>(columns: readonly CsvColumn<Row>[], row: Row): string =>
  csvLine(columns.map(({ value }) => value(row)));

const csvLine = (values: readonly CsvValue[]): string => `${values.map(cell).join(',')}\n`;

function cell(value: CsvValue): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import { safeText } from '../kit/safe-text.ts';

export interface Column<Row> {
  readonly header: string;
  readonly align?: 'left' | 'right';
  /** Left out where the table is wider than the terminal. */
  readonly isOptional?: boolean;
  /** Foreign text may come as it is: it is made safe here. */
  readonly cell: (row: Row) => string;
}

const GAP = '  ';
const ASCII = /^[\x20-\x7e]*$/;

/**
 * Rows under a header line, each line without trailing spaces; foreign text with control characters visible.
 * With `maxWidth` (columns of a terminal), optional columns are left out of a table that would be wider.
 */
export async function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { maxWidth }: { readonly maxWidth?: number | undefined } = {},
): Promise<string> {
  return (await layOutTable(columns, rows, { maxWidth })).text;
}

export interface LaidOutTable<Row> {
  readonly text: string;
  /** Those that are shown. */
  readonly columns: readonly Column<Row>[];
  readonly widths: readonly number[];
}

/** The same, or with `widths` the lines that continue such a table: without a header, and no column narrower. */
export async function layOutTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {
    maxWidth,
    widths: before,
  }: { readonly maxWidth?: number | undefined; readonly widths?: readonly number[] | undefined } = {},
): Promise<LaidOutTable<Row>> {
  const lines = before === undefined ? [columns.map(({ header }) => header)] : [];
  for (const row of rows) lines.push(columns.map(({ cell }) => safeText(cell(row))));
  const widthOf = await measureFor(lines);
  const widths = columns.map((_, index) =>
    lines.reduce((widest, line) => Math.max(widest, widthOf(line[index]!)), before?.[index] ?? 0),
  );
  const tableWidth = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  const needed = columns.filter(({ isOptional }) => isOptional !== true);
  const isTooWide = maxWidth !== undefined && tableWidth > maxWidth;
  if (before === undefined && isTooWide && needed.length < columns.length) return layOutTable(needed, rows);
  const text = lines.map((line) => {
    const cells = line.map((cell, index) => {
      const padding = ' '.repeat(widths[index]! - widthOf(cell));
      return columns[index]!.align === 'right' ? padding + cell : cell + padding;
    });
    return `${cells.join(GAP).trimEnd()}\n`;
  });
  return { text: text.join(''), columns, widths };
}

/** Columns on a terminal. The library that knows wide characters is loaded only where there are any. */
async function measureFor(lines: readonly (readonly string[])[]): Promise<(text: string) => number> {
  if (lines.every((line) => line.every((cell) => ASCII.test(cell)))) return (text) => text.length;
  const { default: stringWidth } = await import('string-width');
  const known = new Map<string, number>();
  return (text) => {
    if (ASCII.test(text)) return text.length;
    const width = known.get(text) ?? stringWidth(text);
    known.set(text, width);
    return width;
  };
}

/** Names and values in two columns, indented. Rows without a value are left out. */
export function formatFacts(
  facts: readonly (readonly [string, string | undefined])[],
  indent = '  ',
): string {
  const shown = facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '');
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${indent}${name.padEnd(width)}  ${safeText(value)}\n`).join('');
}

import type { DiffMeasure, DiffRow, ProfileDiff } from '../compare/diff.ts';
import { safeText } from '../kit/safe-text.ts';
import { buildsText } from './builds-text.ts';
import { errorText, signedPoints, signedValue, valueText } from './change-text.ts';
import { diffVerdict } from './diff-verdict.ts';
import { functionsTable } from './functions-table.ts';
import { sideText } from './side-text.ts';
import type { Column } from './table.ts';

export interface DiffView {
  /** At most so many rows; undefined: all. */
  readonly top: number | undefined;
  /** Width of the terminal; undefined: as wide as needed. */
  readonly columns: number | undefined;
}

/** On narrower terminals names need the room more than errors do. */
const ROOMY = 80;

/** The table under its verdict, what was compared, and what must be known about it. */
export async function diffText(diff: ProfileDiff, view: DiffView): Promise<string> {
  const { measure, unit } = diff;
  const changed = diff.rows.filter((row) => Number(row[measure].change) !== 0);
  const shown = changed.slice(0, view.top);
  const parts = [`${diffVerdict(diff)}\n`];
  if (shown.length > 0) parts.push('\n', await tableText(shown, measure, unit, view.columns));
  const hidden = changed.length - shown.length;
  if (hidden > 0) parts.push(`… ${hidden} more; --all shows them\n`);
  parts.push('\n', sideText('base', diff.base), sideText('target', diff.target));
  parts.push(buildsText(diff.builds));
  for (const note of diff.notes) parts.push(`note    ${safeText(note)}\n`);
  return parts.join('');
}

function tableText(
  rows: readonly DiffRow[],
  measure: DiffMeasure,
  unit: string,
  columns: number | undefined,
): Promise<string> {
  const values: Column<DiffRow>[] = [
    { header: 'BASE', align: 'right', cell: (row) => valueText(row[measure].base, unit) },
    { header: 'TARGET', align: 'right', cell: (row) => valueText(row[measure].target, unit) },
    { header: 'CHANGE', align: 'right', cell: (row) => signedValue(row[measure].change, unit) },
    ...(columns !== undefined && columns < ROOMY ? [] : errorColumn(rows, measure, unit)),
    { header: 'PP', align: 'right', cell: (row) => signedPoints(row[measure].points) },
  ];
  return functionsTable(rows, ({ name }) => name, values, columns);
}

/** What chance makes of each change, where values are counts of samples. */
function errorColumn(rows: readonly DiffRow[], measure: DiffMeasure, unit: string): Column<DiffRow>[] {
  if (rows.every((row) => row[measure].samplingError === undefined)) return [];
  const cell = (row: DiffRow) => errorText(row[measure].samplingError ?? 0, unit);
  return [{ header: '±', align: 'right', cell }];
}

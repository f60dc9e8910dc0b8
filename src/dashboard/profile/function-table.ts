import type { FunctionColumns } from '../../ports/profile-reports.ts';
import { percentOf } from '../../present/share.ts';
import type { Int64 } from '../../profile/go-number-format.ts';
import { formatValue } from '../../profile/measurement.ts';
import type { LoadContext, TableBody } from '../screens/screen.ts';

export interface FunctionRow {
  readonly columns: FunctionColumns;
  readonly index: number;
}

const flatOf = ({ columns, index }: FunctionRow): Int64 => columns.flat[index]!;
const cumOf = ({ columns, index }: FunctionRow): Int64 => columns.cum[index]!;
const text = (value: Int64, { columns }: FunctionRow): string =>
  formatValue(value, columns.unit, columns.outputUnit);
const share = (value: Int64, { columns }: FunctionRow): string =>
  `${percentOf(value, columns.total).toFixed(2)}%`;
const INLINE = ['', ' (inline)', ' (partial-inline)'];

/** The functions of a profile: what `prof top` prints, all of it. */
export const functionTable: TableBody<FunctionRow> = {
  kind: 'table',
  columns: [
    { header: 'FLAT', align: 'right', cell: (row) => text(flatOf(row), row), ...byNumber(flatOf) },
    { header: 'FLAT%', align: 'right', cell: (row) => share(flatOf(row), row), ...byNumber(flatOf) },
    { header: 'CUM', align: 'right', cell: (row) => text(cumOf(row), row), ...byNumber(cumOf) },
    { header: 'CUM%', align: 'right', cell: (row) => share(cumOf(row), row), ...byNumber(cumOf) },
    {
      header: 'FUNCTION',
      cell: ({ columns, index }) => columns.name[index]! + INLINE[columns.inline[index]!]!,
    },
  ],
  idOf: ({ columns, index }) => `${columns.name[index]!}#${columns.inline[index]!}`,
  functionOf: ({ columns, index }) => columns.functionName[index]!,
  load: rows,
  nothing: () => ['no samples, or the filters leave none; X takes the last filter back'],
  enter: (_, control) => control.showTab('peek'),
};

function byNumber(amountOf: (row: FunctionRow) => Int64) {
  return { sortBy: (row: FunctionRow) => Number(amountOf(row)), isLargestFirst: true };
}

async function* rows({ control, place }: LoadContext): AsyncGenerator<readonly FunctionRow[]> {
  const { engine, opened } = control.profile(place);
  const { settings } = (await opened).state;
  const columns = await (await engine).functions(settings);
  yield Array.from({ length: columns.count }, (_, index) => ({ columns, index }));
}

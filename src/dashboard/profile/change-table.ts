import type { DiffRow } from '../../compare/diff.ts';
import { signedPoints, signedValue, valueText } from '../../present/change-text.ts';
import { diffVerdict } from '../../present/diff-verdict.ts';
import type { LoadContext, TableBody } from '../screens/screen.ts';

interface ChangeRow extends DiffRow {
  readonly unit: string;
}

/** What changed, function by function: the rows of `prof diff`. */
export const changeTable: TableBody<ChangeRow> = {
  kind: 'table',
  columns: [
    {
      header: 'CHANGE',
      align: 'right',
      cell: ({ flat, unit }) => signedValue(flat.change, unit),
      ...bySize(({ flat }) => Number(flat.change)),
    },
    {
      header: 'PP',
      align: 'right',
      cell: ({ flat }) => signedPoints(flat.points),
      ...bySize(({ flat }) => flat.points),
    },
    {
      header: 'BASE',
      align: 'right',
      cell: ({ flat, unit }) => valueText(flat.base, unit),
      ...bySize(({ flat }) => Number(flat.base)),
    },
    {
      header: 'TARGET',
      align: 'right',
      cell: ({ flat, unit }) => valueText(flat.target, unit),
      ...bySize(({ flat }) => Number(flat.target)),
    },
    {
      header: 'CUM CHANGE',
      align: 'right',
      isOptional: true,
      cell: ({ cum, unit }) => signedValue(cum.change, unit),
      ...bySize(({ cum }) => Number(cum.change)),
    },
    { header: 'FUNCTION', cell: ({ name, flat }) => name + markOf(flat.base, flat.target) },
  ],
  idOf: ({ name }) => name,
  functionOf: ({ name }) => name,
  load: rows,
  nothing: () => ['no function differs'],
  enter: (_, control) => control.showTab('flame'),
};

function markOf(base: number | bigint, target: number | bigint): string {
  if (Number(base) === 0 && Number(target) !== 0) return ' (new)';
  return Number(target) === 0 && Number(base) !== 0 ? ' (gone)' : '';
}

function bySize(sortBy: (row: ChangeRow) => number) {
  return { sortBy, isLargestFirst: true };
}

async function* rows({ control, place }: LoadContext): AsyncGenerator<readonly ChangeRow[]> {
  const profile = control.profile(place);
  const { settings } = (await profile.opened).state;
  const diff = await (await profile.engine).changes(settings);
  profile.verdict = diffVerdict(diff);
  yield diff.rows.map((row) => ({ ...row, unit: diff.unit }));
}

import type { ProfileDiff } from '../compare/diff.ts';
import type { CsvColumn } from './csv.ts';
import type { ChangeDocument, DiffRowDocument } from './diff-document.ts';

/** The columns of the measure that rows are ordered by. */
export function diffCsv({ measure, unit }: ProfileDiff): readonly CsvColumn<DiffRowDocument>[] {
  const column = (header: string, key: keyof ChangeDocument): CsvColumn<DiffRowDocument> => ({
    header,
    value: (row) => row[measure][key],
  });
  return [
    { header: 'function', value: ({ name }) => name },
    column(`base_${unit}`, 'base'),
    column(`target_${unit}`, 'target'),
    column(`change_${unit}`, 'change'),
    column('change_percent', 'changePercent'),
    column('base_percent', 'basePercent'),
    column('target_percent', 'targetPercent'),
    column('points', 'points'),
  ];
}

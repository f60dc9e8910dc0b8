import type { TreeSettings } from '../flame/view/view-state.ts';
import type { FunctionColumns } from '../ports/profile-reports.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import type { Profile, ValueColumn } from '../profile/profile.ts';
import { topReport } from '../report/top.ts';
import { textOptions } from './filter-options.ts';

const MARKS = { inline: 1, 'partial-inline': 2 } as const;

/** The report `top` without limits, as columns. @throws ProfError USAGE as the report does */
export async function functionColumns(profile: Profile, settings: TreeSettings): Promise<FunctionColumns> {
  const { rows, total, sampleUnit, outputUnit } = await topReport(profile, {
    ...textOptions(settings),
    trim: false,
  });
  return {
    count: rows.length,
    name: rows.map(({ name }) => name),
    functionName: rows.map(({ functionName }) => functionName),
    inline: Uint8Array.from(rows, ({ inline }) => (inline === undefined ? 0 : MARKS[inline])),
    flat: columnOf(rows.map(({ flat }) => flat)),
    cum: columnOf(rows.map(({ cum }) => cum)),
    total,
    unit: sampleUnit,
    outputUnit,
  };
}

/** Sums of a column that is exact as numbers may be larger, and are big integers then. */
function columnOf(values: readonly Int64[]): ValueColumn {
  return values.some((value) => typeof value === 'bigint')
    ? BigInt64Array.from(values, (value) => BigInt(value))
    : Float64Array.from(values as readonly number[]);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableColumn } from '../../../../src/dashboard/screens/table-column.ts';
import { orderRows } from '../../../../src/dashboard/state/order-rows.ts';

interface Row {
  readonly name: string;
  readonly size: number;
}

const COLUMNS = [
  { header: 'NAME', cell: ({ name }: Row) => name },
  { header: 'SIZE', cell: ({ size }: Row) => `${size} B`, sortBy: ({ size }: Row) => size },
] as unknown as readonly TableColumn<never>[];

const order = (rows: readonly Row[], column?: number, isDescending = false, isMatch?: number[]) => {
  const sort = column === undefined ? undefined : { column, isDescending };
  const filter = isMatch && { pattern: 'x', isMatch: Uint8Array.from(isMatch) };
  return [...orderRows(rows, { sort, filter }, COLUMNS)];
};

const ROWS: readonly Row[] = [
  { name: 'b', size: 10 },
  { name: 'a', size: 9 },
  { name: 'c', size: 10 },
];

describe('orderRows', () => {
  it('leaves rows as they came, without a sort', () => {
    expect(order(ROWS)).toEqual([0, 1, 2]);
    expect(order([])).toEqual([]);
  });

  it('sorts by text, or by the value where there is one', () => {
    expect(order(ROWS, 0)).toEqual([1, 0, 2]);
    expect(order(ROWS, 1)).toEqual([1, 0, 2]);
    expect(order(ROWS, 0, true)).toEqual([2, 0, 1]);
  });

  it('keeps equal rows in their order, both ways', () => {
    expect(order(ROWS, 1, true)).toEqual([0, 2, 1]);
  });

  it('shows what matches', () => {
    expect(order(ROWS, undefined, false, [1, 0, 1])).toEqual([0, 2]);
    expect(order(ROWS, 0, true, [1, 1, 0])).toEqual([0, 1]);
    expect(order(ROWS, 0, true, [0, 0, 0])).toEqual([]);
  });

  it('shows every row that matches once, in order', () => {
    const rows = fc.array(fc.record({ name: fc.string(), size: fc.integer(), isMatch: fc.boolean() }));
    fc.assert(
      fc.property(rows, fc.boolean(), (given, isDescending) => {
        const shown = order(
          given,
          1,
          isDescending,
          given.map(({ isMatch }) => Number(isMatch)),
        );
        expect([...shown].sort((a, b) => a - b)).toEqual(
          given.flatMap(({ isMatch }, index) => (isMatch ? [index] : [])),
        );
        for (let at = 1; at < shown.length; at++) {
          const step = given[shown[at]!]!.size - given[shown[at - 1]!]!.size;
          expect(isDescending ? -step : step).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

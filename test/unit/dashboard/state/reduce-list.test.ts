import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableColumn } from '../../../../src/dashboard/screens/table-column.ts';
import { EMPTY_LIST, type ListState } from '../../../../src/dashboard/state/list-state.ts';
import {
  type ListAction,
  markedRows,
  reduceList,
  selectedRow,
} from '../../../../src/dashboard/state/reduce-list.ts';

const columns = [
  { header: 'NAME', cell: (name: string) => name },
  { header: 'LENGTH', cell: (name: string) => String(name.length), isLargestFirst: true },
] as unknown as readonly TableColumn<never>[];
const FACTS = { columns, height: 3 };

const rows = (...names: string[]): ListAction => ({
  kind: 'rows',
  rows: names,
  ids: names,
  filter: undefined,
});
const made = (...actions: readonly ListAction[]): ListState => then(EMPTY_LIST, ...actions);
const then = (list: ListState, ...actions: readonly ListAction[]): ListState =>
  actions.reduce((state, action) => reduceList(state, action, FACTS), list);
const shownOf = ({ shown, ids }: ListState) => [...shown].map((row) => ids[row]);
const move = (by: number): ListAction => ({ kind: 'move', by });
const matching = (isMatch: number[]): ListAction => ({
  kind: 'filter',
  filter: { pattern: 'x', isMatch: Uint8Array.from(isMatch) },
});

const SEVEN = rows('a', 'b', 'c', 'd', 'e', 'f', 'g');

describe('moving in a list', () => {
  it('scrolls as far as it must, and not beyond the ends', () => {
    const bottom = made(SEVEN, move(3));
    expect(bottom).toMatchObject({ cursor: 3, scroll: 1, selected: 'd' });
    expect(then(bottom, move(-2))).toMatchObject({ cursor: 1, scroll: 1 });
    expect(then(bottom, move(-3))).toMatchObject({ cursor: 0, scroll: 0 });
    expect(then(bottom, move(100))).toMatchObject({ cursor: 6, scroll: 4, selected: 'g' });
    expect(then(bottom, move(-100))).toMatchObject({ cursor: 0, scroll: 0, selected: 'a' });
    expect(then(bottom, { kind: 'moveTo', cursor: Number.MAX_SAFE_INTEGER })).toMatchObject({ cursor: 6 });
  });

  it('takes the cursor along at the edges only, when the screen moves', () => {
    const list = made(SEVEN, { kind: 'scroll', by: 2 });
    expect(list).toMatchObject({ scroll: 2, cursor: 2, selected: 'c' });
    expect(then(list, { kind: 'scroll', by: 100 })).toMatchObject({ scroll: 4, cursor: 4 });
    expect(then(list, { kind: 'scroll', by: -1 })).toMatchObject({ scroll: 1, cursor: 2 });
  });

  it('survives an empty list', () => {
    const list = made(rows(), move(1), { kind: 'mark' }, { kind: 'markRange' }, { kind: 'scroll', by: 3 });
    expect(list).toMatchObject({ cursor: 0, scroll: 0, selected: undefined });
    expect(selectedRow(list)).toBeUndefined();
    expect(markedRows(list)).toEqual([]);
  });
});

describe('loading a list again', () => {
  it('stays on the row of the cursor, at its place of the screen', () => {
    const list = made(SEVEN, move(4), rows('0', '1', 'a', 'b', 'c', 'd', 'e', 'f', 'g'));
    expect(list).toMatchObject({ cursor: 6, scroll: 4, selected: 'e' });
  });

  it('stays at the place where the row is gone', () => {
    const list = made(SEVEN, move(4), rows('a', 'b', 'c', 'd', 'f', 'g'));
    expect(list).toMatchObject({ cursor: 4, selected: 'f' });
    expect(then(list, rows('a'))).toMatchObject({ cursor: 0, scroll: 0, selected: 'a' });
  });

  it('comes back to the row after a moment without rows', () => {
    const list = made(SEVEN, move(4), rows(), SEVEN);
    expect(list).toMatchObject({ selected: 'e', cursor: 4 });
  });

  it('keeps the order, the marks of what is still there, and the columns', () => {
    const list = made(SEVEN, { kind: 'sort', column: 0 }, { kind: 'reverse' }, { kind: 'mark' });
    expect(shownOf(list)).toEqual(['g', 'f', 'e', 'd', 'c', 'b', 'a']);
    const marked = then(list, { kind: 'moveTo', cursor: 0 }, { kind: 'mark' });
    expect([...marked.marks]).toEqual(['a', 'g']);
    const again = then(marked, rows('b', 'g', 'z'));
    expect(shownOf(again)).toEqual(['z', 'g', 'b']);
    expect([...again.marks]).toEqual(['g']);
  });
});

describe('sorting a list', () => {
  const named = rows('bb', 'a', 'ccc');

  it('goes through the columns, and back to the order in which rows came', () => {
    const byName = made(named, { kind: 'sort' });
    expect(shownOf(byName)).toEqual(['a', 'bb', 'ccc']);
    const byLength = then(byName, { kind: 'sort' });
    expect(byLength.sort).toEqual({ column: 1, isDescending: true });
    expect(shownOf(byLength)).toEqual(['ccc', 'bb', 'a']);
    expect(shownOf(then(byLength, { kind: 'sort' }))).toEqual(['bb', 'a', 'ccc']);
  });

  it('takes the cursor along with its row', () => {
    expect(made(named, { kind: 'sort' })).toMatchObject({ cursor: 1, selected: 'bb' });
  });

  it('turns round at the second click on a header', () => {
    const list = made(named, { kind: 'sort', column: 0 }, { kind: 'sort', column: 0 });
    expect(shownOf(list)).toEqual(['ccc', 'bb', 'a']);
  });
});

describe('filtering a list', () => {
  it('follows the row of the cursor, or stays where it was', () => {
    const list = made(SEVEN, move(4), matching([1, 0, 1, 0, 1, 0, 1]));
    expect(shownOf(list)).toEqual(['a', 'c', 'e', 'g']);
    expect(list).toMatchObject({ cursor: 2, selected: 'e' });
    expect(then(list, matching([0, 1, 0, 0, 0, 0, 0]))).toMatchObject({ cursor: 0, selected: 'b' });
  });

  it('is over the whole list again when it ends', () => {
    const list = made(SEVEN, matching([0, 0, 0, 0, 0, 0, 1]), { kind: 'filter', filter: undefined });
    expect(list).toMatchObject({ cursor: 6, selected: 'g', scroll: 4 });
  });
});

describe('marking rows', () => {
  it('marks, goes on, and takes a mark back', () => {
    const list = made(SEVEN, { kind: 'mark' }, { kind: 'mark' });
    expect([...list.marks]).toEqual(['a', 'b']);
    expect(list.cursor).toBe(2);
    const back = then(list, move(-2), { kind: 'mark' });
    expect([...back.marks]).toEqual(['b']);
  });

  it('marks all rows from the last mark to the cursor, in the order of the screen', () => {
    const list = made(
      SEVEN,
      { kind: 'sort', column: 0 },
      { kind: 'reverse' },
      { kind: 'moveTo', cursor: 1 },
      { kind: 'mark' },
    );
    const range = then(list, move(1), { kind: 'markRange' });
    expect([...range.marks].sort()).toEqual(['d', 'e', 'f']);
    expect(markedRows(range)).toEqual(['d', 'e', 'f']);
    expect([...then(range, { kind: 'unmark' }).marks]).toEqual([]);
  });

  it('means the row of the cursor where there are no marks', () => {
    expect(markedRows(made(SEVEN, move(2)))).toEqual(['c']);
  });
});

describe('columns of a list', () => {
  it('move by one, to the last', () => {
    const list = made(SEVEN, { kind: 'columns', by: 5 });
    expect(list.firstColumn).toBe(1);
    expect(then(list, { kind: 'columns', by: -9 }).firstColumn).toBe(0);
    expect(then(list, { kind: 'wide' })).toMatchObject({ isWide: true, firstColumn: 0 });
  });
});

describe('whatever is done to a list', () => {
  const someRows = fc
    .uniqueArray(fc.constantFrom(...'abcdefghijklm'), { maxLength: 12 })
    .map((names) => rows(...names));
  const anAction = fc.oneof(
    someRows,
    fc.integer({ min: -15, max: 15 }).map(move),
    fc.integer({ min: -5, max: 5 }).map((by): ListAction => ({ kind: 'scroll', by })),
    fc.constantFrom<ListAction>(
      { kind: 'mark' },
      { kind: 'markRange' },
      { kind: 'unmark' },
      { kind: 'sort' },
      { kind: 'reverse' },
      { kind: 'height' },
    ),
    fc.constantFrom(...'abc').map((id): ListAction => ({ kind: 'select', id })),
  );

  it('the cursor is on a row and on the screen, and marks are of rows', () => {
    fc.assert(
      fc.property(
        fc.array(anAction, { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        (actions, height) => {
          const list = actions.reduce(
            (state, action) => reduceList(state, action, { columns, height }),
            EMPTY_LIST,
          );
          const { cursor, scroll, shown, ids, selected, marks } = list;
          expect(cursor).toBeGreaterThanOrEqual(scroll);
          expect(cursor).toBeLessThan(scroll + height);
          expect(scroll).toBeLessThanOrEqual(Math.max(0, shown.length - height));
          if (shown.length > 0) expect(ids[shown[cursor]!]).toBe(selected);
          for (const mark of marks) expect(ids).toContain(mark);
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import {
  EMPTY_TEXT,
  reduceText,
  type TextAction,
  type TextState,
} from '../../../../src/dashboard/state/text-state.ts';

const LINES = Array.from({ length: 20 }, (_, index) => `line ${index}`);
const HEIGHT = 6;

const made = (...actions: readonly TextAction[]): TextState =>
  [{ kind: 'lines', lines: LINES, search: undefined } as TextAction, ...actions].reduce(
    (state, action) => reduceText(state, action, HEIGHT),
    EMPTY_TEXT,
  );
const search = (...found: number[]): TextAction => ({
  kind: 'search',
  search: { pattern: 'x', found, at: 0 },
});

describe('a text', () => {
  it('scrolls to its end and not beyond', () => {
    expect(made({ kind: 'scroll', by: 3 }).scroll).toBe(3);
    expect(made({ kind: 'scroll', by: 300 }).scroll).toBe(14);
    expect(made({ kind: 'scroll', by: -3 }).scroll).toBe(0);
    expect(made({ kind: 'scrollTo', line: Number.MAX_SAFE_INTEGER }).scroll).toBe(14);
  });

  it('moves sideways, and never before its beginning', () => {
    expect(made({ kind: 'columns', by: 8 }, { kind: 'columns', by: -20 }).left).toBe(0);
    expect(made({ kind: 'columns', by: 16 }, { kind: 'columns', by: -8 }).left).toBe(8);
  });

  it('stays where it is when it is loaded again, as far as it still goes', () => {
    const scrolled = made({ kind: 'scroll', by: 10 });
    expect(reduceText(scrolled, { kind: 'lines', lines: LINES, search: undefined }, HEIGHT).scroll).toBe(10);
    const short = { kind: 'lines', lines: LINES.slice(0, 8), search: undefined } as const;
    expect(reduceText(scrolled, short, HEIGHT).scroll).toBe(2);
  });

  it('brings a match onto the screen, and leaves one that is there', () => {
    expect(made(search(4, 12)).scroll).toBe(0);
    expect(made(search(12)).scroll).toBe(10);
    expect(made(search(19)).scroll).toBe(14);
    expect(made(search()).scroll).toBe(0);
  });

  it('goes through matches in a circle', () => {
    const next: TextAction = { kind: 'nextMatch', by: 1 };
    expect(made(search(1, 9, 18), next).search?.at).toBe(1);
    expect(made(search(1, 9, 18), next, next, next).search?.at).toBe(0);
    expect(made(search(1, 9, 18), { kind: 'nextMatch', by: -1 })).toMatchObject({
      scroll: 14,
      search: { at: 2 },
    });
    expect(made(search(), next).search?.at).toBe(0);
    expect(made(next)).toEqual(made());
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textMatcher } from '../../../src/kit/glob.ts';
import { type KeyPattern, patternFilter } from '../../../src/store/key-patterns.ts';

const CPU = '2024-01-15/checkout/20240115-120000-cpu.pprof';
const HEAP = '2024-01-15/checkout/20240115-120000-heap.pprof';
const CART = '2024-01-15/cart/20240115-120000-cpu.pprof';
const ALL = [CPU, HEAP, CART];

const chosen = (...patterns: [KeyPattern['kind'], string][]) =>
  ALL.filter(patternFilter(patterns.map(([kind, pattern]) => ({ kind, pattern }))));

describe('patternFilter', () => {
  it('lets all pass without patterns', () => expect(chosen()).toEqual(ALL));

  it('takes an include alone as s5cmd does, and after an exclude as the AWS tools do', () => {
    expect(chosen(['include', '*-cpu.pprof'])).toEqual([CPU, CART]);
    expect(chosen(['exclude', '*'], ['include', '*-cpu.pprof'])).toEqual([CPU, CART]);
    expect(chosen(['exclude', '*'], ['include', '*/checkout/*-heap.pprof'])).toEqual([HEAP]);
  });

  it('lets the last that matches decide', () => {
    expect(chosen(['include', '*cpu*'], ['exclude', '*cart*'])).toEqual([CPU]);
    expect(chosen(['exclude', '*cart*'], ['include', '*cpu*'])).toEqual(ALL);
    expect(chosen(['exclude', '*'])).toEqual([]);
  });

  it('matches whole keys', () => {
    expect(chosen(['include', 'cpu'])).toEqual([]);
    expect(chosen(['include', '2024-01-15/c?rt/*'])).toEqual([CART]);
  });
});

describe('textMatcher', () => {
  it('agrees with a regular expression on random patterns and texts', () => {
    const letters = (extra: string) =>
      fc.string({ unit: fc.constantFrom('a', 'b', '/', ...extra), maxLength: 12 });
    const sourceOf = (pattern: string) =>
      Array.from(pattern, (each) => (each === '*' ? '.*' : each === '?' ? '.' : each)).join('');
    fc.assert(
      fc.property(letters('*?'), letters(''), (pattern, text) => {
        expect(textMatcher(pattern)(text)).toBe(new RegExp(`^${sourceOf(pattern)}$`, 's').test(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('does not blow up', () => {
    expect(textMatcher(`${'*a'.repeat(40)}*b`)('a'.repeat(1024))).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmann } from '../../../src/compare/hodges-lehmann.ts';
import { holm } from '../../../src/compare/holm.ts';
import { canReject, profilesNeeded } from '../../../src/compare/judge-replicas.ts';
import { normalQuantile, normalTail } from '../../../src/compare/normal.ts';
import { RankSumTest } from '../../../src/compare/rank-sum.ts';
import { differencesOutside, smallestPValue } from '../../../src/compare/rank-sum-distribution.ts';

/** All choices of `size` positions out of `count`. */
function choices(count: number, size: number): number[][] {
  if (size === 0) return [[]];
  if (count < size) return [];
  const without = choices(count - 1, size);
  return [...without, ...choices(count - 1, size - 1).map((each) => [...each, count - 1])];
}

/** U by its definition, 1/2 for a tie, over every way to deal the values to both sides. */
function pValueByDefinition(base: readonly number[], target: readonly number[]): number {
  const u = (left: readonly number[], right: readonly number[]) =>
    left.reduce((sum, a) => sum + right.reduce((inner, b) => inner + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
  const all = [...base, ...target];
  const seen = u(base, target);
  const dealt = choices(all.length, base.length).map((chosen) => {
    const isChosen = new Set(chosen);
    return u(
      all.filter((_, i) => isChosen.has(i)),
      all.filter((_, i) => !isChosen.has(i)),
    );
  });
  const share = (holds: (value: number) => boolean) => dealt.filter(holds).length / dealt.length;
  return Math.min(
    1,
    2 *
      Math.min(
        share((value) => value <= seen),
        share((value) => value >= seen),
      ),
  );
}

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, i) => from + i);

describe('the rank-sum test', () => {
  const test = new RankSumTest();

  it('is exact: every way to deal the values counted, with ties and without', () => {
    const values = (max: number) => fc.array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 6 });
    for (const max of [3, 1_000_000]) {
      fc.assert(
        fc.property(values(max), values(max), (base, target) => {
          expect(test.pValue(base, target)).toBeCloseTo(pValueByDefinition(base, target), 12);
        }),
        { numRuns: 60 },
      );
    }
  });

  // The largest U that is significant at 0.05, two-sided: the table of every textbook on the test.
  it.each([
    [4, 0],
    [5, 2],
    [8, 13],
    [10, 23],
    [15, 64],
    [20, 127],
  ])('%d against %d profiles: U at most %d', (size, critical) => {
    /** Two samples without ties whose U is that. */
    const withU = (wanted: number) => {
      const base = upTo(size).map((i) => i * 2 * size);
      let left = wanted;
      const target = upTo(size).map((i) => {
        const below = Math.min(size, left);
        left -= below;
        return (size - below) * 2 * size + size + i / (size + 1);
      });
      return test.pValue(base, target);
    };
    expect(withU(critical)).toBeLessThanOrEqual(0.05);
    expect(withU(critical + 1)).toBeGreaterThan(0.05);
  });

  it('goes over to the normal curve where that is as good', () => {
    const shifted = (count: number) => test.pValue(upTo(count), upTo(count, 6.5));
    // 25 against 25 is counted out, 26 against 26 is not: one value more a side changes little.
    expect(shifted(26)).toBeGreaterThan(shifted(25) * 0.9);
    expect(shifted(26)).toBeLessThan(shifted(25) * 1.2);
    expect(test.pValue(upTo(40), upTo(40))).toBe(1);
    expect(test.pValue(new Array(40).fill(1), new Array(40).fill(1))).toBe(1);
    expect(test.pValue(upTo(40), upTo(40, 41))).toBeLessThan(1e-12);
  });

  it('knows how many profiles it wants', () => {
    expect(smallestPValue(4, 4)).toBeCloseTo(2 / 70, 12);
    expect(smallestPValue(8, 8)).toBeCloseTo(2 / 12_870, 12);
    expect(smallestPValue(1, 1)).toBe(1);
    expect([1, 10, 200].map((family) => profilesNeeded(family, 0.05))).toEqual([4, 6, 8]);
    expect(canReject(3, 100, 1, 0.05)).toBe(true);
    expect(canReject(1, 30, 1, 0.05)).toBe(false);
    expect(canReject(1, 39, 1, 0.05)).toBe(true);
  });
});

describe('the shift between two samples', () => {
  const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 12 });

  it('is the median of all differences, and its interval two of them', () => {
    fc.assert(
      fc.property(sample, sample, fc.nat(40), (base, target, outside) => {
        const differences = target.flatMap((t) => base.map((b) => t - b)).sort((a, b) => a - b);
        const count = differences.length;
        const { shift, interval } = hodgesLehmann(base, target, Math.min(outside, count));
        const middle = (differences[Math.floor((count - 1) / 2)]! + differences[Math.floor(count / 2)]!) / 2;
        expect(shift).toBeCloseTo(middle, 12);
        const left = Math.min(outside, count);
        expect(interval).toEqual(left === 0 ? undefined : [differences[left - 1], differences[count - left]]);
      }),
    );
  });

  it('has the interval of the published tables', () => {
    // One more than the largest U that is significant at alpha, two-sided.
    expect(differencesOutside(5, 5, 0.05)).toBe(3);
    expect(differencesOutside(10, 10, 0.05)).toBe(24);
    expect(differencesOutside(20, 20, 0.05)).toBe(128);
    expect(differencesOutside(3, 3, 0.05)).toBe(0);
    expect(differencesOutside(30, 30, 0.05)).toBe(Math.floor(450 - 1.959964 * Math.sqrt((900 * 61) / 12)));
  });
});

describe('p-values together', () => {
  it('are adjusted as Holm says', () => {
    // Sorted 0.005 · 4, 0.01 · 3, 0.03 · 2, 0.04 · 1, each at least the one before.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    expect(adjusted.map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

describe('the normal distribution', () => {
  // Published to these digits.
  it.each([
    [0, 0.5],
    [1, 0.15865525393145705],
    [1.959963984540054, 0.025],
    [2.5, 0.006209665325776132],
    [3, 0.0013498980316300946],
    [5, 2.866515718791939e-7],
    [10, 7.61985302416053e-24],
    [-1, 0.8413447460685429],
  ])('P(Z > %d) = %d', (z, tail) => {
    expect(normalTail(z) / tail).toBeCloseTo(1, 12);
  });

  it('goes both ways', () => {
    for (const tail of [0.5, 0.1, 0.025, 1e-6, 1e-12]) {
      expect(normalTail(normalQuantile(tail)) / tail).toBeCloseTo(1, 9);
    }
  });
});

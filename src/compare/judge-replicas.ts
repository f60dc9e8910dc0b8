import { hodgesLehmann } from './hodges-lehmann.ts';
import { holm } from './holm.ts';
import { differenceOf, type Judgement } from './judgement.ts';
import type { Measured, Subject } from './measured.ts';
import { median } from './order-statistics.ts';
import { RankSumTest } from './rank-sum.ts';
import { differencesOutside, smallestPValue } from './rank-sum-distribution.ts';

/** One value of a family. */
export interface FamilyMember {
  readonly measured: Measured;
  readonly subject: Subject;
}

/**
 * Several profiles a side: each value by its medians, the shift between the sides with its interval, and the rank-sum
 * test, p-values adjusted for the whole family. A change is real if its adjusted p-value is at most alpha.
 */
export function judgeReplicas(family: readonly FamilyMember[], alpha: number): Judgement[] {
  const test = new RankSumTest();
  const [first] = family;
  if (first === undefined) return [];
  const { base, target } = first.measured;
  const outside = differencesOutside(base.length, target.length, alpha);
  const values = family.map(({ measured, subject }) => ({
    base: measured.values(subject, 'base'),
    target: measured.values(subject, 'target'),
  }));
  const pValues = values.map((each) => test.pValue(each.base, each.target));
  const adjusted = holm(pValues);
  return family.map(({ measured, subject }, i) => {
    const each = values[i]!;
    const { shift, interval } = hodgesLehmann(each.base, each.target, outside);
    const estimate = { base: median(each.base), target: median(each.target), change: shift };
    return {
      ...differenceOf(subject, measured, estimate),
      evidence: { kind: 'test', p: pValues[i]!, adjustedP: adjusted[i]!, interval },
      isReal: adjusted[i]! <= alpha,
    };
  });
}

const MOST_NEEDED = 1000;

/** How many profiles a side it takes at least before one of so many tests could tell anything. */
export function profilesNeeded(familySize: number, alpha: number): number {
  let needed = 1;
  while (needed < MOST_NEEDED && !canReject(needed, needed, familySize, alpha)) needed++;
  return needed;
}

export function canReject(base: number, target: number, familySize: number, alpha: number): boolean {
  return smallestPValue(base, target) <= alpha / Math.max(1, familySize);
}

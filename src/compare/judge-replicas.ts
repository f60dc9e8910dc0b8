import { hodgesLehmann } from './hodges-lehmann.ts';
import { holm } from './holm.ts';
import { type Difference, differenceOf, type Interval, type Judgement } from './judgement.ts';
import type { Measured, Subject } from './measured.ts';
import { median } from './order-statistics.ts';
import { RankSumTest } from './rank-sum.ts';
import { differencesOutside, smallestPValue } from './rank-sum-distribution.ts';

/** One value of a family. */
export interface FamilyMember {
  readonly measured: Measured;
  readonly subject: Subject;
}

/** What is known of one value before anything is tested. */
interface Estimated {
  readonly difference: Difference;
  readonly interval: Interval | undefined;
  readonly base: readonly number[];
  readonly target: readonly number[];
}

/**
 * Several profiles a side: each value by its medians, the shift between the sides with its interval, and the rank-sum
 * test, p-values adjusted for the whole family. A change is real if its adjusted p-value is at most alpha.
 */
export function judgeReplicas(family: readonly FamilyMember[], alpha: number): Judgement[] {
  const test = new RankSumTest();
  const estimates = estimateAll(family, alpha);
  const pValues = estimates.map(({ base, target }) => test.pValue(base, target));
  const adjusted = holm(pValues);
  return estimates.map(({ difference, interval }, i) => {
    const adjustedP = adjusted[i]!;
    const evidence = { kind: 'test', p: pValues[i]!, adjustedP, interval } as const;
    return { ...difference, evidence, isReal: adjustedP <= alpha };
  });
}

/** The same for what is only shown: nothing is tested, so that what is tested has the whole of alpha. */
export function estimateReplicas(members: readonly FamilyMember[], alpha: number): Judgement[] {
  return estimateAll(members, alpha).map(({ difference, interval }) => ({
    ...difference,
    evidence: { kind: 'estimate', interval },
    isReal: false,
  }));
}

function estimateAll(members: readonly FamilyMember[], alpha: number): Estimated[] {
  const [first] = members;
  if (first === undefined) return [];
  const outside = differencesOutside(first.measured.base.length, first.measured.target.length, alpha);
  return members.map(({ measured, subject }) => {
    const base = measured.values(subject, 'base');
    const target = measured.values(subject, 'target');
    const { shift, interval } = hodgesLehmann(base, target, outside);
    const estimate = { base: median(base), target: median(target), change: shift };
    return { difference: differenceOf(subject, measured, estimate), interval, base, target };
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

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../support/mutate.ts';
import { ROOT } from '../../support/run-prof.ts';
import { type Simulated, simulateGate } from '../../support/simulate-gate.ts';

const ALPHA = 0.05;
const PROGRAM = { functions: 200, samples: 20_000, spread: 0.05 };
const ALL = 'any>0.001%';
const NAMED = 'flat(^f0$)>0.001%';

const decision = readFileSync(`${ROOT}docs/decisions/015-statistics.md`, 'utf8');

/** Three standard errors above alpha: what a gate that keeps alpha exceeds once in 700 times. */
const bound = (count: number) => ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / count);

async function firedShare(simulated: Simulated, count: number, seed: number): Promise<number> {
  const random = randomFrom(seed);
  let fired = 0;
  for (let i = 0; i < count; i++) {
    if ((await simulateGate(simulated, random)).state === 'fired') fired += 1;
  }
  return fired / count;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

describe('the gate where nothing changed', () => {
  const nulls: [string, number, Partial<Simulated>][] = [
    ['200 functions, 10 profiles a side', 1000, {}],
    ['200 functions, 20 profiles a side', 300, { replicas: 20 }],
    ['200 functions of few samples, by values: many ties and zeros', 300, { samples: 300, isByValues: true }],
    ['one named function', 1000, { rules: [NAMED] }],
  ];

  it.each(nulls)(
    '%s: a false alarm in at most alpha of the comparisons',
    async (what, count, given) => {
      const simulated = { ...PROGRAM, replicas: 10, shift: 0, rules: [ALL], ...given };
      const share = await firedShare(simulated, count, 20_240_115);
      expect(share).toBeLessThanOrEqual(bound(count));
      expect(decision).toContain(`| ${what} | ${count} | ${percent(share)} | ${percent(bound(count))} |`);
    },
    120_000,
  );
});

describe('the gate where one function changed', () => {
  it('finds it as often as the decision on statistics says', async () => {
    const rows: string[] = [];
    for (const replicas of [5, 10, 20]) {
      for (const shift of [0.05, 0.1, 0.2]) {
        const of = (rule: string, seed: number) =>
          firedShare({ ...PROGRAM, replicas, shift, rules: [rule] }, 100, seed);
        const shares = [await of(NAMED, 1), await of(ALL, 2)];
        rows.push(`| ${replicas} | ${shift * 100} % | ${shares.map(percent).join(' | ')} |`);
      }
    }
    const table = decision.split('\n').filter((line) => /^\| \d+ \| \d+ % \|/.test(line));
    expect(rows).toEqual(table);
  }, 120_000);

  it('says that five profiles a side are too few for 200 functions, and needs eight', async () => {
    const { state, test } = await simulateGate(
      { ...PROGRAM, replicas: 5, shift: 0.2, rules: [ALL] },
      randomFrom(3),
    );
    expect({ state, test }).toEqual({ state: 'untested', test: { needed: 8, isPossible: false } });
    const named = await simulateGate({ ...PROGRAM, replicas: 5, shift: 0.2, rules: [NAMED] }, randomFrom(3));
    expect(named.test).toEqual({ needed: 4, isPossible: true });
  });
});

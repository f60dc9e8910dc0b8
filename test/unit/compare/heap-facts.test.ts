import { describe, expect, it } from 'vitest';
import { type HeapFacts, heapFacts } from '../../../src/compare/heap-facts.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import type { Profile } from '../../../src/profile/profile.ts';

/** Bytes by function: live, then allocated since the start. */
type Heap = Readonly<Record<string, readonly [live: number, allocated: number]>>;

function profile(heap: Heap, types = ['alloc_space', 'inuse_space']): Profile {
  const builder = new ProfileBuilder({ sampleTypes: types.map((type) => ({ type, unit: 'bytes' })) });
  for (const [name, [live, allocated]] of Object.entries(heap)) {
    const location = builder.addLocation({ lines: [{ function: builder.addFunction({ name }), line: 1 }] });
    builder.addSample(
      [location],
      types.map((type) => (type === 'inuse_space' ? live : allocated)),
    );
  }
  return builder.build();
}

async function facts(base: Heap, target: Heap): Promise<HeapFacts> {
  return (await heapFacts({ base: profile(base), target: profile(target) }, {}))!;
}

const meanings = ({ rows }: HeapFacts) =>
  Object.fromEntries(rows.map(({ name, meaning }) => [name, meaning]));

describe('heapFacts', () => {
  it('tells both totals', async () => {
    const { live, allocated } = await facts({ a: [100, 1000] }, { a: [150, 1600] });
    expect([live.base, live.target, live.change, live.percent]).toEqual([100, 150, 50, 50]);
    expect([allocated.base, allocated.target, allocated.change, allocated.percent]).toEqual([
      1000, 1600, 600, 60,
    ]);
  });

  it('says what the two changes of a function mean', async () => {
    const base: Heap = {
      cache: [100, 1000],
      churn: [100, 5000],
      freed: [500, 500],
      still: [300, 300],
      less: [100, 900],
    };
    const target: Heap = {
      cache: [400, 1300],
      churn: [100, 9000],
      freed: [0, 500],
      still: [300, 300],
      less: [100, 100],
      longer: [200, 50],
    };
    expect(meanings(await facts(base, target))).toEqual({
      cache: 'grows',
      churn: 'churns',
      freed: 'shrinks',
      less: 'saves',
      longer: 'retains',
    });
  });

  it('never says that little was allocated because the total is large', async () => {
    const big = [0, 1_000_000] as const;
    expect(meanings(await facts({ big }, { big, small: [100, 100] }))).toEqual({ small: 'grows' });
  });

  it('leaves out what is small, and keeps the ten largest in order', async () => {
    const names = Array.from({ length: 15 }, (_, i) => `f${i}`);
    const target = Object.fromEntries(names.map((name, i) => [name, [100 + i, 100 + i] as const]));
    const { rows } = await facts({ main: [10, 10] }, { ...target, main: [11, 11] });
    expect(rows.map(({ name }) => name)).toEqual(names.slice(5).reverse());
  });

  it('knows two processes by allocations that fell', async () => {
    expect((await facts({ a: [1, 10] }, { a: [1, 20] })).isOneProcess).toBe(true);
    expect((await facts({ a: [1, 10], b: [1, 10] }, { a: [1, 20], b: [1, 9] })).isOneProcess).toBe(false);
  });

  it('wants both measures on both sides', async () => {
    const both = profile({ a: [1, 2] });
    const live = profile({ a: [1, 2] }, ['inuse_space']);
    expect(await heapFacts({ base: both, target: live }, {})).toBeUndefined();
    expect(await heapFacts({ base: live, target: both }, {})).toBeUndefined();
  });

  it('obeys filters', async () => {
    const sides = { base: profile({ a: [1, 10], b: [1, 10] }), target: profile({ a: [9, 90], b: [9, 90] }) };
    const found = await heapFacts(sides, { focus: '^b$' });
    expect(found!.rows.map(({ name }) => name)).toEqual(['b']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffOptions, diffProfiles } from '../../../src/compare/diff.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import type { LoadedProfile } from '../../../src/store/load-profiles.ts';
import { type SmallProfileOptions, smallProfile } from '../../support/small-profiles.ts';

type Stacks = Readonly<Record<string, number>>;

function loaded(stacks: Stacks, rest: Partial<LoadedProfile> & { options?: SmallProfileOptions } = {}) {
  const { options, ...facts } = rest;
  const bytes = smallProfile({ ...options, stacks });
  return { name: 'x', sizeBytes: bytes.length, profile: decodePprof(bytes), ...facts } as LoadedProfile;
}

const diff = (base: Stacks, target: Stacks, options: Partial<DiffOptions> = {}) =>
  diffProfiles({ base: [loaded(base)], target: [loaded(target)], ...options });

describe('diffProfiles', () => {
  it('compares what functions use themselves and with what they call', async () => {
    const result = await diff(
      { 'main;parse': 30, 'main;render': 70 },
      { 'main;parse': 90, 'main;render': 60 },
    );
    expect(result.total).toMatchObject({ base: 100, target: 150, change: 50, percent: 50, points: 0 });
    expect(result.rows.map(({ name, flat, cum }) => [name, flat.change, cum.change])).toEqual([
      ['parse', 60, 60],
      ['render', -10, -10],
      ['main', 0, 50],
    ]);
    const [parse] = result.rows;
    expect(parse!.flat).toEqual({
      base: 30,
      target: 90,
      change: 60,
      percent: 200,
      baseShare: 30,
      targetShare: 60,
      points: 30,
      // 120 samples of 1 ns: 1.96 standard deviations, and a sample for continuity.
      samplingError: expect.closeTo(1.959964 * Math.sqrt(120) + 1, 4),
    });
    expect(result).toMatchObject({
      differs: true,
      sampleType: 'cpu',
      unit: 'nanoseconds',
      unchangedCount: 0,
    });
  });

  it('orders by what it is asked for', async () => {
    const result = await diff({ 'a;b': 5, 'a;c': 5 }, { 'a;b': 8, 'a;c': 9 }, { measure: 'cum' });
    expect(result.rows.map(({ name }) => name)).toEqual(['a', 'c', 'b']);
  });

  it('knows functions of one side only', async () => {
    const result = await diff({ old: 10 }, { fresh: 10 });
    expect(result.rows.map(({ name, flat }) => [name, flat.percent, flat.points])).toEqual([
      ['fresh', undefined, 100],
      ['old', -100, -100],
    ]);
    expect(result.total.change).toBe(0);
    expect(result.differs).toBe(true);
  });

  it('adds several profiles of a side up, and says that sides are unlike', async () => {
    const twice = [loaded({ f: 1 }), loaded({ f: 2 })];
    const result = await diffProfiles({ base: twice, target: [loaded({ f: 3 })] });
    expect(result).toMatchObject({ differs: false, rows: [], total: { base: 3, target: 3 } });
    expect(result.notes).toEqual([
      'the base adds up 2 profiles, the target 1: compare percentage points, or add --normalize',
    ]);
  });

  it('says when one side covers more time', async () => {
    const seconds = (count: number) => [loaded({ f: count }, { options: { seconds: count } })];
    const { notes } = await diffProfiles({ base: seconds(30), target: seconds(10) });
    expect(notes).toEqual([
      'the base covers 30 s, the target 10 s: compare percentage points, or add --normalize',
    ]);
    expect((await diffProfiles({ base: seconds(30), target: seconds(31) })).notes).toEqual([]);
  });

  it('scales the target to the base on request', async () => {
    const result = await diff({ f: 30, g: 10 }, { f: 300, g: 100 }, { normalize: true });
    expect(result).toMatchObject({ differs: false, normalized: true, notes: [] });
    const moved = await diff({ f: 50, g: 50 }, { f: 750, g: 250 }, { normalize: true });
    expect(moved.rows.map(({ name, flat }) => [name, flat.change])).toEqual([
      ['f', 25],
      ['g', -25],
    ]);
  });

  it('tells the time spent working where waiting is recorded', async () => {
    const result = await diff({ '(idle)': 60, work: 40 }, { '(idle)': 40, work: 60 });
    expect(result.total.change).toBe(0);
    expect(result.busy).toMatchObject({ base: 40, target: 60, change: 20, percent: 50 });
    expect((await diff({ work: 1 }, { work: 2 })).busy).toBeUndefined();
  });

  it('names what is compared as far as the sides agree', async () => {
    const of = (service: string, type: string) => [
      loaded({ f: 1 }, { service, type, key: `${service}-${type}` }),
    ];
    const subject = async (base: LoadedProfile[], target: LoadedProfile[]) =>
      (await diffProfiles({ base, target })).subject;
    expect(await subject(of('checkout', 'cpu'), of('checkout', 'cpu'))).toBe('checkout cpu');
    expect(await subject(of('a', 'cpu'), of('b', 'cpu'))).toBe('cpu');
    expect(await subject([loaded({ f: 1 })], [loaded({ f: 1 })])).toBe('');
  });

  it('takes filters and sample types as reports do', async () => {
    const filtered = await diff(
      { 'main;parse': 1, 'main;render': 1 },
      { 'main;parse': 3, 'main;render': 9 },
      { report: { focus: 'parse', sampleIndex: 'samples' } },
    );
    expect(filtered).toMatchObject({ sampleType: 'samples', unit: 'count' });
    expect(filtered.rows.map(({ name }) => name)).toEqual(['parse', 'main']);
    await expect(diff({ f: 1 }, { f: 2 }, { report: { sampleIndex: 'heap' } })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('refuses sides that measure different things', async () => {
    const heap = loaded({ f: 1 }, { options: { sampleTypes: ['inuse_space/bytes'] } });
    await expect(diffProfiles({ base: [loaded({ f: 1 })], target: [heap] })).rejects.toMatchObject({
      code: 'BAD_PROFILE',
      exitCode: 7,
      message: 'these profiles cannot be compared: the base measures samples, cpu, the target inuse_space',
    });
  });

  it('stays exact beyond 2^53', async () => {
    const huge = 2 ** 60;
    const result = await diff({ f: huge }, { f: huge, g: 1 });
    expect(result.rows.map(({ name, flat }) => [name, Number(flat.change)])).toEqual([['g', 1]]);
    expect(result.total.target).toBe(2n ** 60n + 1n);
  });

  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const stacks = fc.dictionary(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join(';')),
    fc.integer({ min: 1, max: 1000 }),
    { minKeys: 1, maxKeys: 6 },
  );

  it('finds nothing between a profile and itself', async () => {
    await fc.assert(
      fc.asyncProperty(stacks, async (same) => {
        expect(await diff(same, same)).toMatchObject({ rows: [], differs: false });
      }),
      { numRuns: 50 },
    );
  });

  it('adds up: flat changes to the change of the total, shares to 100 %', async () => {
    await fc.assert(
      fc.asyncProperty(stacks, stacks, async (base, target) => {
        const { rows, total } = await diff(base, target);
        expect(rows.reduce((sum, { flat }) => sum + Number(flat.change), 0)).toBe(total.change);
        expect(rows.reduce((sum, { flat }) => sum + flat.points, 0)).toBeCloseTo(0, 6);
        const reverse = await diff(target, base);
        const changes = (each: typeof rows, sign: number) =>
          Object.fromEntries(each.map(({ name: fn, cum }) => [fn, sign * Number(cum.change) + 0]));
        expect(changes(reverse.rows, -1)).toEqual(changes(rows, 1));
      }),
      { numRuns: 50 },
    );
  });
});

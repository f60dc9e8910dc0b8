import { describe, expect, it } from 'vitest';
import { compareSides } from '../../../src/compare/compare-sides.ts';
import { type GivenGateSettings, gateSettings } from '../../../src/compare/gate-settings.ts';
import type { FoundProfile } from '../../../src/store/load-profiles.ts';
import { foundProfile } from '../../support/found-profile.ts';
import type { SmallProfileOptions } from '../../support/small-profiles.ts';

const HEAP = { sampleTypes: ['inuse_objects/count', 'inuse_space/bytes'] };

/** Profiles whose `parse` has these values beside a steady `render`. */
const side = (parses: readonly number[], options: SmallProfileOptions & { readonly name?: string } = {}) =>
  parses.map((parse, i) =>
    foundProfile(
      { 'main;parse': parse, 'main;render': 900 + i },
      { ...options, name: `${options.name ?? parse}-${i}.pb.gz` },
    ),
  );

const BASE = [100, 101, 102, 103, 104];
const SLOWER = [120, 121, 122, 123, 124];

function compare(
  base: readonly FoundProfile[],
  target: readonly FoundProfile[],
  given: GivenGateSettings = {},
) {
  return compareSides({ base, target, gate: gateSettings([given]) });
}

describe('several profiles a side', () => {
  it('are compared by medians, the shift and its interval', async () => {
    const { gate } = await compare(side(BASE, HEAP), side(SLOWER, HEAP), { failOn: ['flat(parse)>+10%'] });
    expect(gate).toMatchObject({ state: 'fired', familySize: 1, profiles: { base: 5, target: 5 } });
    expect(gate.rules[0]!.findings[0]).toMatchObject({
      name: 'parse',
      unit: 'bytes',
      base: 102,
      target: 122,
      change: 20,
      percent: expect.closeTo(19.6, 1),
      isReal: true,
      evidence: {
        kind: 'test',
        // All of one side above the other: 2 of 10! / (5! 5!) = 252 ways.
        p: expect.closeTo(2 / 252, 12),
        adjustedP: expect.closeTo(2 / 252, 12),
        // The third of the 25 differences from either end: 16, 17, 17 and 24, 23, 23.
        interval: [17, 23],
      },
    });
  });

  it('are tested together: each value costs the others some of alpha', async () => {
    const given = { failOn: ['any>+10%'] };
    const { gate } = await compare(side(BASE, HEAP), side(SLOWER, HEAP), given);
    // main has no value of its own: parse and render are tested.
    expect(gate).toMatchObject({ familySize: 2, test: { needed: 5, isPossible: true } });
    const [finding] = gate.rules[0]!.findings;
    expect(finding).toMatchObject({ name: 'parse', evidence: { adjustedP: expect.closeTo(4 / 252, 12) } });
  });

  it('show what is not tested, too, without a p-value', async () => {
    const { gate } = await compare(side(BASE, HEAP), side(SLOWER, HEAP), { failOn: ['flat(parse)>+10%'] });
    const kinds = gate.judgements.map(({ name, evidence }) => [name, evidence.kind]);
    expect(kinds).toEqual([
      ['parse', 'test'],
      [undefined, 'estimate'],
      ['render', 'estimate'],
    ]);
  });

  it('test all functions over the share floor where there are no rules', async () => {
    const { gate } = await compare(side(BASE), side(SLOWER));
    expect(gate).toMatchObject({ state: undefined, familySize: 2, isByShares: true });
    const low = await compare(side(BASE), side(SLOWER), { shareFloor: 50 });
    expect(low.gate.familySize).toBe(1);
    const none = await compare(side(BASE), side(SLOWER), { ignorePrefixes: ['parse', 'render'] });
    expect(none.gate).toMatchObject({ familySize: 0, judgements: [{ measure: 'total' }] });
  });

  it('fire for nothing that may be chance, and for nothing below the floors', async () => {
    const rule = { failOn: ['flat(parse)>+1%'] };
    const mixed = [102, 104, 107, 99, 110];
    const { gate } = await compare(side(BASE, HEAP), side(mixed, HEAP), rule);
    expect(gate.rules[0]).toMatchObject({ state: 'passed', findings: [], doubtful: [{ name: 'parse' }] });
    const small = await compare(side(BASE, HEAP), side(SLOWER, HEAP), { ...rule, noiseFloor: 5 });
    expect(small.gate.rules[0]).toMatchObject({ state: 'passed', findings: [], doubtful: [] });
    const less = await compare(side(SLOWER, HEAP), side(BASE, HEAP), rule);
    expect(less.gate.state).toBe('passed');
    const gained = await compare(side(SLOWER, HEAP), side(BASE, HEAP), { ...rule, failOnImprovement: true });
    expect(gained.gate.state).toBe('fired');
  });

  it('say that they are too few, and how many it takes', async () => {
    const few = await compare(side(BASE.slice(0, 3)), side(SLOWER.slice(0, 3)), {
      failOn: ['flat(parse)>+1%'],
    });
    expect(few.gate).toMatchObject({ state: 'untested', test: { needed: 4, isPossible: false } });
    expect(few.gate.rules[0]).toMatchObject({ findings: [], doubtful: [{ name: 'parse' }] });
    const uneven = await compare(side(BASE.slice(0, 1)), side(SLOWER), { failOn: ['flat(parse)>+1%'] });
    expect(uneven.gate.state).toBe('untested');
  });

  it('know functions that were not there, and those that some profiles lack', async () => {
    const fresh = (values: readonly number[]) =>
      values.map((value, i) =>
        foundProfile({ render: 900, ...(value === 0 ? {} : { fresh: value }) }, { name: `${i}`, ...HEAP }),
      );
    const none = fresh([0, 0, 0, 0, 0]);
    const rule = { failOn: ['new>1%'] };
    expect((await compare(none, fresh([20, 21, 22, 23, 24]), rule)).gate.state).toBe('fired');
    expect((await compare(none, fresh([0, 0, 0, 23, 24]), rule)).gate.state).toBe('passed');
    expect((await compare(fresh([0, 0, 0, 0, 1]), fresh([20, 21, 22, 23, 24]), rule)).gate.state).toBe(
      'passed',
    );
  });

  it('are judged in other sample types that rules name', async () => {
    const given = { failOn: ['inuse_objects(parse)>+10', 'inuse_space>+1kB'] };
    const { gate } = await compare(side(BASE, HEAP), side(SLOWER, HEAP), given);
    expect(gate.rules.map(({ state }) => state)).toEqual(['fired', 'passed']);
    expect(gate.familySize).toBe(2);
  });

  it('are read once each, one after the other', async () => {
    const loads: string[] = [];
    let reading = 0;
    const watched = (label: string) =>
      side(BASE).map(
        (found): FoundProfile => ({
          ...found,
          load: async () => {
            loads.push(`${label}${found.name}`);
            reading += 1;
            expect(reading).toBe(1);
            const loaded = await found.load();
            reading -= 1;
            return loaded;
          },
        }),
      );
    await compare(watched('a'), watched('b'), { failOn: ['any>+10%', 'samples>+1%'] });
    expect(loads).toEqual(
      ['a', 'b'].flatMap((label) => BASE.map((parse, i) => `${label}${parse}-${i}.pb.gz`)),
    );
  });

  it('must measure the same, in units that convert', async () => {
    const odd = [...side(BASE.slice(1), HEAP), ...side([100], { sampleTypes: ['alloc_space/bytes'] })];
    await expect(compare(side(BASE, HEAP), odd)).rejects.toMatchObject({
      code: 'BAD_PROFILE',
      message: expect.stringContaining('100-0.pb.gz measures alloc_space in bytes'),
    });
    const kilobytes = side([100, 101, 102, 103, 104], { sampleTypes: ['inuse_space/kilobytes'] });
    const bytes = side(
      BASE.map((value) => value * 1024),
      { sampleTypes: ['inuse_space/bytes'] },
    );
    const { gate } = await compare(bytes, kilobytes, { failOn: ['flat(parse)>+1B'] });
    expect(gate.judgements[0]).toMatchObject({ base: 102 * 1024, target: 102 * 1024, change: 0 });
  });

  it('tell when profiles of one side are longer', async () => {
    const seconds = (count: number) => side(BASE, { ...HEAP, seconds: count, name: `${count}s` });
    expect((await compare(seconds(30), seconds(10))).notes).toEqual([
      'the base covers 30 s a profile, the target 10 s: compare percentage points, or add --normalize',
    ]);
    expect((await compare(seconds(30), seconds(10), { normalize: true })).notes).toEqual([]);
  });

  it('tell when a profile is compared with itself', async () => {
    expect((await compare(side(BASE), side([...SLOWER, 104, 105]))).notes).toEqual([]);
    expect((await compare(side(BASE), side(BASE.slice(0, 4)))).notes).toEqual([
      '100-0.pb.gz and 3 more are on both sides: the test takes them for different runs',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { compareSides } from '../../../src/compare/compare-sides.ts';
import { type GivenGateSettings, gateSettings } from '../../../src/compare/gate-settings.ts';
import { foundProfile } from '../../support/found-profile.ts';
import type { SmallProfileOptions } from '../../support/small-profiles.ts';

type Stacks = Readonly<Record<string, number>>;

interface Given extends GivenGateSettings {
  readonly profile?: SmallProfileOptions;
  readonly measure?: 'flat' | 'cum';
}

function gate(base: Stacks, target: Stacks, { profile = {}, measure = 'flat', ...settings }: Given) {
  const side = (stacks: Stacks) => [foundProfile(stacks, profile)];
  return compareSides({
    base: side(base),
    target: side(target),
    measure,
    gate: gateSettings([settings]),
  });
}

const HEAP = { sampleTypes: ['inuse_objects/count', 'inuse_space/bytes'] };

const states = async (base: Stacks, target: Stacks, given: Given) =>
  (await gate(base, target, given)).gate.rules.map(({ state }) => state);

describe('rules of one profile a side', () => {
  const base = { 'main;parse': 2000, 'main;render': 8000 };

  it.each([
    ['total>+5%', { 'main;parse': 2000, 'main;render': 8500 }, 'passed'],
    ['total>+5%', { 'main;parse': 2000, 'main;render': 8501 }, 'fired'],
    ['flat(parse)>+10%', { 'main;parse': 2200, 'main;render': 8000 }, 'passed'],
    ['flat(parse)>+10%', { 'main;parse': 2201, 'main;render': 8000 }, 'fired'],
    ['flat(main)>+10%', { 'main;parse': 9999, 'main;render': 8000 }, 'passed'],
    ['cum(main)>+10%', { 'main;parse': 3001, 'main;render': 8000 }, 'fired'],
    ['flat(parse)>+2pp', { 'main;parse': 2240, 'main;render': 8000 }, 'fired'],
    ['flat(parse)>+3pp', { 'main;parse': 2240, 'main;render': 8000 }, 'passed'],
    ['flat(parse)>+1kB', { 'main;parse': 3024, 'main;render': 8000 }, 'passed'],
    ['flat(parse)>+1kB', { 'main;parse': 3025, 'main;render': 8000 }, 'fired'],
    ['any>+10%', { 'main;parse': 2000, 'main;render': 8801 }, 'fired'],
    ['new>1%', { 'main;parse': 2000, 'main;render': 7900, 'main;fresh': 100 }, 'passed'],
    ['new>1%', { 'main;parse': 2000, 'main;render': 7890, 'main;fresh': 110 }, 'fired'],
    ['inuse_objects>+5%', { 'main;parse': 2000, 'main;render': 8501 }, 'fired'],
    ['inuse_objects(parse)>+10', { 'main;parse': 2010, 'main;render': 8000 }, 'passed'],
    ['inuse_objects(parse)>+10', { 'main;parse': 2011, 'main;render': 8000 }, 'fired'],
  ])('%s of a heap that became %j: %s', async (rule, target, state) => {
    expect(await states(base, target, { profile: HEAP, failOn: [rule], noiseFloor: 0 })).toEqual([state]);
  });

  it('compares heaps by values and CPU by shares, unless told otherwise', async () => {
    const twice = { 'main;parse': 4000, 'main;render': 16000 };
    const rule = { failOn: ['flat(parse)>+10%'] };
    expect(await states(base, twice, { ...rule, profile: HEAP })).toEqual(['fired']);
    expect(await states(base, twice, { ...rule, profile: HEAP, normalize: true })).toEqual(['passed']);
    expect(await states(base, twice, rule)).toEqual(['passed']);
    expect(await states(base, twice, { ...rule, normalize: false })).toEqual(['fired']);
    expect(await states(base, twice, { failOn: ['total>+5%'] })).toEqual(['fired']);
  });

  it('counts a function from nothing as grown beyond any percentage', async () => {
    const target = { ...base, 'main;fresh': 500 };
    expect(await states(base, target, { profile: HEAP, failOn: ['flat(fresh)>+1000%'] })).toEqual(['fired']);
  });

  it('fires for no change within the sampling error', async () => {
    // By shares of 1000 samples: 10 % and 14 % differ by 4 points; chance alone by ±1.96 · √(2 · 0.12 · 0.88 / 1000).
    const margin = (1.959964 * Math.sqrt((2 * 0.12 * 0.88) / 1000) + 1 / 1000) * 100;
    const before = { 'main;parse': 100, 'main;render': 900 };
    const after = { 'main;parse': 140, 'main;render': 860 };
    const { gate: one } = await gate(before, after, { failOn: ['flat(parse)>+10%'] });
    expect(margin).toBeLessThan(4);
    expect(one.rules[0]).toMatchObject({ state: 'fired', judgedCount: 1 });
    expect(one.rules[0]!.findings[0]).toMatchObject({
      unit: '%',
      evidence: { kind: 'sampling', error: expect.closeTo(margin, 4) },
    });
    const few = await gate(
      { parse: 10, render: 90 },
      { parse: 14, render: 86 },
      { failOn: ['flat(parse)>+10%'] },
    );
    expect(few.gate.rules[0]).toMatchObject({ state: 'passed', findings: [] });
    expect(few.gate.rules[0]!.doubtful.map(({ name }) => name)).toEqual(['parse']);
  });

  it('asks more of a change the more it looks at', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`main;f${i}`, 100]));
    const changed = { ...many, 'main;f0': 140 };
    expect(await states(many, changed, { failOn: ['flat(^f0$)>+10%'] })).toEqual(['fired']);
    const { gate: result } = await gate(many, changed, { failOn: ['any>+10%'] });
    expect(result).toMatchObject({ state: 'passed', familySize: 100 });
  });

  it('leaves out what is below the floors and what is to be ignored', async () => {
    const target = { ...base, 'main;small': 30 };
    const given = { profile: HEAP, failOn: ['any>+10%'] };
    expect(await states({ ...base, 'main;small': 10 }, target, given)).toEqual(['passed']);
    expect(await states({ ...base, 'main;small': 10 }, target, { ...given, shareFloor: 0.1 })).toEqual([
      'fired',
    ]);
    const named = { profile: HEAP, failOn: ['flat(small)>+10%'] };
    expect(await states({ ...base, 'main;small': 10 }, target, named)).toEqual(['fired']);
    expect(await states({ ...base, 'main;small': 10 }, target, { ...named, noiseFloor: 0.5 })).toEqual([
      'passed',
    ]);
    const grown = { 'main;parse': 4000, 'main;render': 8000 };
    expect(await states(base, grown, { ...given, ignoreFunctions: ['parse'] })).toEqual(['passed']);
    expect(await states(base, grown, { ...given, ignorePrefixes: ['par'] })).toEqual(['passed']);
  });

  it('fires for improvements only on request', async () => {
    const less = { 'main;parse': 1000, 'main;render': 8000 };
    const given = { profile: HEAP, failOn: ['flat(parse)>+10%'] };
    expect(await states(base, less, given)).toEqual(['passed']);
    expect(await states(base, less, { ...given, failOnImprovement: true })).toEqual(['fired']);
  });

  it.each([
    ['flat(prase)>+10%', 'names a function that neither side has'],
    ['new(prase)>+10%', 'names a function that neither side has'],
    ['flat(par[)>+10%', 'the rule flat(par[)>+10%: error parsing regexp'],
    ['alloc_space>+1MB', 'which these profiles do not measure'],
    ['total>+1MB', 'MB is no unit of nanoseconds'],
  ])('%s is an error, never a pass', async (rule, message) => {
    await expect(gate(base, base, { failOn: [rule] })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
    });
  });

  it('says so where a rule names only what is ignored', async () => {
    const given = { failOn: ['flat(parse)>+10%'], ignorePrefixes: ['parse'] };
    await expect(gate(base, base, given)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('tells where a finding stands, by the line that most falls on', async () => {
    const { places } = await gate(base, { ...base, 'main;parse': 9000 }, { failOn: ['flat(parse)>+10%'] });
    // These profiles name no files.
    expect([...places]).toEqual([]);
  });
});

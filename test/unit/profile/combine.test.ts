import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuilderOptions, ProfileBuilder } from '../../../src/profile/builder.ts';
import { combineProfiles, RunningCombination, subtractBase } from '../../../src/profile/combine.ts';
import { encodePprof } from '../../../src/profile/encode.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { scaleProfile } from '../../../src/profile/scale.ts';
import { similarProfiles } from '../../support/arbitrary-profile.ts';
import { sampleContents } from '../../support/profile-content.ts';

/** Samples of one frame each, by its name; `types` as `type/unit`. */
function profileOf(
  types: readonly string[],
  values: Readonly<Record<string, readonly (number | bigint)[]>>,
  options: Partial<BuilderOptions> = {},
): Profile {
  const sampleTypes = types.map((text) => ({
    type: text.split('/')[0]!,
    unit: text.split('/')[1] ?? 'count',
  }));
  const builder = new ProfileBuilder({ sampleTypes, ...options });
  for (const [name, row] of Object.entries(values)) {
    builder.addSample([builder.addLocation({ lines: [{ function: builder.addFunction({ name }) }] })], row);
  }
  return builder.build();
}

const rows = (profile: Profile): Record<string, bigint[]> =>
  Object.fromEntries(
    sampleContents(profile).map(({ stack, values, labels }) => [
      [stack[0]!.lines[0]!.name, ...labels.map(({ key, text }) => `${key}=${text}`)].join(' '),
      [...values],
    ]),
  );
const types = (profile: Profile): string[] => profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`);

describe('combineProfiles', () => {
  it('leaves a single profile as it is', () => {
    const profile = profileOf(['a'], { zero: [0], f: [1] });
    expect(combineProfiles([profile])).toBe(profile);
  });

  it('keeps the types that all have, in the order of the first', () => {
    const combined = combineProfiles([
      profileOf(['a', 'b', 'c'], { f: [1, 2, 3] }),
      profileOf(['c', 'x', 'b'], { f: [10, 20, 30] }),
    ]);
    expect(types(combined)).toEqual(['b/count', 'c/count']);
    expect(rows(combined)).toEqual({ f: [32n, 13n] });
  });

  it('moves the default type to one that is left', () => {
    const three = ['a', 'b', 'c'];
    const two = profileOf(['b', 'c'], { f: [1, 1] });
    const defaultOf = (defaultSampleType: string) =>
      combineProfiles([profileOf(three, { f: [1, 1, 1] }, { defaultSampleType }), two]).defaultSampleType;
    expect(defaultOf('c')).toBe('c');
    expect(defaultOf('a')).toBe('b');
    expect(defaultOf('')).toBe('b');
  });

  it('refuses profiles that have no type in common, and one that has none', () => {
    const message = 'profiles have empty common sample type list';
    expect(() => combineProfiles([profileOf(['a'], {}), profileOf(['b'], {})])).toThrow(message);
    expect(() => combineProfiles([profileOf([], {})])).toThrow(message);
  });

  it('brings units to the finest', () => {
    const combined = combineProfiles([
      profileOf(
        ['cpu/milliseconds'],
        { f: [2] },
        { periodType: { type: 'cpu', unit: 'seconds' }, period: 3 },
      ),
      profileOf(['cpu/microseconds'], { f: [5] }, { periodType: { type: 'cpu', unit: 'ms' }, period: 7 }),
    ]);
    expect(types(combined)).toEqual(['cpu/microseconds']);
    expect(rows(combined)).toEqual({ f: [2005n] });
    expect(combined.periodType).toEqual({ type: 'cpu', unit: 'ms' });
    expect(combined.period).toBe(3000n);
  });

  it('refuses units that do not convert', () => {
    const combine = () =>
      combineProfiles([profileOf(['n/bytes'], { f: [1] }), profileOf(['n/seconds'], { f: [1] })]);
    expect(combine).toThrow('sample types: incompatible types: {n bytes} {n seconds}');
  });

  it('merges in chunks of 128', () => {
    // In one go the sample of the first would cancel with that of the last and leave no trace of its place.
    const sources = Array.from({ length: 129 }, (_, i) =>
      profileOf(
        ['a'],
        i === 0 ? { f: [1] } : i === 1 ? { f: [-1], g: [1] } : i === 128 ? { f: [1] } : { g: [1] },
      ),
    );
    expect(Object.keys(rows(combineProfiles(sources)))).toEqual(['g', 'f']);
  });
});

describe('RunningCombination', () => {
  const cases: [string, Profile[]][] = [
    ['a single profile', [profileOf(['a'], { zero: [0], f: [1] })]],
    ['types in another order', [profileOf(['a', 'b'], { f: [1, 2] }), profileOf(['b', 'a'], { f: [3, 4] })]],
    ['other units', [profileOf(['t/ms'], { f: [1] }), profileOf(['t/us'], { f: [1] })]],
    [
      'a type twice',
      [profileOf(['a', 'a', 'b'], { f: [1, 2, 3] }), profileOf(['a', 'a', 'b'], { g: [4, 5, 6] })],
    ],
    [
      'sums beyond 2^53 from the third on',
      [2 ** 52, 2 ** 51, 2n ** 62n, 1].map((v) => profileOf(['a'], { f: [v], [`g${v}`]: [1] })),
    ],
    [
      'many times the size that the first two let expect',
      [1, 1, 5000, 1].map((count, p) =>
        profileOf(
          ['a'],
          Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${p % 2} ${i}`, [i + 1]])),
        ),
      ),
    ],
    ['values that cancel out', [1, -1, 2].map((v) => profileOf(['a'], { f: [v], g: [v === 2 ? -0 : v] }))],
    ['more than 128', Array.from({ length: 130 }, (_, i) => profileOf(['a'], { [`f${i % 7}`]: [i] }))],
  ];
  const periodType = { type: 'cpu', unit: 'nanoseconds' };

  it.each(cases)('is what combineProfiles makes: %s', (_what, given) => {
    for (const profiles of [given, given.map((profile) => ({ ...profile, periodType }))]) {
      for (const expected of [profiles.length, 1]) {
        const running = new RunningCombination(expected);
        for (const profile of profiles) running.add(profile);
        let combined: Profile | Error;
        try {
          combined = combineProfiles(profiles);
        } catch (error) {
          expect(() => running.finish()).toThrow((error as Error).message);
          continue;
        }
        const found = running.finish();
        expect({ ...found, strings: undefined }).toEqual({ ...combined, strings: undefined });
        expect(encodePprof(found)).toEqual(encodePprof(combined));
      }
    }
  });

  it('is what combineProfiles makes of any similar profiles', () => {
    fc.assert(
      fc.property(similarProfiles, (profiles) => {
        const typed = profiles.map((profile) => ({ ...profile, periodType }));
        const running = new RunningCombination(typed.length);
        for (const profile of typed) running.add(profile);
        expect(encodePprof(running.finish())).toEqual(encodePprof(combineProfiles(typed)));
      }),
    );
  });
});

describe('subtractBase', () => {
  const plain = { mode: 'base', normalize: false } as const;

  it('of a profile and itself leaves nothing', () => {
    fc.assert(
      fc.property(similarProfiles, (profiles) => {
        const { samples, locations, functions } = subtractBase(profiles, profiles, plain);
        expect([samples.count, samples.stack.length, locations.count, functions.count]).toEqual([0, 0, 0, 0]);
      }),
    );
  });

  it('and added again gives the sources', () => {
    fc.assert(
      fc.property(similarProfiles, similarProfiles, (sources, bases) => {
        const back = combineProfiles([subtractBase(sources, bases, plain), ...bases]);
        const sumOf = (profiles: readonly Profile[]) =>
          profiles
            .flatMap(sampleContents)
            .reduce((sum, { values }) => sum.map((each, type) => each + values[type]!), [0n, 0n]);
        expect(sumOf([back])).toEqual(sumOf(sources));
      }),
    );
  });

  it('subtracts sample by sample', () => {
    const difference = subtractBase(
      [profileOf(['a'], { f: [5], g: [3] })],
      [profileOf(['a'], { f: [2], g: [3], h: [7] })],
      plain,
    );
    expect(rows(difference)).toEqual({ f: [3n], h: [-7n] });
  });

  it('marks what is of the base, so that it does not cancel', () => {
    const same = profileOf(['a'], { f: [5] });
    expect(rows(subtractBase([same], [same], { mode: 'diff_base', normalize: false }))).toEqual({
      f: [5n],
      'f pprof::base=true': [-5n],
    });
  });

  it('can bring the sources to the total of the base first', () => {
    const difference = subtractBase(
      [profileOf(['a', 'b'], { f: [10, 0], g: [30, 0] })],
      [profileOf(['a', 'b'], { f: [15, 1], g: [5, 1] })],
      { mode: 'base', normalize: true },
    );
    expect(rows(difference)).toEqual({ f: [-10n, -1n], g: [10n, -1n] });
  });
});

describe('scaleProfile', () => {
  const scaled = (ratio: number, ...values: (number | bigint)[]) =>
    Object.values(
      rows(scaleProfile(profileOf(['a'], Object.fromEntries(values.map((v, i) => [`f${i}`, [v]]))), [ratio])),
    ).flat();

  it('rounds half away from zero', () => {
    expect(scaled(0.5, 1, 3, -1, -3, 5)).toEqual([1n, 2n, -1n, -2n, 3n]);
    expect(scaled(0.1, 14, 15, 16)).toEqual([1n, 2n, 2n]);
  });

  it('drops samples whose scaled values are all zero, whatever the others are', () => {
    const profile = profileOf(['a', 'b'], { f: [1, 9], g: [10, 9] });
    expect(rows(scaleProfile(profile, [0.1, 1]))).toEqual({ g: [1n, 9n] });
  });

  it('is no copy when nothing changes', () => {
    const profile = profileOf(['a'], { f: [0] });
    expect(scaleProfile(profile, [1])).toBe(profile);
  });

  it('negates what is beyond 2^53 as doubles do', () => {
    expect(scaled(-1, 2n ** 53n, 2n ** 60n + 1n)).toEqual([-(2n ** 53n), -(2n ** 60n)]);
  });
});

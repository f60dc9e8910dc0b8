import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuilderOptions, ProfileBuilder } from '../../../src/profile/builder.ts';
import { mergeProfiles } from '../../../src/profile/merge.ts';
import type { Mapping, Profile } from '../../../src/profile/profile.ts';
import { similarProfiles } from '../../support/arbitrary-profile.ts';
import { type SampleContent, sampleContents, textOf } from '../../support/profile-content.ts';

const TYPES = [{ type: 'cpu', unit: 'nanoseconds' }];

describe('mergeProfiles', () => {
  it('gives what adding sample by sample gives', () => {
    fc.assert(
      fc.property(similarProfiles, (profiles) => {
        const merged = sampleContents(mergeProfiles(profiles));
        expect(merged.map((sample) => [keyOf(sample), sample.values])).toEqual(addOneByOne(profiles));
      }),
      { numRuns: 300 },
    );
  });

  it('numbers what it keeps in the order of first use, and keeps nothing else', () => {
    fc.assert(
      fc.property(similarProfiles, (profiles) => {
        const { samples, locations, functions, mappings } = mergeProfiles(profiles);
        expect([...new Set(samples.stack)]).toEqual(Array.from({ length: locations.count }, (_, i) => i));
        expect([...new Set(locations.lineFunction)]).toEqual(
          Array.from({ length: functions.count }, (_, i) => i),
        );
        for (const ids of [locations.id, functions.id, mappings.map(({ id }) => id)]) {
          expect([...ids]).toEqual(Array.from({ length: ids.length }, (_, i) => BigInt(i + 1)));
        }
      }),
    );
  });

  it('changes nothing more when merged again', () => {
    fc.assert(
      fc.property(similarProfiles, (profiles) => {
        const once = mergeProfiles(profiles);
        expect(textOf(sampleContents(mergeProfiles([once])))).toBe(textOf(sampleContents(once)));
      }),
    );
  });

  it.each([
    [[5, 0], 0],
    [[0, 5], 5],
    [[5, 0, 7], 7],
    [[7, 5], 5],
  ])('of the times %j takes %d', (times, merged) => {
    const profiles = times.map((timeNanos) => one({ timeNanos }));
    expect(mergeProfiles(profiles).timeNanos).toBe(BigInt(merged));
  });

  it('adds durations, takes the largest period, joins comments, and else the first that says anything', () => {
    const merged = mergeProfiles([
      one({ durationNanos: 2, period: 3, comments: ['a', 'b'], dropFrames: 'x', keepFrames: 'y' }),
      one({
        durationNanos: 5,
        period: 9,
        comments: ['b', 'c'],
        docUrl: 'u',
        defaultSampleType: 'cpu',
        dropFrames: 'z',
      }),
      one({ durationNanos: 1, period: 4, docUrl: 'v' }),
    ]);
    expect(merged).toMatchObject({
      durationNanos: 8n,
      period: 9n,
      comments: ['a', 'b', 'c'],
      docUrl: 'u',
      defaultSampleType: 'cpu',
      dropFrames: 'x',
      keepFrames: 'y',
    });
  });

  it('moves addresses to where the first source had the mapping', () => {
    const file = '/bin/app';
    const at = (start: bigint, address: bigint) =>
      one({}, { mapping: { start, limit: start + 0x1800n, file }, address });
    const merged = mergeProfiles([at(0x1000n, 0x1010n), at(0x7000n, 0x7010n), at(0x7000n, 0x7020n)]);
    expect([...merged.locations.address]).toEqual([0x1010n, 0x1020n]);
    expect(merged.mappings).toMatchObject([{ start: 0x1000n, limit: 0x2800n, file }]);
    expect([...merged.samples.values[0]!]).toEqual([2, 1]);
  });

  it('tells mappings apart by size in pages, offset and build id, else file', () => {
    const base = { start: 0x1000n, limit: 0x2000n, file: 'f', buildId: 'b' };
    const count = (other: Partial<Mapping>): number =>
      mergeProfiles([one({}, { mapping: base }), one({}, { mapping: { ...base, ...other } })]).mappings
        .length;
    expect(count({ file: 'g' })).toBe(1);
    expect(count({ limit: 0x1fffn })).toBe(1);
    expect(count({ start: 0x5000n, limit: 0x6000n })).toBe(1);
    expect(count({ buildId: 'c' })).toBe(2);
    expect(count({ buildId: '' })).toBe(2);
    expect(count({ limit: 0x2001n })).toBe(2);
    expect(count({ offset: 1n })).toBe(2);
  });

  it('keeps the first mapping first, used or not', () => {
    const builder = new ProfileBuilder({ sampleTypes: TYPES });
    builder.addMapping({ file: 'program', limit: 1n });
    const library = builder.addMapping({ file: 'library', limit: 1n });
    builder.addSample([builder.addLocation({ mapping: library, lines: [] })], [1]);
    expect(mergeProfiles([builder.build()]).mappings.map(({ file }) => file)).toEqual(['program', 'library']);
  });

  it('tells lines apart by column, also those of callers', () => {
    const at = (column: number): Profile => {
      const builder = new ProfileBuilder({ sampleTypes: TYPES });
      const fn = builder.addFunction({ name: 'f' });
      const lines = [
        { function: fn, line: 1, column },
        { function: fn, line: 2 },
      ];
      builder.addSample([builder.addLocation({ lines })], [1]);
      return builder.build();
    };
    expect(mergeProfiles([at(1), at(2)]).locations.count).toBe(2);
    expect(mergeProfiles([at(1), at(1)]).locations.count).toBe(1);
  });

  it('takes labels in another order for the same, but not values of one key', () => {
    const labelled = (...labels: [string, string][]): Profile =>
      one({}, { labels: labels.map(([key, str]) => ({ key, str })) });
    const count = (...profiles: Profile[]): number => mergeProfiles(profiles).samples.count;
    expect(count(labelled(['a', '1'], ['b', '2']), labelled(['b', '2'], ['a', '1']))).toBe(1);
    expect(count(labelled(['a', '1'], ['a', '2']), labelled(['a', '2'], ['a', '1']))).toBe(2);
    expect(count(labelled(['a', '1']), labelled(['a', '2']))).toBe(2);
    expect(count(labelled(['a', '1']), labelled())).toBe(2);
  });

  it('is exact beyond 2^53 and wraps as 64-bit integers do', () => {
    const merge = (...values: bigint[]): bigint[] =>
      mergeProfiles(values.map((value) => one({}, { value }))).samples.values.map((column) =>
        BigInt(column[0]!),
      );
    expect(merge(2n ** 53n, 1n)).toEqual([2n ** 53n + 1n]);
    expect(merge(2n ** 52n, 2n ** 52n, 1n)).toEqual([2n ** 53n + 1n]);
    expect(merge(2n ** 63n - 1n, 1n)).toEqual([-(2n ** 63n)]);
  });

  it('refuses types that differ', () => {
    const other = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'count' }] }).build();
    expect(() => mergeProfiles([one(), other])).toThrow('incompatible sample types');
    const period = new ProfileBuilder({ sampleTypes: TYPES, periodType: { type: 'x', unit: 'y' } }).build();
    expect(() => mergeProfiles([one(), period])).toThrow('incompatible period types');
  });
});

interface OneSample {
  readonly mapping?: Partial<Mapping>;
  readonly address?: bigint;
  readonly value?: bigint;
  readonly labels?: readonly { readonly key: string; readonly str: string }[];
}

/** A profile of one sample with one frame. */
function one(options: Partial<BuilderOptions> = {}, sample: OneSample = {}): Profile {
  const { mapping, address = 0n, value = 1n, labels = [] } = sample;
  const builder = new ProfileBuilder({ sampleTypes: TYPES, ...options });
  const lines = [{ function: builder.addFunction({ name: 'f' }) }];
  const location = builder.addLocation({
    ...(mapping === undefined ? {} : { mapping: builder.addMapping(mapping) }),
    address,
    lines,
  });
  builder.addSample([location], [value], labels);
  return builder.build();
}

/** Samples added by hand: what has the same key is one, in the order of first appearance, zeros left out. */
function addOneByOne(profiles: readonly Profile[]): [string, bigint[]][] {
  const sums = new Map<string, bigint[]>();
  for (const sample of profiles.flatMap(sampleContents)) {
    if (sample.values.every((value) => value === 0n)) continue;
    const key = keyOf(sample);
    const sum = sums.get(key) ?? sample.values.map(() => 0n);
    sums.set(
      key,
      sum.map((value, type) => BigInt.asIntN(64, value + sample.values[type]!)),
    );
  }
  return [...sums].filter(([, values]) => values.some((value) => value !== 0n));
}

function keyOf({ stack, labels }: SampleContent): string {
  const frames = stack.map(({ mapping, address, isFolded, lines }) => [
    mapping === undefined ? null : mappingKey(mapping),
    BigInt.asUintN(64, address - (mapping?.start ?? 0n)),
    isFolded,
    lines,
  ]);
  const byKey = [...labels].sort(
    (a, b) =>
      Number(a.text === '') - Number(b.text === '') || Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
  );
  return textOf([frames, byKey]);
}

function mappingKey({ start, limit, offset, file, buildId }: Mapping): unknown {
  return [BigInt.asUintN(64, limit - start + 4095n) / 4096n, offset, buildId === '' ? file : buildId];
}

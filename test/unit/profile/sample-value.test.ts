import { describe, expect, it } from 'vitest';
import { decodePprof } from '../../../src/profile/decode.ts';
import { chooseSampleIndex, totalValue } from '../../../src/profile/sample-value.ts';
import { ProtoWriter } from '../../support/proto-writer.ts';

const types = (...names: string[]) => names.map((type) => ({ type, unit: 'count' }));
const heap = {
  sampleTypes: types('alloc_objects', 'alloc_space', 'objects', 'space'),
  defaultSampleType: '',
};

describe('chooseSampleIndex', () => {
  it('takes the default type, else the last', () => {
    expect(chooseSampleIndex(heap, '')).toBe(3);
    expect(chooseSampleIndex({ ...heap, defaultSampleType: 'alloc_space' }, '')).toBe(1);
    expect(chooseSampleIndex({ ...heap, defaultSampleType: 'nosuch' }, '')).toBe(3);
  });

  it('takes an index in any decimal spelling, and a name with or without inuse_', () => {
    expect(chooseSampleIndex(heap, '2')).toBe(2);
    expect(chooseSampleIndex(heap, '+002')).toBe(2);
    expect(chooseSampleIndex(heap, 'alloc_space')).toBe(1);
    expect(chooseSampleIndex(heap, 'inuse_space')).toBe(3);
    expect(chooseSampleIndex({ ...heap, sampleTypes: types('space', 'inuse_space') }, 'inuse_space')).toBe(0);
  });

  /** Recorded from go tool pprof. */
  it.each([
    ['7', 'sample_index 7 is outside the range [0..3]'],
    ['-1', 'sample_index -1 is outside the range [0..3]'],
    ['0x1', 'sample_index "0x1" must be one of: [alloc_objects alloc_space objects space]'],
    [
      '99999999999999999999',
      'sample_index "99999999999999999999" must be one of: [alloc_objects alloc_space objects space]',
    ],
    [
      'a"b\n\u{1f600}\u200b',
      'sample_index "a\\"b\\n\u{1f600}\\u200b" must be one of: [alloc_objects alloc_space objects space]',
    ],
  ])('refuses %j', (spec, message) => {
    expect(() => chooseSampleIndex(heap, spec)).toThrow(message);
  });

  it('needs a sample type', () => {
    expect(() => chooseSampleIndex({ sampleTypes: [], defaultSampleType: '' }, '')).toThrow(
      'profile has no samples',
    );
  });
});

/** Samples of one type and its divisor; `base` marks those of a comparison's base. */
function profileOf(samples: readonly { values: readonly (number | bigint)[]; base?: boolean }[]) {
  const out = new ProtoWriter().data(1, new ProtoWriter().int(1, 1)).data(1, new ProtoWriter().int(1, 2));
  for (const { values, base } of samples) {
    const sample = new ProtoWriter().packed(2, values);
    if (base) sample.data(3, new ProtoWriter().int(1, 3).int(2, 4));
    out.data(2, sample);
  }
  for (const text of ['', 'count', 'time', 'pprof::base', 'true']) out.data(6, text);
  const profile = decodePprof(out.finish());
  const [divisors, column] = profile.samples.values;
  return { profile, column: column!, divisors: divisors! };
}

describe('totalValue', () => {
  it('adds magnitudes', () => {
    const { profile, column } = profileOf([{ values: [1, 5] }, { values: [1, -7] }]);
    expect(totalValue(profile, column)).toBe(12);
  });

  it('is of the base alone where there is one with a value', () => {
    const both = profileOf([{ values: [1, 5] }, { values: [1, -7], base: true }]);
    expect(totalValue(both.profile, both.column)).toBe(7);
    const empty = profileOf([{ values: [1, 5] }, { values: [1, 0], base: true }]);
    expect(totalValue(empty.profile, empty.column)).toBe(5);
  });

  it('is a mean toward zero with divisors, and the sum where those cancel', () => {
    const { profile, column, divisors } = profileOf([{ values: [2, 5] }, { values: [1, 6] }]);
    expect(totalValue(profile, column, divisors)).toBe(3);
    const none = profileOf([{ values: [1, 5] }, { values: [-1, 6] }]);
    expect(totalValue(none.profile, none.column, none.divisors)).toBe(11);
  });

  it('is exact beyond 2^53 and wraps as int64', () => {
    const large = 2n ** 62n;
    const exact = profileOf([{ values: [1, large] }, { values: [1, 1] }]);
    expect(totalValue(exact.profile, exact.column)).toBe(large + 1n);
    const wrapped = profileOf([{ values: [1, large] }, { values: [1, -large] }]);
    expect(totalValue(wrapped.profile, wrapped.column)).toBe(-(2n ** 63n));
  });
});

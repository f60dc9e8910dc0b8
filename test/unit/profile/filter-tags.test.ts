import { describe, expect, it } from 'vitest';
import { parseTagRange } from '../../../src/profile/filter-tags.ts';

describe('a range of numeric label values', () => {
  it.each(['99999999999999999999', '1:9223372036854775808kb', ':-9223372036854775809'])(
    'has bounds that fit into 64 bits: %s',
    (text) => {
      expect(() => parseTagRange(text)).toThrow('value out of range');
    },
  );

  it.each([
    ['9223372036854775807', 9223372036854775807n, true],
    ['-9223372036854775808:', -1n, true],
    [':+16', 17n, false],
  ])('%s and %s: %s', (text, value, isIn) => {
    expect(parseTagRange(text)?.(value, '')).toBe(isIn);
  });
});

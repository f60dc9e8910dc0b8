import { describe, expect, it } from 'vitest';
import { formatShortest } from '../../../src/profile/go-number-format.ts';
import { parseDecimal } from '../../../src/profile/go-parse-decimal.ts';

describe('formatShortest', () => {
  /** Recorded from fmt.Sprint of Go 1.26. */
  it.each([
    [0, '0'],
    [-0, '-0'],
    [0.005, '0.005'],
    [1e-4, '0.0001'],
    [0.00001234, '1.234e-05'],
    [123456, '123456'],
    [999999.95, '999999.95'],
    [1e6, '1e+06'],
    [1234567, '1.234567e+06'],
    [-2.5e7, '-2.5e+07'],
    [1e21, '1e+21'],
    [1e-300, '1e-300'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('%d is %s', (value, text) => {
    expect(formatShortest(value)).toBe(text);
  });
});

describe('parseDecimal', () => {
  /** Recorded from strconv.ParseInt with base 10. */
  it.each([
    ['0', 32, 0n],
    ['+07', 32, 7n],
    ['-2147483648', 32, -2147483648n],
    ['2147483648', 32, 'value out of range'],
    ['2147483648', 64, 2147483648n],
    ['-9223372036854775809', 64, 'value out of range'],
    ['', 64, 'invalid syntax'],
    ['+', 64, 'invalid syntax'],
    ['1_0', 64, 'invalid syntax'],
    ['0x1', 64, 'invalid syntax'],
    [' 1', 64, 'invalid syntax'],
    ['1.0', 64, 'invalid syntax'],
  ] as const)('%j in %i bits is %s', (text, bits, value) => {
    expect(parseDecimal(text, bits)).toBe(value);
  });
});

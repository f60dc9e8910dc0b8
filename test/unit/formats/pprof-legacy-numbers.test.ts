import { describe, expect, it } from 'vitest';
import { goExp } from '../../../src/formats/pprof-legacy/go-exp.ts';
import { parseHex64, parseInt64, truncateToInt64 } from '../../../src/formats/pprof-legacy/go-number.ts';
import { isSpaceOrComment, trimSpace } from '../../../src/formats/pprof-legacy/go-text.ts';
import { scaleHeapSample } from '../../../src/formats/pprof-legacy/scale-heap-sample.ts';

const SYNTAX = 'invalid syntax';
const RANGE = 'value out of range';

describe('numbers as Go reads them', () => {
  it.each([
    ['0', 0, 0n],
    ['-0', 0, 0n],
    ['+7', 10, 7n],
    ['010', 0, 8n],
    ['010', 10, 10n],
    ['08', 0, SYNTAX],
    ['0x1F', 0, 31n],
    ['0X1f', 0, 31n],
    ['0x1F', 10, SYNTAX],
    ['-0b101', 0, -5n],
    ['0o17', 0, 15n],
    ['0x', 0, SYNTAX],
    ['0b2', 0, SYNTAX],
    ['', 0, SYNTAX],
    ['-', 10, SYNTAX],
    ['1_000', 0, 1000n],
    ['1_000', 10, SYNTAX],
    ['0x_1', 0, 1n],
    ['0_7', 0, 7n],
    ['1__0', 0, SYNTAX],
    ['_1', 0, SYNTAX],
    ['1_', 0, SYNTAX],
    ['1 ', 0, SYNTAX],
    ['9223372036854775807', 10, 9223372036854775807n],
    ['9223372036854775808', 10, RANGE],
    ['-9223372036854775808', 10, -9223372036854775808n],
    ['-9223372036854775809', 10, RANGE],
    ['99999999999999999999x', 10, RANGE],
    ['9x9999999999999999999', 10, SYNTAX],
    ['00000000000000000000000001', 10, 1n],
  ] as const)('%j in base %d', (text, base, value) => {
    expect(parseInt64(text, base)).toBe(value);
  });

  it('takes 64 bits of hexadecimal digits', () => {
    expect(parseHex64('')).toBe(0n);
    expect(parseHex64('000000000000000000aB')).toBe(0xabn);
    expect(parseHex64('f'.repeat(16))).toBe(2n ** 64n - 1n);
    expect(parseHex64('1'.repeat(17))).toBeUndefined();
  });

  it.each([
    [2.9, 2n],
    [-2.9, -2n],
    [2 ** 53 + 2, 2n ** 53n + 2n],
    [2 ** 63, -(2n ** 63n)],
    [-(2 ** 63), -(2n ** 63n)],
    [Number.NaN, -(2n ** 63n)],
    [-Infinity, -(2n ** 63n)],
  ])('cuts %d to an integer', (value, integer) => {
    expect(truncateToInt64(value)).toBe(integer);
  });
});

/** Printed by Go 1.26 on linux/amd64; for those of the first list V8 has another last digit. */
const FROM_GO = [
  [-9.34516, 0.0000873873519767261],
  [-8.69226, 0.000167880187941578],
  [-7.45938, 0.0005760131889775835],
  [-6.10426, 0.0022333334254657643],
  [-2.54512, 0.07846363577946641],
  [-1.7438, 0.17485468874827595],
  [0, 1],
  [1, Math.E],
  [-0.5, 0.6065306597126334],
  [-1e-38, 1],
  [709.78, Infinity],
  [709.79, Infinity],
] as const;

describe('estimates', () => {
  it.each(FROM_GO)('take e to the power of %d from Go', (x, power) => {
    expect(goExp(x)).toBe(power);
  });

  it('of a sample of one byte at an endless rate are beyond all numbers', () => {
    expect(scaleHeapSample(1n, 1n, 2n ** 63n - 1n)).toEqual([-(2n ** 63n), -(2n ** 63n)]);
  });

  it('leave alone what was not sampled', () => {
    expect(scaleHeapSample(3n, 4n, 1n)).toEqual([3n, 4n]);
    expect(scaleHeapSample(3n, 4n, -5n)).toEqual([3n, 4n]);
    expect(scaleHeapSample(0n, 4n, 512n)).toEqual([0n, 0n]);
    expect(scaleHeapSample(3n, 0n, 512n)).toEqual([0n, 0n]);
  });
});

describe('white space as Go sees it', () => {
  it('is that of Unicode around a text', () => {
    expect(trimSpace('\u0085\u00a0\u2003\v a\u00a0b \u3000\r')).toBe('a\u00a0b');
    expect(trimSpace('\ufeffa')).toBe('\ufeffa');
    // A byte 85 that is no UTF-8 is not the character U+0085.
    expect(trimSpace('\udc85')).toBe('\udc85');
    expect(trimSpace(' \t')).toBe('');
  });

  it('may stand before a comment', () => {
    expect(['', ' \u00a0', '#', '\t# x'].every(isSpaceOrComment)).toBe(true);
    expect(['a #', '\ufeff#'].some(isSpaceOrComment)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/kit/safe-text.ts';

describe('safeText', () => {
  it.each([
    ['plain', 'plain'],
    ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
    ['a\nb\tc\rd\0', 'a\\x0ab\\x09c\\x0dd\\x00'],
    ['\u009b1m\u007f', '\\u009b1m\\x7f'],
    ['abc\u202edef\u2066', 'abc\\u202edef\\u2066'],
    ['a\u200bb\ufeff\u2060', 'a\\u200bb\\ufeff\\u2060'],
    ['\u2028', '\\u2028'],
    ['bytes \udcff\udc80', 'bytes \\xff\\x80'],
    ['lone \ud83d', 'lone \\ud83d'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['漢字 é 😀 👩🏽', '漢字 é 😀 👩🏽'],
  ])('shows %j', (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });
});

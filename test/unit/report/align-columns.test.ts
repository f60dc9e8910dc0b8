import { describe, expect, it } from 'vitest';
import { alignColumns } from '../../../src/report/align-columns.ts';

describe('alignColumns', () => {
  it.each([
    [
      'flush right, one space before the widest',
      'key:\t Total\n \t10ms:\t a\n \t5ms:\t b\n\n',
      ' key: Total\n      10ms: a\n       5ms: b\n\n',
    ],
    [
      'each block of lines by itself',
      'a\tx\nlonger\tx\nno column\nb\tx\n',
      '      ax\n longerx\nno column\n bx\n',
    ],
    [
      'a column ends where a line lacks it',
      'aa\tb\tx\nc\tx\ndddd\teeeee\tx\n',
      '   aa bx\n    cx\n dddd eeeeex\n',
    ],
    ['characters count, not bytes or halves of pairs', 'é😀\tx\nabc\tx\n', '  é😀x\n abcx\n'],
    ['a vertical tab is a tab, a form feed ends columns', 'a\vx\fbbb\tx\n', ' ax\n bbbx\n'],
    ['bytes 0xff quote what is between', 'a\udcff\t\n\udcffb\tx\nabc\tx\n', ' a\udcff\t\n\udcffbx\n  abcx\n'],
    ['an open quote lasts to the end', 'a\tx\n\udcffb\tx\n', ' ax\n\udcffb\tx\n'],
    ['an empty end is no cell', 'a\tbb\t', ' abb'],
    ['nothing', '', ''],
  ])('%s', (_what, text, expected) => {
    expect(alignColumns(text)).toBe(expected);
  });

  it('takes a line of very many cells', () => {
    expect(alignColumns(`${'a\t'.repeat(100_000)}x\n`)).toBe(`${' a'.repeat(100_000)}x\n`);
  });
});

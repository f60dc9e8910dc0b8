import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textLines } from '../../../src/formats/text-lines.ts';
import { encodeUtf8 } from '../../../src/profile/utf8.ts';

const lines = (text: string) => [...textLines(encodeUtf8(text))];

describe('textLines', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\r\n\r\n', ['a', 'b', '']],
    ['\ufeffa\nb', ['a', 'b']],
    ['a\rb\n', ['a\rb']],
  ])('splits %j', (text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it('keeps bytes that are no UTF-8, and characters at the seams of its pieces', () => {
    const line = `${'ü'.repeat(300_000)}\udcff`;
    expect(lines(`${line}\n${line}\n${line}x\n`)).toEqual([line, line, `${line}x`]);
  });

  it('gives the lines of any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string().map((each) => each.replace(/[\r\n\ufeff]/g, ' '))), (each) => {
        expect(lines(each.map((line) => `${line}\n`).join(''))).toEqual(each);
      }),
    );
  });
});

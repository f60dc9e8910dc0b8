import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fitName } from '../../../src/present/fit-name.ts';

describe('fitName', () => {
  it.each([
    ['what fits', 'main.parse', 10, 'main.parse'],
    ['a method', 'github.com/acme/shop/http.(*Server).Serve', 20, '…ttp.(*Server).Serve'],
    ['a line', 'main.parse /srv/build/app/parse.go:12', 24, 'main.parse …/parse.go:12'],
    [
      'both too long',
      'example.com/shop.parseOrder /srv/build/app/parse.go:12',
      24,
      '…arseOrder …/parse.go:12',
    ],
    ['a relative file', 'main.parse app/deep/folders/parse.go:12', 24, 'main.parse …/parse.go:12'],
    [
      'a file that takes all',
      'main.parse /srv/a-very-long-name-of-a-file.go:12',
      22,
      '…-name-of-a-file.go:12',
    ],
    ['a C++ name', 'std::map<int, std::string>::find(int const&)', 20, '…>::find(int const&)'],
    ['wide characters', 'main.世界世界世界', 7, '…界世界'],
  ])('cuts %s', async (_what, name, width, expected) => {
    expect(await fitName(name, width)).toBe(expected);
  });

  it('leaves names as they are without a width', () => {
    expect(fitName('x'.repeat(1000), undefined)).toBe('x'.repeat(1000));
  });

  it('never is wider than asked', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    const placed = fc.tuple(text, text).map(([name, file]) => `${name} /${file}/x.go:1`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, placed), fc.integer({ min: 16, max: 60 }), async (name, width) => {
        expect(stringWidth(await fitName(name, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

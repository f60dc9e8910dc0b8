import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StringTable } from '../../../src/profile/string-table.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src/profile/utf8.ts';

describe('decodeUtf8', () => {
  it.each([
    ['plain', [0x61, 0x62], 'ab'],
    ['every length', [0x61, 0xc3, 0xbc, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], 'aü€😀'],
    ['a lone continuation', [0x61, 0x80, 0x62], 'a\udc80b'],
    ['a sequence cut short', [0xe2, 0x82], '\udce2\udc82'],
    ['an overlong slash', [0xc0, 0xaf], '\udcc0\udcaf'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
    ['a replacement character of its own', [0xef, 0xbf, 0xbd, 0xff], '�\udcff'],
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
    ['zero', [0], '\0'],
  ])('reads %s', (_what, bytes, text) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
  });

  it('reads a part', () => {
    expect(decodeUtf8(Buffer.from('one two'), 4, 7)).toBe('two');
  });

  it('loses no byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect([...encodeUtf8(decodeUtf8(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it('reads what is UTF-8 as others do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(decodeUtf8(Buffer.from(text, 'utf8'))).toBe(text);
        expect(Buffer.from(encodeUtf8(text))).toEqual(Buffer.from(text, 'utf8'));
      }),
    );
  });
});

describe('encodeUtf8', () => {
  it('writes surrogates that stand for no byte as U+FFFD', () => {
    expect([...encodeUtf8('\ud800a\udc00')]).toEqual([0xef, 0xbf, 0xbd, 0x61, 0xef, 0xbf, 0xbd]);
  });
});

describe('StringTable', () => {
  const table = new StringTable(Buffer.from('aüb\xff', 'latin1').fill(0xff, 3), Uint32Array.of(0, 0, 1, 4));

  it('gives texts and bytes by index', () => {
    expect(table.count).toBe(3);
    expect([0, 1, 2].map((i) => table.get(i))).toEqual(['', 'a', '\udcfc' + 'b\udcff']);
    expect([...table.bytes(2)]).toEqual([0xfc, 0x62, 0xff]);
  });

  it('grows without touching what was there', () => {
    const larger = table.extend(['x', '\udc80']).extend(['y']);
    expect(table.count).toBe(3);
    expect(larger.count).toBe(6);
    expect([1, 3, 5].map((i) => larger.get(i))).toEqual(['a', 'x', 'y']);
    expect([...larger.bytes(4)]).toEqual([0x80]);
  });
});

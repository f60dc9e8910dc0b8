import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelValues } from '../../../src/profile/label-values.ts';
import { orderByBytes } from '../../../src/profile/sort-strings.ts';
import { StringTable } from '../../../src/profile/string-table.ts';
import { encodeUtf8 } from '../../../src/profile/utf8.ts';

/** Texts that share beginnings, so that more than the first bytes decide. */
const texts = fc.array(
  fc.tuple(
    fc.constantFrom('', 'a', 'endpoint-', 'endpoint-\u{10000}'),
    fc.string({ maxLength: 12, unit: 'binary' }),
  ),
  { maxLength: 1500, size: 'max' },
);
const table = (list: readonly string[]) => ({
  strings: StringTable.from(['', ...list]).packed(),
  indices: Uint32Array.from(list, (_, i) => i + 1),
});
const byBytes = (a: string, b: string) => Buffer.compare(encodeUtf8(a), encodeUtf8(b));

describe('orderByBytes', () => {
  it('orders as comparing all bytes does', () => {
    fc.assert(
      fc.property(texts, (pairs) => {
        const list = pairs.map(([start, end]) => start + end);
        const { strings, indices } = table(list);
        const ordered = Array.from(orderByBytes(strings, indices), (i) => list[i]!);
        expect(ordered).toEqual(list.toSorted(byBytes));
      }),
      { numRuns: 60 },
    );
  });

  it('takes zero bytes for bytes and not for ends', () => {
    const list = Array.from({ length: 600 }, (_, i) => `k${'\0'.repeat(i % 12)}${i % 3 === 0 ? 'z' : ''}`);
    const { strings, indices } = table(list);
    expect(Array.from(orderByBytes(strings, indices), (i) => list[i]!)).toEqual(list.toSorted(byBytes));
  });
});

describe('LabelValues', () => {
  it('joins equal texts, largest sums first, then by bytes', () => {
    const list = ['b', 'a', 'b', 'c', 'd', 'a'];
    const { strings, indices } = table(list);
    const values = new LabelValues(strings, indices, Float64Array.of(1, 5, 3, -9, 4, 0));
    const rows = Array.from({ length: values.count }, (_, i) => [values.text(i), values.sum(i)]);
    expect(rows).toEqual([
      ['c', -9],
      ['a', 5],
      ['b', 4],
      ['d', 4],
    ]);
  });

  it('keeps sums that doubles cannot hold', () => {
    const { strings, indices } = table(['x', 'x']);
    const values = new LabelValues(strings, indices, BigInt64Array.of(2n ** 62n, 1n));
    expect(values.sum(0)).toBe(2n ** 62n + 1n);
  });
});

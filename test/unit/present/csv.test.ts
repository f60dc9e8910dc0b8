import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvColumn, csvStream, csvText } from '../../../src/present/csv.ts';
import { collectText } from '../../support/collect.ts';

const COLUMNS: readonly CsvColumn<readonly [string, string]>[] = [
  { header: 'name', value: ([name]) => name },
  { header: 'value_x"y', value: ([, value]) => value },
];

/** RFC 4180, section 2, as a reader: quoted cells may hold anything, `""` is one quote. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let i = 0;
  while (i < text.length) {
    let cell = '';
    if (text[i] === '"') {
      for (i++; !(text[i] === '"' && text[i + 1] !== '"'); i++) {
        if (text[i] === '"') i++;
        cell += text[i];
      }
      i++;
    } else while (i < text.length && text[i] !== ',' && text[i] !== '\n') cell += text[i++];
    rows.at(-1)!.push(cell);
    if (text[i] === '\n' && i + 1 < text.length) rows.push([]);
    i++;
  }
  return rows;
}

describe('csvText', () => {
  it('quotes what needs it, and nothing else', async () => {
    const rows = [
      ['a,b', '"'],
      ['x\ny', '=1+2'],
      ['\r', ' plain text '],
    ] as const;
    expect(await collectText(csvText(COLUMNS, rows))).toBe(
      'name,"value_x""y"\n"a,b",""""\n"x\ny",=1+2\n"\r", plain text \n',
    );
  });

  it('leaves cells empty that are not known, and keeps integers exact', async () => {
    const columns = [1, null, undefined, false, 2n ** 63n - 1n, 0.5].map((value, i) => ({
      header: `c${i}`,
      value: () => value,
    }));
    expect(await collectText(csvText(columns, [0]))).toBe(
      'c0,c1,c2,c3,c4,c5\n1,,,false,9223372036854775807,0.5\n',
    );
  });

  it('is read back as it was', async () => {
    const cell = fc.string({ unit: 'binary', maxLength: 6 });
    const quoted = fc.stringMatching(/^[",\r\nx]{0,6}$/);
    const row = fc.tuple(fc.oneof(cell, quoted), fc.oneof(cell, quoted));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 4 }), async (rows) => {
        const text = await collectText(csvText(COLUMNS, rows));
        expect(readCsv(text)).toEqual([['name', 'value_x"y'], ...rows]);
      }),
    );
  });

  it('comes in pieces, as rows are made', () => {
    let made = 0;
    function* rows() {
      for (; made < 1_000_000; made++) yield ['name', String(made)] as const;
    }
    csvText(COLUMNS, rows()).next();
    expect(made).toBeLessThan(10_000);
  });

  it('comes line by line where rows have to be found', async () => {
    async function* rows() {
      yield ['a', '1'] as const;
      throw new Error('broken');
    }
    const pieces: string[] = [];
    const read = async () => {
      for await (const piece of csvStream(COLUMNS, rows())) pieces.push(piece);
    };
    await expect(read()).rejects.toThrow('broken');
    expect(pieces).toEqual(['name,"value_x""y"\n', 'a,1\n']);
  });
});

import { describe, expect, it } from 'vitest';
import { type Column, formatFacts, formatTable } from '../../../src/present/table.ts';
import { HOSTILE_NAMES } from '../../support/hostile-names.ts';

type Row = readonly [string, string];
const COLUMNS: readonly Column<Row>[] = [
  { header: 'NAME', cell: ([name]) => name },
  { header: 'SIZE', align: 'right', cell: ([, size]) => size },
  { header: 'AGAIN', cell: ([name]) => name },
];

describe('formatTable', () => {
  it('aligns columns and ends lines without spaces', async () => {
    expect(
      await formatTable(COLUMNS, [
        ['a', '1'],
        ['long name', '1000'],
        ['', ''],
      ]),
    ).toBe(['NAME       SIZE  AGAIN', 'a             1  a', 'long name  1000  long name', '', ''].join('\n'));
  });

  it('counts wide and combining characters as a terminal does', async () => {
    expect(
      await formatTable(COLUMNS, [
        ['日本', '1'],
        ['e\u0301', '2'],
      ]),
    ).toBe(['NAME  SIZE  AGAIN', '日本     1  日本', 'e\u0301        2  e\u0301', ''].join('\n'));
  });

  it('leaves out optional columns where the terminal is too narrow for them', async () => {
    const columns = COLUMNS.map((column) => ({ ...column, isOptional: column.header === 'AGAIN' }));
    const rows: Row[] = [['name', '1']];
    expect(await formatTable(columns, rows, { maxWidth: 17 })).toBe('NAME  SIZE  AGAIN\nname     1  name\n');
    expect(await formatTable(columns, rows, { maxWidth: 16 })).toBe('NAME  SIZE\nname     1\n');
  });

  it('lets no control character and no line break of a stranger through', async () => {
    const text = await formatTable(
      COLUMNS,
      HOSTILE_NAMES.map((name) => [name, name]),
    );
    expect(text.split('\n')).toHaveLength(HOSTILE_NAMES.length + 2);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029]/u);
  });
});

describe('formatFacts', () => {
  it('leaves out what is not known', () => {
    expect(
      formatFacts([
        ['type', 'cpu'],
        ['pod', undefined],
        ['a longer name', 'x\x07'],
      ]),
    ).toBe('  type           cpu\n  a longer name  x\\x07\n');
  });
});

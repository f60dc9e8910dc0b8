import { describe, expect, it } from 'vitest';
import { diffProfiles } from '../../../src/compare/diff.ts';
import { csvText } from '../../../src/present/csv.ts';
import { diffText } from '../../../src/present/diff.ts';
import { diffCsv } from '../../../src/present/diff-csv.ts';
import { diffDocument, diffRowDocument } from '../../../src/present/diff-document.ts';
import { fitEnd } from '../../../src/present/fit-end.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import type { LoadedProfile } from '../../../src/store/load-profiles.ts';
import { collectText } from '../../support/collect.ts';
import { smallProfile } from '../../support/small-profiles.ts';

const MS = 1_000_000;

function diff(
  base: Record<string, number>,
  target: Record<string, number>,
  facts: Partial<LoadedProfile> = { service: 'checkout', type: 'cpu' },
) {
  const side = (stacks: Record<string, number>, key: string): LoadedProfile => {
    const bytes = smallProfile({ stacks });
    return { name: key, sizeBytes: bytes.length, profile: decodePprof(bytes), ...facts };
  };
  return diffProfiles({ base: [side(base, 'old.pb')], target: [side(target, 'new.pb')] });
}

const wide = { top: undefined, columns: undefined };

describe('diffText', () => {
  it('is a verdict over a table', async () => {
    const result = await diff(
      { 'main.run;main.parse': 200 * MS, 'main.run;main.render': 1000 * MS },
      { 'main.run;main.parse': 350 * MS, 'main.run;main.render': 1000 * MS, 'main.run': 50 * MS },
    );
    expect(await diffText(result, wide)).toBe(
      [
        'checkout cpu: total +16.7% (1.20s → 1.40s); biggest: main.parse +150ms (+8.3 pp)',
        '',
        // A sample is 1 ns here: ±1.96 · √(200e6 + 350e6) ns, ±1.96 · √50e6 ns.
        'FUNCTION     BASE  TARGET  CHANGE     ±    PP',
        'main.parse  200ms   350ms  +150ms  46us  +8.3',
        'main.run        0    50ms   +50ms  14us  +3.6',
        '',
        'base    old.pb',
        'target  new.pb',
        '',
      ].join('\n'),
    );
  });

  it('says so where nothing differs', async () => {
    const text = await diffText(await diff({ f: MS }, { f: MS }), wide);
    expect(text).toBe(
      'checkout cpu: total unchanged (1ms); no difference\n\nbase    old.pb\ntarget  new.pb\n',
    );
  });

  it('counts waiting as no work, and never as the finding', async () => {
    const result = await diff({ '(idle)': 90 * MS, f: 10 * MS }, { '(idle)': 60 * MS, f: 40 * MS }, {});
    expect(diffDocument(result, {}).verdict).toBe(
      'cpu: busy time +300.0% (10ms → 40ms); biggest: f +30ms (+30.0 pp)',
    );
  });

  it('shows so many rows and counts the others', async () => {
    const text = await diffText(await diff({ a: 1, b: 1, c: 1 }, { a: 2, b: 3, c: 4 }), { ...wide, top: 1 });
    expect(text).toContain('\n… 2 more; --all shows them\n');
    expect(text).not.toContain('\na ');
  });

  it('keeps the ends of names and to the width of the terminal', async () => {
    const long = 'github.com/example/project/internal/transport/http.(*Server).ServeHTTP';
    const text = await diffText(await diff({ [long]: 3 * MS }, { [long]: 5 * MS, [`世界${long}`]: MS }), {
      top: undefined,
      columns: 60,
    });
    const rows = text.split('\n').filter((line) => line.includes('ServeHTTP') && !line.includes('biggest'));
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row.length).toBeLessThanOrEqual(60);
      expect(row).toMatch(/^….*http\.\(\*Server\)\.ServeHTTP {2}/);
    }
  });

  it('lets no control character through', async () => {
    const result = await diff(
      { 'a\x1b[2J\u202e': 1 },
      { 'a\x1b[2J\u202e': 9 },
      { service: '\x1b[31m', type: 'cpu' },
    );
    const text = await diffText(result, { top: undefined, columns: 80 });
    expect(text).toContain('a\\x1b[2J\\u202e');
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
  });
});

describe('diff documents', () => {
  it('hold all rows unless told otherwise', async () => {
    const result = await diff({ a: 1, b: 1, c: 1 }, { a: 2, b: 3, c: 4 });
    expect(diffDocument(result, {}).rows.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
    expect(diffDocument(result, { top: 2 })).toMatchObject({
      hidden: 1,
      schema: 'prof.diff.v1',
      differs: true,
    });
  });

  it('are CSV, too', async () => {
    const result = await diff({ 'a,b': 4, c: 4 }, { 'a,b': 6, c: 4 });
    const text = await collectText(csvText(diffCsv(result), result.rows.map(diffRowDocument)));
    const { unit } = result;
    expect(text).toBe(
      `function,base_${unit},target_${unit},change_${unit},change_percent,base_percent,target_percent,points\n` +
        '"a,b",4,6,2,50,50,60,10\n',
    );
  });
});

describe('fitEnd', () => {
  it('counts columns, not characters', async () => {
    expect(await fitEnd(['abcdef', '世界世界x', 'ab'], 4)).toEqual(['…def', '…界x', 'ab']);
    expect(await fitEnd(['abcdef'], undefined)).toEqual(['abcdef']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trend } from '../../../src/compare/trend.ts';
import { slotsOf } from '../../../src/present/run-slots.ts';
import { sparkline } from '../../../src/present/sparkline.ts';
import { trendDocument, trendText } from '../../../src/present/trend.ts';
import { trendSvg } from '../../../src/present/trend-svg.ts';

const HOUR = 3_600_000;
const START = Date.parse('2024-01-15T00:00:00Z');

describe('slots of runs', () => {
  it('are one for each run at a steady pace, with gaps where some are missing', () => {
    const hours = [0, 1, 2, 5, 6].map((hour) => START + hour * HOUR);
    expect(slotsOf(hours, 40)).toEqual({ slotOf: [0, 1, 2, 5, 6], count: 7, missing: 2 });
  });

  it('tolerate runs that are a little late', () => {
    expect(
      slotsOf(
        [0, 61, 119, 180, 300].map((minute) => minute * 60_000),
        40,
      ),
    ).toMatchObject({ missing: 1 });
  });

  it('are shared where there are too many', () => {
    expect(slotsOf([0, 1, 2, 3, 4, 5], 3)).toEqual({ slotOf: [0, 0, 1, 1, 2, 2], count: 3, missing: 0 });
  });

  it.each([[[]], [[5]], [[5, 5]], [[0, 10]], [[0, 1, 100, 101.5, 250, 251.4]]])(
    'claim no pace for %j',
    (times) => {
      expect(slotsOf(times, 40).missing).toBeUndefined();
    },
  );

  it('are within bounds and in order', () => {
    const times = fc.array(fc.nat(1e9), { minLength: 1 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 50 }), (all, most) => {
        const { slotOf, count } = slotsOf(all, most);
        expect(count).toBeLessThanOrEqual(most);
        for (const [i, slot] of slotOf.entries()) {
          expect(Number.isInteger(slot) && slot >= 0 && slot < count && slot >= (slotOf[i - 1] ?? 0)).toBe(
            true,
          );
        }
      }),
    );
  });
});

describe('sparkline', () => {
  it('goes from 0 to the highest', () => {
    expect(sparkline([0, 12.5, 50, 100, undefined, -3, 200], { max: 100, isAscii: false })).toBe('▁▂▅█ ▁█');
    expect(sparkline([0, 100, undefined], { max: 100, isAscii: true })).toBe('_# ');
    expect(sparkline([0, 0], { max: 0, isAscii: false })).toBe('▁▁');
  });
});

const NAMES = ['<script>alert(1)</script>', '"&\u001b[31m', 'plain'];

function trendWith(more: Partial<Trend> = {}): Trend {
  const percents = [10, undefined, 25];
  return {
    service: 'a<b>&',
    type: 'cpu',
    sampleType: 'cpu',
    unit: 'nanoseconds',
    measure: 'flat',
    isFiltered: false,
    runs: percents.map((percent, i) => ({
      timeMs: START + i * HOUR,
      profiles: 1,
      total: percent === undefined ? 0 : 1000,
    })),
    rows: NAMES.map((name) => ({
      name,
      points: percents.map((percent) => ({ value: (percent ?? 0) * 10, percent })),
    })),
    hidden: 2,
    failed: [],
    omitted: 0,
    ...more,
  };
}

describe('a trend', () => {
  it('is a table with names made safe', async () => {
    const text = await trendText(trendWith(), { columns: undefined, isAscii: false });
    expect(text.split('\n').slice(0, 4)).toEqual([
      'a<b>& cpu: 3 runs, 2024-01-15 00:00:00 to 2024-01-15 02:00:00 UTC',
      'total █▁█ 1us → 1us',
      '',
      'FUNCTION                   SHARE  FIRST   LAST    MIN    MAX     PP',
    ]);
    expect(text).toContain('"&\\x1b[31m                 ▄ █    10.0%  25.0%  10.0%  25.0%  +15.0\n');
    expect(text.endsWith('… 2 more; --all shows them\n')).toBe(true);
  });

  it.each([40, 60, 80])('fits %i columns', async (columns) => {
    const rows = trendWith().rows.map((row) => ({
      ...row,
      name: `github.com/acme/${'x'.repeat(90)}.${row.name}`,
    }));
    const text = await trendText(trendWith({ rows }), { columns, isAscii: true });
    const table = text.split('\n').slice(3, -2);
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(Math.max(columns, 56));
  });

  it('knows first, last, lowest and highest of the runs that have a share', () => {
    const [row] = trendDocument(trendWith()).rows;
    expect(row).toMatchObject({ first: 10, last: 25, min: 10, max: 25, points: 15 });
    expect(row!.values.map(({ percent }) => percent)).toEqual([10, null, 25]);
  });

  it('is one SVG of its own, in which names are text', () => {
    const svg = trendSvg(trendWith());
    expect(svg).not.toMatch(/<script|\u001b|href|url\(|@import/);
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(svg).toContain('&quot;&amp;\\x1b[31m');
    // 10 % and 25 % of an axis to 50 % that is 320 high and begins at 56; the run between has no share.
    expect(svg).toContain('d="M64 312M928 216"');
    expect(svg.match(/<(?!\/|circle|title|text|path|svg|rect|style)/g)).toBeNull();
  });

  it('draws no line across missing runs', () => {
    const hours = [0, 1, 2, 4, 5];
    const runs = hours.map((hour) => ({ timeMs: START + hour * HOUR, profiles: 1, total: 100 }));
    const rows = [{ name: 'f', points: hours.map(() => ({ value: 1, percent: 1 })) }];
    const path = / d="(M[^"]*)"/g;
    const lines = [...trendSvg(trendWith({ runs, rows })).matchAll(path)].map(([, d]) => d!);
    expect(lines.find((d) => d.includes('L'))!.replace(/[\d. ]+/g, '')).toBe('MLLML');
  });
});

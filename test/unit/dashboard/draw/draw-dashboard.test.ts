import stringWidth from 'string-width';
import { afterEach, describe, expect, it } from 'vitest';
import type { Dashboard } from '../../../../src/dashboard/dashboard.ts';
import { drawDashboard } from '../../../../src/dashboard/draw/draw-dashboard.ts';
import { spokenDashboard } from '../../../../src/dashboard/draw/spoken-dashboard.ts';
import type { ScreenStyle } from '../../../../src/dashboard/flame/cell-style.ts';
import type { ScreenSize } from '../../../../src/dashboard/state/dashboard-state.ts';
import { HOSTILE_NAMES } from '../../../support/hostile-names.ts';
import { namesDashboard } from '../../../support/names-dashboard.ts';

const SIZES = [
  [20, 6],
  [60, 15],
  [80, 24],
  [120, 40],
  [400, 100],
] as const;
const PLAIN: ScreenStyle = { colors: 0, isAscii: false };
const SGR = /\u001b\[[0-9;]*m/g;

const open: Dashboard[] = [];
afterEach(() => {
  for (const dashboard of open.splice(0)) dashboard.close();
});

async function shown(names: readonly string[], size: ScreenSize): Promise<Dashboard> {
  const dashboard = await namesDashboard(names, size);
  open.push(dashboard);
  return dashboard;
}

function expectFitting(dashboard: Dashboard, style: ScreenStyle): readonly string[] {
  const { columns, rows } = dashboard.state.size;
  const lines = drawDashboard(dashboard, style).map((line) => line.replace(SGR, ''));
  expect(lines.length).toBe(Math.max(rows - 1, 6));
  for (const line of lines) {
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  }
  return lines;
}

describe('the dashboard as lines', () => {
  it.each(SIZES)(
    'fits %i columns and %i rows whatever names there are, in every kind of colour',
    async (columns, rows) => {
      const dashboard = await shown(HOSTILE_NAMES, { columns, rows });
      for (const colors of [0, 16, 256] as const) {
        for (const keys of ['', 'G', 'k', 'l', 'ss', '?', 'jj', '/x', ':', 'P']) {
          for (const key of keys) dashboard.key(key);
          expectFitting(dashboard, { colors, isAscii: false });
          if ('?/:'.includes(keys[0] ?? ' ')) dashboard.key('esc');
        }
      }
    },
  );

  it.each(SIZES)(
    'shows the row under the cursor on %i columns and %i rows, wherever it moves',
    async (columns, rows) => {
      const names = Array.from({ length: 500 }, (_, index) => `name-${index}.`);
      const dashboard = await shown(names, { columns, rows });
      const expectCursor = (name: string) => {
        const cursors = expectFitting(dashboard, PLAIN).filter((line) => line.startsWith('> '));
        expect(cursors).toEqual([expect.stringContaining(name)]);
      };
      expectCursor('name-0.');
      for (let step = 0; step < 120; step++) dashboard.key('j');
      expectCursor('name-120.');
      dashboard.key('G');
      expectCursor('name-499.');
      dashboard.key('ctrl-b');
      dashboard.key('up');
      dashboard.resize({ columns: 60, rows: 15 });
      // A page is what is left of the screen by the four lines around a list, its header and the last row.
      const page = Math.max(2, rows - 5) - 1;
      expectCursor(`name-${499 - page - 1}.`);
    },
  );

  it('says where one is, what there is, and what the commonest keys do', async () => {
    const dashboard = await shown(['one', 'two'], { columns: 80, rows: 24 });
    const lines = expectFitting(dashboard, PLAIN);
    expect(lines[0]).toMatch(/^ prof {2}one {2}env one {2}ctx one {2}ns one .* PRODUCTION {2}read-only $/);
    expect(lines[1]).toMatch(/^two/);
    expect(lines[2]).toMatch(/^ {2} ID {2,}NAME {2,}AGAIN/);
    expect(lines.at(-2)).toMatch(/^2 {2}as of 22:13:20 UTC/);
    expect(lines.at(-1)).toMatch(/^enter open {2}.*q quit/);
  });

  it('is ASCII where that is asked for', async () => {
    const dashboard = await shown(['one', 'x'.repeat(300)], { columns: 60, rows: 15 });
    for (const keys of ['j', ' ', 's', 's', 'h', '?', 'esc', '/', 'esc']) {
      dashboard.key(keys);
      expect(expectFitting(dashboard, { colors: 16, isAscii: true }).join('')).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  it('has no colours where there are none, and no more than the terminal has', async () => {
    const dashboard = await shown(['one', 'two'], { columns: 80, rows: 24 });
    const codes = (colors: 0 | 16 | 256) =>
      drawDashboard(dashboard, { colors, isAscii: false })
        .join('')
        .match(SGR)!
        .flatMap((code) => code.slice(2, -1).split(';').map(Number));
    // Reverse, bold, dim, underlined, and their ends.
    expect(codes(0).filter((code) => code >= 30)).toEqual([]);
    expect(codes(16)).not.toContain(38);
    expect(codes(16)).not.toContain(48);
  });

  it('is read aloud as the row under the cursor', async () => {
    const dashboard = await shown(['one', '\u001b[2Jtwo'], { columns: 80, rows: 24 });
    dashboard.key('j');
    dashboard.key(' ');
    const spoken = spokenDashboard(dashboard).join('\n');
    expect(spoken).toContain('marked, row 2 of 2: ID 1, NAME ');
    expect(spoken).not.toContain('\u001b');
  });
});

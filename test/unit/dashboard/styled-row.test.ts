import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { StyledRow } from '../../../src/dashboard/flame/styled-row.ts';

const LOOKS: readonly (readonly string[])[] = [
  [],
  ['1'],
  ['2'],
  ['4'],
  ['7'],
  ['31'],
  ['1', '97', '41'],
  ['38;5;16', '48;5;223'],
];

/** What a terminal makes of it: per text whether it is bold, dim, underlined, inverse, and its colours. */
async function seen(row: string, count: number) {
  const terminal = new xterm.Terminal({ cols: 200, rows: 2, allowProposedApi: true });
  await new Promise<void>((resolve) => {
    terminal.write(row, resolve);
  });
  const line = terminal.buffer.active.getLine(0)!;
  return Array.from({ length: count }, (_, at) => {
    const cell = line.getCell(at)!;
    return [
      cell.isBold(),
      cell.isDim(),
      cell.isUnderline(),
      cell.isInverse(),
      cell.isFgDefault() ? -1 : cell.getFgColor(),
      cell.isBgDefault() ? -1 : cell.getBgColor(),
    ].map(Number);
  });
}

describe('a styled row', () => {
  it('looks in every order as its texts look alone', async () => {
    const alone = await Promise.all(
      LOOKS.map(async (codes) => {
        const [cell] = await seen(`${codes.map((code) => `\u001b[${code}m`).join('')}x`, 1);
        return cell;
      }),
    );
    for (const [i, first] of LOOKS.entries()) {
      for (const [j, second] of LOOKS.entries()) {
        const row = new StyledRow();
        row.add('x', first);
        row.add('y', second);
        expect(await seen(`${row}z`, 3)).toEqual([alone[i], alone[j], alone[0]]);
      }
    }
  });
});

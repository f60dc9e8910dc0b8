import { groupSum } from '../../flame/search.ts';
import type { FlameCell } from '../../flame/view/flame-rows.ts';
import type { ViewState } from '../../flame/view/view-state.ts';
import { type CellRole, cellCodes, hueOf, type ScreenStyle } from './cell-style.ts';
import { unitOf } from './describe-selection.ts';
import { fitLabel, padEnd } from './fit-label.ts';
import { StyledRow } from './styled-row.ts';
import { valueText } from './value-words.ts';

/** One row of frames, up to where the last one ends. */
export function drawRow(
  state: ViewState,
  cells: readonly FlameCell[],
  selected: FlameCell,
  style: ScreenStyle,
): string {
  const row = new StyledRow();
  let at = 0;
  for (const cell of cells) {
    if (cell.left > at) row.add(' '.repeat(cell.left - at), []);
    drawCell(row, state, { cell, role: roleOf(state, cell, selected) }, style);
    at = cell.left + cell.width;
  }
  return row.toString();
}

function roleOf(state: ViewState, cell: FlameCell, selected: FlameCell): CellRole {
  if (cell === selected) return 'selected';
  if (cell.count > 1) return 'group';
  const { tree } = state.shown;
  const frame = tree.frame[cell.node]!;
  if (state.search?.isMatch[frame] === 1) return 'match';
  if (cell.isAncestor) return 'ancestor';
  return selected.count === 1 && frame === tree.frame[selected.node]! ? 'same' : 'plain';
}

/** In the first column of each cell: what it is, without colours too. */
const MARKS: Readonly<Record<CellRole, readonly [string, string]>> = {
  selected: ['▶', '>'],
  match: ['*', '*'],
  same: ['=', '='],
  ancestor: ['▏', '|'],
  group: ['▏', '|'],
  plain: ['▏', '|'],
};

function drawCell(
  row: StyledRow,
  state: ViewState,
  { cell, role }: { readonly cell: FlameCell; readonly role: CellRole },
  style: ScreenStyle,
): void {
  const hue = cell.node === 0 || cell.count > 1 ? 0 : hueOf(state.shown, cell.node);
  const codes = cellCodes(style, cell.node === 0 && role === 'plain' ? 'group' : role, hue);
  const mark = MARKS[role][style.isAscii ? 1 : 0];
  const room = cell.width - 1;
  if (room === 0) row.add(cell.count > 1 && role === 'group' ? '+' : mark, codes);
  else row.add(mark + padEnd(labelOf(state, cell, room, style), room), codes);
}

function labelOf(state: ViewState, cell: FlameCell, room: number, style: ScreenStyle): string {
  const { tree, frames } = state.shown;
  const ellipsis = style.isAscii ? '~' : '…';
  if (cell.count > 1) return groupLabel(state, cell, room, ellipsis);
  if (cell.node === 0) return fitLabel(tree.isInverted ? 'all, by what uses it' : 'all', room, ellipsis);
  const frame = tree.frame[cell.node]!;
  const sign = changeSign(state, cell.node);
  const name = fitLabel(frames.label(frame), room - sign.length, ellipsis);
  const inline = frames.isInlined[frame] === 1 ? ' (inline)' : '';
  const fits = name.length + sign.length + inline.length <= room;
  return sign + name + (fits ? inline : '');
}

/** How many they are, and what they come to where there is room. */
function groupLabel(state: ViewState, cell: FlameCell, room: number, ellipsis: string): string {
  const count = `+${cell.count}`;
  const whole = `${count}  ${valueText(groupSum(state.shown.tree, cell.node), unitOf(state))}`;
  return whole.length <= room ? whole : fitLabel(count, room, ellipsis);
}

/** `+` and `-` say in a comparison what colours say. */
function changeSign({ shown: { tree } }: ViewState, node: number): string {
  if (tree.base === undefined) return '';
  const change = Number(tree.sums.cum[node]!) - Number(tree.base.cum[node]!);
  return change > 0 ? '+' : change < 0 ? '-' : '';
}

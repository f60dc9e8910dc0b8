/** What there is to say about the selected frame. */

import { groupSum, type Occurrences, occurrencesOf } from '../../flame/search.ts';
import type { FlameCell } from '../../flame/view/flame-rows.ts';
import { selectedCell } from '../../flame/view/place-view.ts';
import type { ShownTree, ViewState } from '../../flame/view/view-state.ts';
import { safeText } from '../../kit/safe-text.ts';
import type { Int64 } from '../../profile/go-number-format.ts';
import { cutStart } from './fit-label.ts';
import { countedText, countText, less, percentText, signedText, valueText } from './value-words.ts';

/** Three lines: name, place and callers, values. */
export function detailLines(state: ViewState, ellipsis: string): [string, string, string] {
  const cell = selectedCell(state);
  if (cell.count > 1) return groupLines(state, cell);
  const { tree, frames } = state.shown;
  if (cell.node === 0) return ['all', rootLine(state), valuesLine(state, 0)];
  const frame = tree.frame[cell.node]!;
  const mark = frames.isInlined[frame] === 1 ? ' (inline)' : '';
  const name = safeText(frames.name[frame]!);
  return [
    cutStart(name, state.columns - mark.length, ellipsis) + mark,
    placeLine(state, frame),
    valuesLine(state, cell.node),
  ];
}

/** The same, whole, a fact a line. */
export function fullDetail(state: ViewState): string[] {
  const cell = selectedCell(state);
  const { tree, frames } = state.shown;
  if (cell.count > 1 || cell.node === 0) return detailLines(state, '');
  const frame = tree.frame[cell.node]!;
  const { count, flat, cum, above } = occurrencesIn(state.shown, frame);
  const unit = unitOf(state);
  const total = totalOf(state);
  const place = placeOf(state, frame);
  return [
    safeText(frames.name[frame]!) + (frames.isInlined[frame] === 1 ? ' (inline)' : ''),
    ...(place === '' ? [] : [place]),
    '',
    'here',
    ...valueFacts(state, cell.node).map((fact) => `  ${fact}`),
    '',
    `everywhere: ${countedText(count, 'occurrence')}`,
    `  flat ${valueText(flat, unit)} ${percentText(flat, total)}`,
    `  cum ${valueText(cum, unit)} ${percentText(cum, total)}`,
    '',
    tree.isInverted ? 'calls' : 'called by',
    ...above.map((caller) => `  ${callerName(state, caller)}`),
  ];
}

function rootLine({ shown }: ViewState): string {
  return `${countedText(shown.tree.count - 1, 'frame')}, ${countedText(shown.tree.samples[0]!, 'sample')}`;
}

function placeLine(state: ViewState, frame: number): string {
  const { count, above } = occurrencesIn(state.shown, frame);
  const callers = above.slice(0, 3).map((caller) => callerName(state, caller));
  const more = above.length > 3 ? `, ${above.length - 3} more` : '';
  const verb = state.shown.tree.isInverted ? 'calls' : 'called by';
  const place = placeOf(state, frame);
  return `${place === '' ? '' : `${place}  `}${countText(count)}×  ${verb} ${callers.join(', ')}${more}`;
}

function placeOf({ shown: { frames } }: ViewState, frame: number): string {
  const file = safeText(frames.file[frame]!);
  const line = frames.line[frame] || frames.startLine[frame];
  return file === '' || line === 0n ? file : `${file}:${line}`;
}

const callerName = ({ shown: { frames } }: ViewState, caller: number): string =>
  caller === -1 ? 'nobody' : safeText(frames.label(caller));

const valuesLine = (state: ViewState, node: number): string => valueFacts(state, node).join('  ');

function valueFacts(state: ViewState, node: number): string[] {
  const { tree } = state.shown;
  const unit = unitOf(state);
  const total = totalOf(state);
  const cum = tree.sums.cum[node]!;
  const samples = countedText(tree.samples[node]!, 'sample');
  if (tree.base !== undefined) {
    const old = tree.base.cum[node]!;
    const change = less(cum, old);
    return [
      `${valueText(old, unit)} → ${valueText(cum, unit)}`,
      `${signedText(change, unit)} ${Number(old) === 0 ? '(new)' : `(${signedPercent(change, old)})`}`,
      `${signedPercent(change, total)} of the base's total`,
      samples,
    ];
  }
  const flat = tree.sums.flat[node]!;
  const zoomed = zoomValue(state);
  const isWhole = state.zoom.node === 0 && state.zoom.from === undefined;
  const ofZoom = (value: Int64) => (isWhole ? '' : `, ${percentText(value, zoomed)} of zoom`);
  return [
    `cum ${valueText(cum, unit)} ${percentText(cum, total)}${ofZoom(cum)}`,
    `flat ${valueText(flat, unit)} ${percentText(flat, total)}${ofZoom(flat)}`,
    samples,
  ];
}

const signedPercent = (change: Int64, whole: Int64): string =>
  `${change > 0 ? '+' : ''}${percentText(change, whole)}`;

function groupLines(state: ViewState, cell: FlameCell): [string, string, string] {
  const cum = groupSum(state.shown.tree, cell.node);
  return [
    `${countText(cell.count)} frames, each under one cell wide`,
    'enter opens them, | shows the row in equal widths',
    `cum ${valueText(cum, unitOf(state))} ${percentText(cum, totalOf(state))} together`,
  ];
}

export const unitOf = ({ facts, shown }: ViewState): string =>
  facts.sampleTypes[shown.settings.sampleIndex]!.unit;

export const totalOf = ({ facts, shown }: ViewState): Int64 => facts.totals[shown.settings.sampleIndex]!;

/** What the whole width stands for. */
function zoomValue({ shown: { tree }, zoom }: ViewState): Int64 {
  if (zoom.from === undefined) return tree.sums.cum[zoom.node]!;
  return groupSum(tree, zoom.from);
}

let known: { readonly shown: ShownTree; readonly frame: number; readonly found: Occurrences } | undefined;

/** The selection changes less often than the screen is drawn. */
function occurrencesIn(shown: ShownTree, frame: number): Occurrences {
  if (known === undefined || known.shown !== shown || known.frame !== frame) {
    known = { shown, frame, found: occurrencesOf(shown.tree, frame) };
  }
  return known.found;
}

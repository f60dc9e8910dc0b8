/** A flame graph as the lines of a screen. */

import { FLAME_KEYS } from '../../flame/view/flame-keys.ts';
import { selectedCell } from '../../flame/view/place-view.ts';
import type { ViewState } from '../../flame/view/view-state.ts';
import { safeText } from '../../kit/safe-text.ts';
import type { ScreenStyle } from './cell-style.ts';
import { detailLines, totalOf, unitOf } from './describe-selection.ts';
import { drawRow } from './draw-row.ts';
import { cutEnd, cutStart } from './fit-label.ts';
import { overlayLines } from './overlay-lines.ts';
import { countedText, percentText, valueText } from './value-words.ts';

/** Lines beside those of frames: header, status, three of detail, footer. */
export const OTHER_LINES = 6;

/** Exactly `height + OTHER_LINES` lines, none wider than the screen. */
export function drawScreen(state: ViewState, style: ScreenStyle): string[] {
  const footer = state.overlay === undefined ? footerText(state) : overlayFooter(state);
  return [...drawBody(state, style), clipFor(state, style)(footer)];
}

/** The same without the footer. */
export function drawBody(state: ViewState, style: ScreenStyle): string[] {
  const ellipsis = ellipsisOf(style);
  const clip = clipFor(state, style);
  if (state.overlay !== undefined) {
    const page = overlayLines(state).map(clip);
    const rows = state.height + OTHER_LINES - 1;
    const start = Math.min(state.overlayScroll, Math.max(0, page.length - rows));
    const shown = page.slice(start, start + rows);
    return [...shown, ...blank(rows - shown.length)];
  }
  const selected = selectedCell(state);
  const rows: string[] = [];
  for (let depth = state.scroll; rows.length < state.height; depth++) {
    rows.push(drawRow(state, state.rows.row(depth), selected, style));
  }
  const [name, place, values] = detailLines(state, ellipsis);
  return [clip(headerText(state)), ...rows, clip(statusText(state)), clip(name), clip(place), clip(values)];
}

const ellipsisOf = ({ isAscii }: ScreenStyle): string => (isAscii ? '~' : '…');

const clipFor =
  ({ columns }: ViewState, style: ScreenStyle) =>
  (line: string) =>
    cutEnd(style.isAscii ? asciiOf(line) : line, columns, ellipsisOf(style));

function overlayFooter(state: ViewState): string {
  const hasMore = overlayLines(state).length > state.overlayScroll + state.height + OTHER_LINES - 1;
  return `${hasMore ? 'j, ctrl-f: more; ' : ''}any other key: back`;
}

const blank = (count: number): string[] => Array.from({ length: Math.max(0, count) }, () => '');

const asciiOf = (line: string): string =>
  line.replaceAll('→', '->').replaceAll('×', 'x').replaceAll('·', '-').replaceAll('…', '~');

export function headerText(state: ViewState): string {
  const { facts, shown } = state;
  const { settings } = shown;
  const words = [
    `${titleOf(state)} · ${safeText(facts.sampleTypes[settings.sampleIndex]!.type)}`,
    `total ${valueText(totalOf(state), unitOf(state))}`,
    ...(facts.isComparing ? [settings.isNormalized ? 'compared, normalized' : 'compared'] : []),
    ...(settings.isInverted ? ['callers'] : []),
    ...(settings.isCollapsed ? ['no recursion'] : []),
    ...(settings.noInlines ? ['no inlines'] : []),
    ...(settings.granularity === 'filefunctions' ? [] : [settings.granularity]),
    ...settings.filters.map(({ kind, name }) => `[${kind} ${shortName(name)}]`),
  ];
  return words.join(' · ');
}

/** The end of a path says more than its beginning, and what follows more than either. */
function titleOf({ facts, columns }: ViewState): string {
  const sides = safeText(facts.title).split(ARROW);
  const room = Math.floor(columns * MAX_TITLE) - (sides.length - 1) * ARROW.length;
  return sides.map((side) => cutStart(side, Math.floor(room / sides.length), '…')).join(ARROW);
}

const ARROW = ' → ';

const MAX_TITLE = 0.35;

const shortName = (name: string): string => safeText(name.slice(name.lastIndexOf('/') + 1));

/** One thing at a time: what was just said, the search, what is left out, what a comparison comes to. */
export function statusText(state: ViewState): string {
  if (state.message !== '') return safeText(state.message);
  if (state.settings !== state.shown.settings) return 'computing…';
  const { search, shown } = state;
  if (search !== undefined) {
    const part = percentText(search.value, totalOf(state));
    return `/${safeText(search.pattern)}: ${countedText(search.nodes.length, 'frame')}, matches ${part} of total`;
  }
  const { trimmed } = shown.tree;
  if (trimmed !== undefined) {
    const share = `${Number((100 * trimmed.fraction).toPrecision(2))} %`;
    return `${countedText(trimmed.count, 'node')} under ${share} hidden, a shows`;
  }
  return shown.tree.base === undefined ? '' : changeSummary(state);
}

/** Below this share of the whole a comparison has found nothing. */
const NOISE_FLOOR = 0.01;

function changeSummary({ shown: { tree } }: ViewState): string {
  const base = Number(tree.base!.cum[0]!);
  const moved = tree.width[0]! - base;
  if (moved === 0) return 'both sides are the same';
  const share = `${(100 * NOISE_FLOOR).toFixed(0)} %`;
  if (moved < NOISE_FLOOR * tree.width[0]!)
    return `nothing over the noise floor: all changes are under ${share}`;
  return '+ more than in the base, - less; d lists what is new and what is gone';
}

export function footerText(state: ViewState): string {
  if (state.prompt !== undefined) {
    const what = state.prompt.kind === 'search' ? '/' : 'write to (.svg .html .md .folded .pb.gz): ';
    return `${what}${safeText(state.prompt.text)}_`;
  }
  return FLAME_KEYS.filter(({ footer: shown }) => shown !== undefined)
    .sort((a, b) => a.footer!.order - b.footer!.order)
    .map(({ keys, footer: shown }) => `${keys[0]} ${shown!.label}`)
    .join('  ');
}

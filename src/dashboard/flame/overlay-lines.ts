/** Pages over the graph: help, all about a frame, what a comparison found. */

import { occurrencesOf } from '../../flame/search.ts';
import { FLAME_KEYS, type KeyBinding } from '../../flame/view/flame-keys.ts';
import type { ViewState } from '../../flame/view/view-state.ts';
import { safeText } from '../../kit/safe-text.ts';
import { fullDetail, unitOf } from './describe-selection.ts';
import { valueText } from './value-words.ts';

export function overlayLines(state: ViewState): string[] {
  if (state.overlay === 'help') return helpLines(state.facts.isComparing);
  return state.overlay === 'changes' ? changesLines(state) : fullDetail(state);
}

const GROUPS: Readonly<Record<KeyBinding['group'], string>> = {
  move: 'Move along the calls',
  zoom: 'Zoom',
  find: 'Find',
  filter: 'Filter',
  show: 'Show',
  other: 'Other',
};

/** From the key table. */
function helpLines(isComparing: boolean): string[] {
  const lines: string[] = [];
  for (const [group, title] of Object.entries(GROUPS)) {
    const bindings = FLAME_KEYS.filter(
      (key) => key.group === group && (isComparing || key.when === undefined),
    );
    lines.push(...(lines.length === 0 ? [] : ['']), title);
    for (const { keys, label } of bindings) lines.push(`  ${keys.join(' ').padEnd(16)}${label}`);
  }
  return [
    ...lines,
    '',
    'Mouse: click selects, a second click zooms, the wheel scrolls.',
    'Marks: > selected, * found, = the same function, +n frames under one cell wide.',
  ];
}

/** Functions of one side only, the largest first. */
function changesLines(state: ViewState): string[] {
  const { tree, frames } = state.shown;
  if (tree.base === undefined) return ['nothing is compared'];
  const base = new Float64Array(frames.count);
  const target = new Float64Array(frames.count);
  for (let node = 1; node < tree.count; node++) {
    base[tree.frame[node]!]! += Math.abs(Number(tree.base.cum[node]!));
    target[tree.frame[node]!]! += Math.abs(Number(tree.sums.cum[node]!));
  }
  const all = Array.from({ length: frames.count }, (_, frame) => frame);
  const fresh = all.filter((frame) => base[frame] === 0 && target[frame]! > 0);
  const gone = all.filter((frame) => target[frame] === 0 && base[frame]! > 0);
  const list = (title: string, found: readonly number[], weights: Float64Array, side: 'target' | 'base') => {
    const sorted = found.toSorted((a, b) => weights[b]! - weights[a]!).slice(0, MOST_LISTED);
    const rest = found.length - sorted.length;
    return [
      `${title}: ${found.length === 0 ? 'none' : found.length}`,
      ...sorted.map(
        (frame) => `  ${sideText(state, frame, side).padStart(10)}  ${safeText(frames.name[frame]!)}`,
      ),
      ...(rest === 0 ? [] : [`  and ${rest} more`]),
    ];
  };
  return [
    ...list('New functions', fresh, target, 'target'),
    '',
    ...list('Gone functions', gone, base, 'base'),
  ];
}

const MOST_LISTED = 50;

function sideText(state: ViewState, frame: number, side: 'target' | 'base'): string {
  const { tree } = state.shown;
  const sums = side === 'target' ? tree.sums : tree.base!;
  return valueText(occurrencesOf({ ...tree, sums }, frame).cum, unitOf(state));
}

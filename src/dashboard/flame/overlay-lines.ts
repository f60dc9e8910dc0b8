/** Pages over the graph: help, all about a frame, what a comparison found. */

import { cumByFrame } from '../../flame/search.ts';
import { FLAME_KEYS, type KeyBinding } from '../../flame/view/flame-keys.ts';
import type { ShownTree, ViewState } from '../../flame/view/view-state.ts';
import { safeText } from '../../kit/safe-text.ts';
import type { ValueColumn } from '../../profile/profile.ts';
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

const known = new WeakMap<ShownTree, string[]>();

/** Functions of one side only, the largest first. Told once a tree: it takes a walk over all of it. */
function changesLines(state: ViewState): string[] {
  const lines = known.get(state.shown) ?? listChanges(state);
  known.set(state.shown, lines);
  return lines;
}

const MOST_LISTED = 50;

function listChanges(state: ViewState): string[] {
  const { tree, frames } = state.shown;
  if (tree.base === undefined) return ['nothing is compared'];
  const base = cumByFrame(tree, tree.base.cum, frames.count);
  const target = cumByFrame(tree, tree.sums.cum, frames.count);
  const only = (side: ValueColumn, other: ValueColumn) =>
    Array.from({ length: frames.count }, (_, frame) => frame).filter(
      (frame) => Number(other[frame]) === 0 && Number(side[frame]) !== 0,
    );
  const list = (title: string, found: readonly number[], side: ValueColumn) => {
    const weight = (frame: number) => Math.abs(Number(side[frame]));
    const sorted = found.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_LISTED);
    const rest = found.length - sorted.length;
    const line = (frame: number) =>
      `  ${valueText(side[frame]!, unitOf(state)).padStart(10)}  ${safeText(frames.name[frame]!)}`;
    return [
      `${title}: ${found.length === 0 ? 'none' : found.length}`,
      ...sorted.map(line),
      ...(rest === 0 ? [] : [`  and ${rest} more`]),
    ];
  };
  return [
    ...list('New functions', only(target, base), target),
    '',
    ...list('Gone functions', only(base, target), base),
  ];
}

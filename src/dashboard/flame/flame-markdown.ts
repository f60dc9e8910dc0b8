/** The rows on the screen as a Markdown list. */
import { childrenOf } from '../../flame/call-tree.ts';
import { selectedCell } from '../../flame/view/place-view.ts';
import type { ViewState } from '../../flame/view/view-state.ts';
import { totalOf, unitOf } from './describe-selection.ts';
import { less, percentText, signedText, valueText } from './value-words.ts';

/** Frames of less are left out: a list of all would be as long as the profile. */
const MIN_SHARE = 0.01;
const MAX_DEPTH = 30;

/** Frames of the zoom with at least 1 % of its width, nested as they call. */
export function markdownOf(state: ViewState): string {
  const { tree, frames } = state.shown;
  const top = state.zoom.node;
  const least = MIN_SHARE * tree.width[top]!;
  const lines = [
    `# ${state.facts.title}: ${state.facts.sampleTypes[state.shown.settings.sampleIndex]!.type}`,
    '',
  ];
  const selected = selectedCell(state).node;
  const waiting = [top];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const depth = tree.depth[node]! - tree.depth[top]!;
    const name = node === 0 ? 'all' : code(frames.name[tree.frame[node]!]!);
    const text = node === selected ? `**${name}**` : name;
    lines.push(`${'  '.repeat(depth)}- ${text} ${valueWords(state, node)}`);
    const wide = childrenOf(tree, node).filter((child) => tree.width[child]! >= least);
    if (depth < MAX_DEPTH) waiting.push(...wide.reverse());
  }
  return `${lines.join('\n')}\n`;
}

function valueWords(state: ViewState, node: number): string {
  const { tree } = state.shown;
  const cum = tree.sums.cum[node]!;
  const unit = unitOf(state);
  const value = `${valueText(cum, unit)} (${percentText(cum, totalOf(state))})`;
  return tree.base === undefined ? value : `${value}, ${signedText(less(cum, tree.base.cum[node]!), unit)}`;
}

/** As a code span, which a name with backquotes in it must not end. https://spec.commonmark.org/0.31.2/#code-spans */
function code(name: string): string {
  const longest = Math.max(0, ...[...name.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const blank = longest > 0 ? ' ' : '';
  return `${fence}${blank}${name.replace(/\s+/g, ' ')}${blank}${fence}`;
}

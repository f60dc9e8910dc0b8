/** A flame graph in words, for screen readers: where one is, and what can be reached from there. */

import { childrenOf } from '../../flame/call-tree.ts';
import { selectedCell } from '../../flame/view/place-view.ts';
import type { ViewState } from '../../flame/view/view-state.ts';
import { safeText } from '../../kit/safe-text.ts';
import { detailLines, totalOf } from './describe-selection.ts';
import { footerText, headerText, statusText } from './draw-screen.ts';
import { overlayLines } from './overlay-lines.ts';
import { percentText } from './value-words.ts';

const MOST_CHILDREN = 10;

export function spokenLines(state: ViewState): string[] {
  if (state.overlay !== undefined) return overlayLines(state);
  const { tree, frames } = state.shown;
  const { node } = selectedCell(state);
  const below = childrenOf(tree, node);
  const children = below.slice(0, MOST_CHILDREN).map((child) => {
    const name = safeText(frames.label(tree.frame[child]!));
    return `  ${percentText(tree.sums.cum[child]!, totalOf(state))} ${name}`;
  });
  const more = below.length > MOST_CHILDREN ? [`  and ${below.length - MOST_CHILDREN} more`] : [];
  return [
    headerText(state),
    statusText(state),
    `Selected, at depth ${tree.depth[node]}:`,
    ...detailLines(state, '…'),
    below.length === 0 ? 'Nothing below.' : `Below, ${below.length}:`,
    ...children,
    ...more,
    footerText(state),
  ].filter((line) => line !== '');
}

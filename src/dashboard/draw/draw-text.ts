import { expandTabs } from '../../kit/expand-tabs.ts';
import { safeText } from '../../kit/safe-text.ts';
import type { TextState } from '../state/text-state.ts';
import type { Pen } from './pen.ts';

/** The lines that the screen has room for; those that match stand out. */
export function drawText({ lines, scroll, left, search }: TextState, height: number, pen: Pen): string[] {
  const found = new Set(search?.found);
  const at = search?.found[search.at];
  return lines.slice(scroll, scroll + height).map((line, index) => {
    const row = scroll + index;
    const text = safeText(expandTabs(line, 8)).slice(left);
    return pen.line([[text, row === at ? 'reverse' : found.has(row) ? 'match' : 'plain']]);
  });
}

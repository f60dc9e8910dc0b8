import { safeText } from '../../kit/safe-text.ts';
import type { Overlay } from '../state/dashboard-state.ts';
import type { Pen } from './pen.ts';

type Menu = Extract<Overlay, { kind: 'menu' }>;

/** A title, and the entries that the screen has room for. */
export function drawMenu({ title, entries, cursor, scroll }: Menu, height: number, pen: Pen): string[] {
  const keyWidth = Math.min(20, Math.max(0, ...entries.map(({ key }) => pen.width(key))));
  const rows = entries.slice(scroll, scroll + height - 1).map(({ key, label, isHeading }, index) => {
    if (isHeading === true) return pen.line([[safeText(label), 'bold']]);
    const isCursor = scroll + index === cursor;
    const text = `${isCursor ? '> ' : '  '}${safeText(key).padEnd(keyWidth)}  ${safeText(label)}`;
    return pen.line([[text, isCursor ? 'reverse' : 'plain']]);
  });
  return [pen.line([[safeText(title), 'bold']]), ...rows];
}

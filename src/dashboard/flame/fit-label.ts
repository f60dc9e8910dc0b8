/** Names in little room: the useful end stays, first the method, then the type, then the package. */
import stringWidth from 'string-width';
import { safeText } from '../../kit/safe-text.ts';

const ASCII = /^[\x20-\x7e]*$/;
const segments = new Intl.Segmenter();

/** Cells that a text takes on a terminal. */
export const widthOf = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

/** The longest end of a name that fits, cut where its parts meet; a cut part keeps its beginning. */
export function fitLabel(name: string, width: number, ellipsis: string): string {
  const text = safeText(name);
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  let end = text;
  for (const start of partStarts(text)) {
    end = text.slice(start);
    if (widthOf(end) <= width) return end;
  }
  return cutEnd(end, width, ellipsis);
}

const OPENING = '([{<';
const CLOSING = ')]}>';
/** What a compiler calls a function within another: says nothing without the other's name. */
const NAMELESS = /^(?:func\d|\d|\{|gowrap\d|lambda\b)/;

/** Where the parts of a name begin, but for the first: after `.`, `::`, `/`; none within brackets. */
function partStarts(text: string): number[] {
  const starts: number[] = [];
  let depth = 0;
  for (let i = 0; i + 1 < text.length; i++) {
    const unit = text[i]!;
    if (OPENING.includes(unit)) depth++;
    else if (CLOSING.includes(unit)) depth = Math.max(0, depth - 1);
    if (depth > 0) continue;
    const ends = unit === '.' || unit === '/' || (unit === ':' && text[i + 1] !== ':');
    if (ends && !NAMELESS.test(text.slice(i + 1, i + 8))) starts.push(i + 1);
  }
  return starts;
}

/** The beginning of a text in so many cells, padded with nothing. */
export function cutEnd(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  if (width <= ellipsis.length) return ellipsis.slice(0, Math.max(0, width));
  const room = width - ellipsis.length;
  if (ASCII.test(text)) return text.slice(0, room) + ellipsis;
  let used = 0;
  let kept = '';
  for (const { segment } of segments.segment(text)) {
    used += stringWidth(segment);
    if (used > room) break;
    kept += segment;
  }
  return kept + ellipsis;
}

/** The end of a text in so many cells. */
export function cutStart(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  if (ASCII.test(text)) return ellipsis + text.slice(text.length - Math.max(0, width - ellipsis.length));
  let room = width - ellipsis.length;
  let kept = '';
  for (const { segment } of [...segments.segment(text.slice(-20 * width))].reverse()) {
    room -= stringWidth(segment);
    if (room < 0) break;
    kept = segment + kept;
  }
  return ellipsis + kept;
}

/** With blanks to so many cells. */
export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

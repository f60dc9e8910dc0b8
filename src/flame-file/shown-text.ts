/** Names of profiles and their values, which are few and short unless a stranger made them. */
import { safeText } from '../kit/safe-text.ts';

const MAX_CHARS = 200;
const MAX_NAMES = 10;

export const shownText = (text: string): string =>
  text.length <= MAX_CHARS ? safeText(text) : `${safeText(text.slice(0, MAX_CHARS))}…`;

/** The first of them, and how many more there are. */
export function shownNames(names: readonly string[]): string[] {
  const shown = names.slice(0, MAX_NAMES).map(shownText);
  return shown.length === names.length ? shown : [...shown, `${names.length - shown.length} more`];
}

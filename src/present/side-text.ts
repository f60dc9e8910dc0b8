import { safeText } from '../kit/safe-text.ts';

const MAX_NAMED = 3;

/** Which profiles are on a side: the first by name, the others counted. */
export function sideText(label: string, names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).map(safeText).join(', ');
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return `${label.padEnd(6)}  ${shown}${more}\n`;
}

import { safeText } from '../kit/safe-text.ts';

/** A report fit for a terminal: what would steer it is shown, line by line. */
export const safeLines = (text: string): string => text.split('\n').map(safeText).join('\n');

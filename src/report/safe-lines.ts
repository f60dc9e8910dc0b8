import { safeText } from '../kit/safe-text.ts';
import { encodeUtf8 } from '../profile/utf8.ts';

/** A report fit for a terminal: what would steer it is shown, line by line. */
export const safeLines = (text: string): string => text.split('\n').map(safeText).join('\n');

/** A report for a pipe or a file: names byte for byte as the profile has them. */
export const exactBytes = (text: string): Uint8Array => encodeUtf8(text);

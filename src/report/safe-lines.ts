import { expandTabs } from '../kit/expand-tabs.ts';
import { safeText } from '../kit/safe-text.ts';
import { decodeUtf8, encodeUtf8 } from '../profile/utf8.ts';

const TAB_WIDTH = 8;

/** A report fit for a terminal: what would steer it is shown, line by line; tabs become the spaces that they stand for. */
export const safeLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => safeText(expandTabs(line, TAB_WIDTH)))
    .join('\n');

/** A piece of a report for a pipe or a file: names byte for byte as the profile has them. */
export const exactBytes = (piece: string | Uint8Array): Uint8Array =>
  typeof piece === 'string' ? encodeUtf8(piece) : piece;

/** The same piece as text. */
export const textOf = (piece: string | Uint8Array): string =>
  typeof piece === 'string' ? piece : decodeUtf8(piece);

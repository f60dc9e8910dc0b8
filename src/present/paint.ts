const CODES = {
  red: ['\u001b[1;31m', '\u001b[22;39m'],
  /** Not so loud. */
  warm: ['\u001b[31m', '\u001b[39m'],
  yellow: ['\u001b[33m', '\u001b[39m'],
  cyan: ['\u001b[36m', '\u001b[39m'],
  bold: ['\u001b[1m', '\u001b[22m'],
  dim: ['\u001b[2m', '\u001b[22m'],
} as const;

export type Paint = keyof typeof CODES;

/**
 * Our own text in a colour, if colours are wanted. No meaning is carried by colour alone. Only colours of the
 * terminal's own palette that are legible on light and on dark.
 */
export function paint(text: string, color: Paint, isWanted: boolean): string {
  const [begin, end] = CODES[color];
  return isWanted && text !== '' ? begin + text + end : text;
}

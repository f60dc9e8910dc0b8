const CODES = {
  red: ['\u001b[1;31m', '\u001b[22;39m'],
  yellow: ['\u001b[33m', '\u001b[39m'],
  dim: ['\u001b[2m', '\u001b[22m'],
} as const;

/** Our own text in a colour, if colours are wanted. No meaning is carried by colour alone. */
export function paint(text: string, color: keyof typeof CODES, isWanted: boolean): string {
  const [begin, end] = CODES[color];
  return isWanted ? begin + text + end : text;
}

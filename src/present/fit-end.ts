const ASCII = /^[\x20-\x7e]*$/;

/**
 * Texts cut to a width on a terminal so that their ends stay: `…http.(*Server).Serve`. The end of a function's name is
 * what tells it apart. Undefined width: as they are.
 */
export async function fitEnd(texts: readonly string[], width: number | undefined): Promise<string[]> {
  return Promise.all(texts.map((text) => fitted(text, width, 'end')));
}

/**
 * One text cut to a width on a terminal, so that its `end` or its `start` stays. At once where that is possible: the
 * library that knows wide characters is loaded when one comes.
 */
export function fitted(
  text: string,
  width: number | undefined,
  kept: 'start' | 'end',
): string | Promise<string> {
  if (width === undefined) return text;
  if (!ASCII.test(text)) return fitWide(text, width, kept);
  if (text.length <= width) return text;
  return kept === 'end' ? `…${text.slice(text.length - width + 1)}` : `${text.slice(0, width - 1)}…`;
}

async function fitWide(text: string, width: number, kept: 'start' | 'end'): Promise<string> {
  const { default: stringWidth } = await import('string-width');
  // A text cannot be so wide that a part this long would not show what stays.
  const part = kept === 'end' ? text.slice(-20 * width) : text.slice(0, 20 * width);
  if (part === text && stringWidth(text) <= width) return text;
  const segments = Array.from(new Intl.Segmenter().segment(part), ({ segment }) => segment);
  if (kept === 'end') segments.reverse();
  const shown: string[] = [];
  let room = width - 1;
  for (const segment of segments) {
    room -= stringWidth(segment);
    if (room < 0) break;
    shown.push(segment);
  }
  return kept === 'end' ? `…${shown.reverse().join('')}` : `${shown.join('')}…`;
}

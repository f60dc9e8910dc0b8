/** One line's text with its tabs as the spaces that they stand for, at stops of `width` columns. */
export function expandTabs(line: string, width: number): string {
  if (!line.includes('\t')) return line;
  let text = '';
  for (const [i, part] of line.split('\t').entries()) {
    if (i > 0) text += ' '.repeat(width - (text.length % width));
    text += part;
  }
  return text;
}

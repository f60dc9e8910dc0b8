/** Pads to a width in characters, not in UTF-16 units. */
export function padLeft(text: string, width: number): string {
  let size = 0;
  for (const _ of text) size++;
  return size >= width ? text : ' '.repeat(width - size) + text;
}

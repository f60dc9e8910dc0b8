/** A text as far as all that it may become agree on; without anything to become, the text. */
export function complete(text: string, completions: readonly string[]): string {
  const fitting = completions.filter((completion) => completion.startsWith(text));
  if (fitting.length === 0) return text;
  if (fitting.length === 1) return fitting[0]!;
  let common = fitting[0]!;
  for (const completion of fitting) {
    while (!completion.startsWith(common)) common = common.slice(0, -1);
  }
  return common.length > text.length ? common : text;
}

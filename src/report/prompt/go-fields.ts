/** Space as Go's strings.Fields and strings.TrimSpace know it: https://pkg.go.dev/unicode#IsSpace. */
const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const WORDS = new RegExp(`[^${SPACE}]+`, 'g');
const START = new RegExp(`^[${SPACE}]+`);
const IS_SPACE = new RegExp(`[${SPACE}]`);

/** The words between spaces. */
export const goFields = (text: string): string[] => text.match(WORDS) ?? [];

/** The text without space around it. */
export function goTrim(text: string): string {
  let end = text.length;
  while (end > 0 && IS_SPACE.test(text[end - 1]!)) end--;
  return text.slice(0, end).replace(START, '');
}

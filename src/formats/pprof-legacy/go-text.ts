/** Text as Go's standard library takes it apart; JavaScript's functions of the same names differ in details. */

/** White space as Go's regular expressions have it: no vertical tab, nothing beyond ASCII. To stand in brackets. */
export const SPACES = '\\t\\n\\f\\r ';

/** White space as Unicode has it; JavaScript counts U+FEFF in and U+0085 out. */
function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 9 && unit <= 13);
  return (
    unit === 0x85 ||
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Whether a line says nothing: it is blank, or its first character is #. */
export function isSpaceOrComment(line: string): boolean {
  let at = 0;
  while (at < line.length && isSpace(line.charCodeAt(at))) at++;
  return at === line.length || line[at] === '#';
}

/** The two parts of `text` around the first `=`, trimmed; undefined where it has none. */
export function splitAttribute(text: string): readonly [string, string] | undefined {
  const at = text.indexOf('=');
  return at === -1 ? undefined : [trimSpace(text.slice(0, at)), trimSpace(text.slice(at + 1))];
}

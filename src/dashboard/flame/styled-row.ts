/**
 * A row of texts in several styles with as few escape sequences as it takes. It is also the form that the screen library
 * brings lines into: a line that has it already is taken apart once a frame instead of twice.
 */
export class StyledRow {
  private readonly parts: string[] = [];
  private current: readonly string[] = [];

  /** @param codes parameters of SGR, one for each property: `1`, `38;5;16`, `48;5;223` */
  add(text: string, codes: readonly string[]): void {
    this.change(codes);
    this.parts.push(text);
  }

  toString(): string {
    this.change([]);
    return this.parts.join('');
  }

  private change(codes: readonly string[]): void {
    const before = this.current;
    if (codes === before) return;
    const ends = new Set(codes.map(endOf));
    for (const code of before.toReversed())
      if (!ends.has(endOf(code)) || isLost(code, codes)) this.parts.push(sequence(endOf(code)));
    for (const code of codes) if (!before.includes(code)) this.parts.push(sequence(code));
    this.current = codes;
  }
}

/** Bold and dim end by the same, and neither ends the other. */
const isLost = (code: string, codes: readonly string[]): boolean =>
  endOf(code) === '22' && !codes.includes(code);

const sequence = (code: string): string => `\u001b[${code}m`;

/** What takes a property back. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (SGR) */
function endOf(code: string): string {
  if (code === '1' || code === '2') return '22';
  if (code === '4' || code === '7') return `2${code}`;
  return /^(?:48|4\d|10\d)(?:;|$)/.test(code) ? '49' : '39';
}

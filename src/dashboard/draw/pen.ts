/** How texts of the dashboard look, as far as the terminal can show it. No meaning is carried by a tone alone. */
import type { ScreenStyle } from '../flame/cell-style.ts';
import { cutEnd, cutStart, widthOf } from '../flame/fit-label.ts';
import { StyledRow } from '../flame/styled-row.ts';

export type Tone = 'plain' | 'bold' | 'dim' | 'good' | 'bad' | 'reverse' | 'bar' | 'danger' | 'match';

export interface Pen {
  readonly columns: number;
  readonly isAscii: boolean;
  /** Texts one after the other, cut at the edge of the screen. */
  line(parts: readonly (readonly [string, Tone])[]): string;
  cutStart(text: string, width: number): string;
  cutEnd(text: string, width: number): string;
  width(text: string): number;
  /** The nearest in ASCII, where the terminal has no more. */
  ascii(text: string): string;
}

/** Parameters of SGR. The terminal's own palette, so that any theme will do; a colour has its ground with it. */
const CODES: Readonly<Record<Tone, readonly string[]>> = {
  plain: [],
  bold: ['1'],
  dim: ['2'],
  good: ['32'],
  bad: ['31'],
  reverse: ['7'],
  bar: ['7'],
  danger: ['1', '97', '41'],
  match: ['1', '4'],
};
/** Attributes that are no colours. */
const PLAIN_CODES: Readonly<Partial<Record<Tone, readonly string[]>>> = {
  bold: ['1'],
  reverse: ['7'],
  bar: ['7'],
  danger: ['1', '7'],
  match: ['4'],
};

const ASCII: Readonly<Record<string, string>> = {
  '…': '~',
  '›': '>',
  '✓': '+',
  '✗': '!',
  '→': '->',
  '·': '-',
  '×': 'x',
  '●': '*',
  '▲': '^',
  '▼': 'v',
  '│': '|',
};

export function penFor({ colors, isAscii }: ScreenStyle, columns: number): Pen {
  const ellipsis = isAscii ? '~' : '…';
  const codes = (tone: Tone) => (colors === 0 ? PLAIN_CODES[tone] : CODES[tone]) ?? [];
  return {
    columns,
    isAscii,
    line(parts) {
      const row = new StyledRow();
      let left = columns;
      for (const [text, tone] of parts) {
        if (left <= 0) break;
        const fitting = cutEnd(text, left, ellipsis);
        left -= widthOf(fitting);
        row.add(fitting, codes(tone));
      }
      return row.toString();
    },
    cutStart: (text, width) => cutStart(text, width, ellipsis),
    cutEnd: (text, width) => cutEnd(text, width, ellipsis),
    width: widthOf,
    ascii: (text) =>
      isAscii ? text.replace(/[^\x20-\x7e]/gu, (character) => ASCII[character] ?? character) : text,
  };
}

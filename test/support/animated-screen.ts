/** Screens of a terminal as one SVG that shows them in turn. */
import type { ScreenText } from './terminal.ts';

export interface ShownScreen {
  readonly rows: readonly (readonly ScreenText[])[];
  /** What was done to come here, in a few words. */
  readonly caption: string;
}

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 17;
const FONT_SIZE = 14;
const MARGIN = 14;
const TITLE = 30;
const SECONDS = 2.4;
const PAPER = '#14161b';
const INK = '#d8dbe2';
/** The sixteen that terminals have by name; after them come a cube and greys. */
const NAMED = [
  '#2b2f38',
  '#e5605f',
  '#79b15d',
  '#d7b25a',
  '#5f9de0',
  '#b583d8',
  '#57b6b2',
  '#c9ced8',
  '#6a7180',
  '#ff7b7a',
  '#98d17c',
  '#f2cf78',
  '#82b9f5',
  '#cfa2ee',
  '#79d5d1',
  '#ffffff',
];
const LEVELS = [0, 95, 135, 175, 215, 255];

/** @param columns how wide the terminal was */
export function animatedScreen(screens: readonly ShownScreen[], columns: number): string {
  const rows = Math.max(...screens.map((screen) => screen.rows.length));
  const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
  const height = Math.ceil(rows * CELL_HEIGHT + 2 * MARGIN + TITLE);
  const share = 100 / screens.length;
  const total = screens.length * SECONDS;
  const frames = screens.map((screen, index) => frameOf(screen, index, width));
  const delays = screens.map(
    (_, index) => `.f${index}{animation-delay:${(index - screens.length) * SECONDS}s}`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="prof: a recording of the dashboard">
<style>
text{font:${FONT_SIZE}px ui-monospace,'SFMono-Regular','DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}
.b{font-weight:700}.d{opacity:.62}
.f{visibility:hidden;animation:show ${total}s steps(1) infinite}
.f0{visibility:visible}
@keyframes show{0%{visibility:visible}${share.toFixed(3)}%{visibility:hidden}}
${delays.join('')}
@media (prefers-reduced-motion:reduce){.f{animation:none}}
</style>
<rect width="${width}" height="${height}" rx="9" fill="${PAPER}"/>
<circle cx="20" cy="17" r="5.5" fill="#e5605f"/><circle cx="38" cy="17" r="5.5" fill="#d7b25a"/><circle cx="56" cy="17" r="5.5" fill="#79b15d"/>
${frames.join('\n')}
</svg>
`;
}

function frameOf({ rows, caption }: ShownScreen, index: number, width: number): string {
  const lines = rows.flatMap((texts, row) =>
    texts.map((text) => drawn(text, MARGIN + TITLE + row * CELL_HEIGHT)),
  );
  const title = `<text x="${width / 2}" y="22" text-anchor="middle" fill="#8b93a3">${escaped(caption)}</text>`;
  return `<g class="f f${index}">${title}${lines.join('')}</g>`;
}

function drawn({ column, text, look }: ScreenText, top: number): string {
  let ink = look.foreground === undefined ? INK : colorOf(look.foreground);
  let paper = look.background === undefined ? undefined : colorOf(look.background);
  if (look.isInverse) [ink, paper] = [paper ?? PAPER, ink];
  const x = (MARGIN + column * CELL_WIDTH).toFixed(1);
  const length = [...text].length * CELL_WIDTH;
  const ground =
    paper === undefined
      ? ''
      : `<rect x="${x}" y="${top}" width="${length.toFixed(1)}" height="${CELL_HEIGHT}" fill="${paper}"/>`;
  if (text.trim() === '') return ground;
  const shown = text.trimEnd();
  const style = [look.isBold ? 'b' : '', look.isDim ? 'd' : ''].filter((name) => name !== '').join(' ');
  const kind = style === '' ? '' : ` class="${style}"`;
  const stretch = `textLength="${([...shown].length * CELL_WIDTH).toFixed(1)}"`;
  return `${ground}<text x="${x}" y="${top + 13}" fill="${ink}"${kind} ${stretch}>${escaped(shown)}</text>`;
}

function colorOf(number: number): string {
  if (number < 16) return NAMED[number]!;
  if (number >= 232) return hex([0, 0, 0].map(() => 8 + (number - 232) * 10));
  const at = number - 16;
  return hex([Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((level) => LEVELS[level]!));
}

const hex = (parts: readonly number[]): string =>
  `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');

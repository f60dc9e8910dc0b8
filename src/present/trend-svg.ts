/** A trend as a chart in one SVG file: https://www.w3.org/TR/SVG11/. No scripts, no fonts, nothing from elsewhere. */
import type { Trend, TrendPoint, TrendRow } from '../compare/trend.ts';
import { safeText } from '../kit/safe-text.ts';
import { formatValue } from '../profile/measurement.ts';
import { slotsOf } from './run-slots.ts';
import { tableTime } from './store-text.ts';
import { trendNotes } from './trend.ts';

const WIDTH = 960;
const PLOT = { left: 64, top: 56, width: 864, height: 320 } as const;
const LEGEND_LINE = 20;
const MAX_LINES = 12;
/** More marks than this are one thick line. */
const MAX_MARKS = 200;
const MAX_NAME = 110;

/** Told apart also by people who see colours differently (Okabe and Ito, https://jfly.uni-koeln.de/color/), then repeated in dashes. */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** The first twelve rows, each a line that is interrupted where a run had no samples. */
export function trendSvg(trend: Trend): string {
  const rows = trend.rows.slice(0, MAX_LINES);
  const scale = scaleOf(trend, rows);
  const notes = trendNotes(trend);
  if (trend.rows.length > rows.length) notes.push(`${trend.rows.length - rows.length} more are not drawn`);
  const legendTop = PLOT.top + PLOT.height + 56;
  const height = legendTop + (rows.length + notes.length) * LEGEND_LINE + 8;
  const { service, type, sampleType, measure } = trend;
  const title = `${service} ${type === sampleType ? type : `${type} (${sampleType})`}: share of functions over time${measure === 'cum' ? ', with what they call' : ''}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="back" width="${WIDTH}" height="${height}"/>`,
    text(PLOT.left, 28, title, 'title'),
    ...grid(scale),
    ...timeAxis(trend),
    ...rows.flatMap((row, i) => lineOf(row, i, trend, scale)),
    ...rows.flatMap((row, i) => legendOf(row, i, legendTop + i * LEGEND_LINE)),
    ...notes.map((note, i) =>
      text(PLOT.left, legendTop + (rows.length + i) * LEGEND_LINE + 4, note, 'quiet'),
    ),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = [
  'text{font:13px system-ui,sans-serif;fill:#222}.title{font-size:16px}.quiet{fill:#666}',
  '.back{fill:#fff}.grid{stroke:#ddd}.line{fill:none;stroke-width:2}',
  '@media(prefers-color-scheme:dark){text{fill:#ddd}.quiet{fill:#999}.back{fill:#181818}.grid{stroke:#383838}}',
].join('');

interface Scale {
  readonly x: (timeMs: number) => number;
  readonly y: (percent: number) => number;
  readonly max: number;
}

function scaleOf({ runs }: Trend, rows: readonly TrendRow[]): Scale {
  const firstMs = runs[0]!.timeMs;
  const spanMs = runs.at(-1)!.timeMs - firstMs;
  let highest = 0;
  for (const { points } of rows) for (const { percent = 0 } of points) highest = Math.max(highest, percent);
  const max = roundUp(highest);
  return {
    max,
    x: (timeMs) => round(PLOT.left + (spanMs === 0 ? 0.5 : (timeMs - firstMs) / spanMs) * PLOT.width),
    y: (percent) => round(PLOT.top + (1 - Math.max(0, percent) / max) * PLOT.height),
  };
}

/** The next of 1, 2, 5, 10, 20, 50, … so that the axis has round numbers. */
function roundUp(percent: number): number {
  if (!(percent > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(percent));
  return ([1, 2, 5, 10].find((factor) => factor * power >= percent) ?? 10) * power;
}

const GRID_LINES = 5;

function grid({ y, max }: Scale): string[] {
  const shares = Array.from({ length: GRID_LINES + 1 }, (_, i) => (max / GRID_LINES) * i);
  return shares.flatMap((share) => [
    `<path class="grid" d="M${PLOT.left} ${y(share)}h${PLOT.width}"/>`,
    text(PLOT.left - 8, y(share) + 4, `${Number(share.toPrecision(3))}%`, 'quiet', 'end'),
  ]);
}

function timeAxis({ runs }: Trend): string[] {
  const at = PLOT.top + PLOT.height + 22;
  const first = `${tableTime(runs[0]!.timeMs)} UTC`;
  if (runs.length === 1) return [text(PLOT.left + PLOT.width / 2, at, first, 'quiet', 'middle')];
  const last = `${tableTime(runs.at(-1)!.timeMs)} UTC`;
  return [text(PLOT.left, at, first, 'quiet'), text(PLOT.left + PLOT.width, at, last, 'quiet', 'end')];
}

function lineOf(row: TrendRow, index: number, trend: Trend, scale: Scale): string[] {
  let path = '';
  let isDrawing = false;
  const { slotOf, missing = 0 } = slotsOf(
    trend.runs.map(({ timeMs }) => timeMs),
    Number.MAX_SAFE_INTEGER,
  );
  const marks: string[] = [];
  for (const [i, { timeMs, total }] of trend.runs.entries()) {
    const point = row.points[i]!;
    if (point.percent === undefined) {
      isDrawing = false;
      continue;
    }
    const x = scale.x(timeMs);
    const y = scale.y(point.percent);
    // Across missing runs there is nothing to draw.
    if (missing > 0 && i > 0 && slotOf[i]! - slotOf[i - 1]! > 1) isDrawing = false;
    path += `${isDrawing ? 'L' : 'M'}${x} ${y}`;
    isDrawing = true;
    if (trend.runs.length > MAX_MARKS) continue;
    const tip = `${shortName(row.name)}: ${pointText(point, total, trend.unit)}, ${tableTime(timeMs)} UTC`;
    marks.push(
      `<circle cx="${x}" cy="${y}" r="3" fill="${colorOf(index)}"><title>${escapeXml(tip)}</title></circle>`,
    );
  }
  return [`<path class="line" stroke="${colorOf(index)}"${dashOf(index)} d="${path}"/>`, ...marks];
}

function pointText({ value, percent = 0 }: TrendPoint, total: TrendPoint['value'], unit: string): string {
  return `${percent.toFixed(1)}% (${formatValue(value, unit, 'auto')} of ${formatValue(total, unit, 'auto')})`;
}

function legendOf({ name, points }: TrendRow, index: number, top: number): string[] {
  const shares = points.flatMap(({ percent }) => percent ?? []);
  const numbers = shares.length === 0 ? '' : `  ${shares[0]!.toFixed(1)}% → ${shares.at(-1)!.toFixed(1)}%`;
  return [
    `<path class="line" stroke="${colorOf(index)}"${dashOf(index)} d="M${PLOT.left} ${top}h24"/>`,
    text(PLOT.left + 32, top + 4, shortName(name) + numbers),
  ];
}

const colorOf = (index: number): string => COLORS[index % COLORS.length]!;
const dashOf = (index: number): string => (index < COLORS.length ? '' : ' stroke-dasharray="6 4"');

/** The end of a name is what tells it apart. */
function shortName(name: string): string {
  const shown = safeText(name);
  return shown.length <= MAX_NAME ? shown : `…${shown.slice(1 - MAX_NAME).toWellFormed()}`;
}

function text(x: number, y: number, content: string, style = '', anchor = 'start'): string {
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}"${style === '' ? '' : ` class="${style}"`}${place}>${escapeXml(safeText(content))}</text>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeXml = (content: string): string =>
  safeText(content).replace(/[&<>"']/g, (character) => ENTITIES[character]!);

const round = (position: number): number => Math.round(position * 10) / 10;

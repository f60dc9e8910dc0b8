/** A flame graph as a picture: no script, readable at 1200 pixels, full names on hovering. */
import { buildCallTree } from '../flame/build-call-tree.ts';
import type { FrameTable } from '../flame/frames.ts';
import { stackValues } from '../flame/stack-tree.ts';
import type { FlameReport } from '../report/flame-report.ts';
import { boxLabel, changeOf, describe, shareText } from './describe.ts';
import { escapeMarkup } from './escape.ts';
import { colorGroupsOf, type Graph, labelsOf, makeGraph } from './graph.ts';
import type { PageFrames } from './page-data.ts';
import { pageTree } from './page-tree.ts';
import { shownNames, shownText } from './shown-text.ts';
import { SvgPalette } from './svg-palette.ts';
import { VisibleFrames } from './visible-frames.ts';

const WIDTH_PX = 1200;
const MARGIN_PX = 10;
const GRAPH_PX = WIDTH_PX - 2 * MARGIN_PX;
const ROW_PX = 17;
const HEADER_PX = 52;
/** Monospaced fonts are 0.6 em wide, here of 11 px. */
const CHAR_PX = 6.7;
const MIN_FRACTION = 0.7 / GRAPH_PX;
const BUDGET_BYTES = 400_000;
/** A picture of 100,000 rows opens nowhere. */
const MAX_ROWS = 500;
const MAX_TITLE_CHARS = 300;

export interface Picture {
  readonly report: FlameReport;
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
  readonly isInverted?: boolean;
  readonly notes?: readonly string[];
}

/** The chosen sample type alone, the root on top. */
export function writeSvg(
  frames: FrameTable,
  { report, names, baseNames, isInverted = false, notes = [] }: Picture,
): string {
  const { source, sampleIndex, sampleTypes, totals } = report;
  const values = stackValues(source.stacks, source.profile.samples.values[sampleIndex]!, source.isBase);
  const visible = new VisibleFrames(frames);
  visible.allowUpTo(BUDGET_BYTES);
  const options = { isInverted, minFraction: MIN_FRACTION };
  const tree = buildCallTree({ stacks: source.stacks, frames, values }, options);
  const boxes = pageTree(tree, visible, MIN_FRACTION);
  const { type, unit } = sampleTypes[sampleIndex]!;
  const graph = makeGraph(
    { name: shownText(type), unit: shownText(unit), total: Number(totals[sampleIndex]!) },
    boxes,
  );
  const title = [
    shownNames(names).join(', '),
    ...(baseNames.length === 0 ? [] : [`compared with ${shownNames(baseNames).join(', ')}`]),
  ];
  return svgDocument(graph, visible.table(), {
    title: `${title.join(' ')}${isInverted ? ', callers' : ''}`,
    notes,
  });
}

interface Caption {
  readonly title: string;
  readonly notes: readonly string[];
}

function svgDocument(graph: Graph, frames: PageFrames, { title, notes }: Caption): string {
  const rows = Math.min(graph.boxes.maxDepth + 1, MAX_ROWS);
  const height = HEADER_PX + rows * ROW_PX + MARGIN_PX;
  const name = escapeMarkup(title);
  const legend = [...legendOf(graph), ...notes].join(' · ');
  const palette = new SvgPalette();
  const elements = boxElements(graph, frames, palette);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${height}" viewBox="0 0 ${WIDTH_PX} ${height}" role="img" aria-label="flame graph of ${name}">`,
    `<title>${name}</title>`,
    `<style>text{font:11px monospace}.h{font:bold 14px sans-serif}.n{font:12px sans-serif}g rect{stroke-width:.5}`,
    `${palette.css()}</style>`,
    `<rect width="100%" height="100%" class="g"/>`,
    `<text class="h" x="${MARGIN_PX}" y="20">${escapeMarkup(clip(title, 140))}</text>`,
    `<text class="n" x="${MARGIN_PX}" y="40">${escapeMarkup(clip(legend, 190))}</text>`,
    ...elements,
    '</svg>\n',
  ].join('\n');
}

function legendOf(graph: Graph): string[] {
  const { type, boxes, leftOut } = graph;
  return [
    `${type.name} (${type.unit})`,
    ...(changeOf(graph, 0) === undefined
      ? []
      : ['orange with +: more than the base; blue with -: less; grey with =: unchanged']),
    ...(leftOut === 0 ? [] : [`${leftOut} boxes below ${shareText(MIN_FRACTION, 1)} are not told apart`]),
    ...(boxes.maxDepth < MAX_ROWS
      ? []
      : [`${boxes.maxDepth + 1 - MAX_ROWS} rows below the last are not drawn`]),
  ];
}

function boxElements(graph: Graph, frames: PageFrames, palette: SvgPalette): string[] {
  const { boxes, start } = graph;
  const labels = labelsOf(frames);
  const groups = colorGroupsOf(frames);
  const scale = boxes.width[0] === 0 ? 0 : GRAPH_PX / boxes.width[0]!;
  const elements: string[] = [];
  for (let node = 0; node < boxes.count; node++) {
    if (boxes.depth[node]! >= MAX_ROWS) continue;
    const { name, values } = describe(graph, { frames, minFraction: MIN_FRACTION }, node);
    elements.push(
      boxElement({
        x: MARGIN_PX + start[node]! * scale,
        y: HEADER_PX + boxes.depth[node]! * ROW_PX,
        width: boxes.width[node]! * scale,
        color: colorOf(graph, groups, node, palette),
        title: `${clip(name, MAX_TITLE_CHARS)}\n${values}`,
        label: boxLabel(graph, labels, node),
      }),
    );
  }
  return elements;
}

function colorOf(graph: Graph, groups: readonly string[], node: number, palette: SvgPalette): string {
  const change = changeOf(graph, node);
  if (change !== undefined) return palette.ofChange(change / (graph.boxes.width[node]! || 1));
  const frame = graph.frame[node]!;
  return frame === -1 ? palette.ofNone() : palette.ofGroup(groups[frame]!);
}

interface SvgBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** A class. */
  readonly color: string;
  readonly title: string;
  readonly label: string;
}

function boxElement({ x, y, width, color, title, label }: SvgBox): string {
  const text = clip(label, Math.floor((width - 6) / CHAR_PX));
  const lines = title.split('\n').map(escapeMarkup).join('\n');
  const rect = `<rect x="${px(x)}" y="${y}" width="${px(width)}" height="${ROW_PX - 1}" class="${color}"/>`;
  const shown = text === '' ? '' : `<text x="${px(x + 3)}" y="${y + 12}">${escapeMarkup(text)}</text>`;
  return `<g><title>${lines}</title>${rect}${shown}</g>`;
}

const px = (value: number): string => String(Math.round(value * 100) / 100);

/** At most so many columns; characters of East Asia take two. */
function clip(text: string, columns: number): string {
  if (columns < 2) return '';
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += character.codePointAt(0)! > 0x2e7f ? 2 : 1;
    if (used > columns - 1 && end + character.length < text.length) return `${text.slice(0, end)}…`;
    end += character.length;
  }
  return used > columns ? '' : text;
}

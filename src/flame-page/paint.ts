/** Draws what is in the window, and nothing else: a graph may have 100,000 rows. */
import { changeColor, hueColor, type Theme } from '../flame-file/colors.ts';
import { boxLabel, changeOf } from '../flame-file/describe.ts';
import type { Graph } from '../flame-file/graph.ts';
import { type Box, boxOf, layRows, ROW_PX, type Rows, topOf } from './frame-rows.ts';
import type { View } from './view.ts';

/** Of narrower boxes only a trace is drawn, and nothing of what is below them. */
const MIN_BOX_PX = 0.5;
const MIN_LABEL_PX = 26;
const PADDING_PX = 4;

export interface Paper {
  readonly context: CanvasRenderingContext2D;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scrollTop: number;
  readonly theme: Theme;
  readonly labels: readonly string[];
  /** Per frame what its colour is by. */
  readonly groups: readonly string[];
}

export function paint(paper: Paper, graph: Graph, view: View): void {
  const { context, theme, widthPx, heightPx } = paper;
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, widthPx, heightPx);
  context.font = '12px ui-monospace, monospace';
  context.textBaseline = 'middle';
  const rows = layRows(graph, view, widthPx, heightPx);
  const pen = new Pen(paper, graph, view, rows);
  for (let at = graph.boxes.parent[view.zoom]!; at !== -1; at = graph.boxes.parent[at]!) pen.box(at);
  const { end, width, depth } = graph.boxes;
  const last = end[view.zoom]!;
  let node = view.zoom;
  while (node < last) {
    const isTiny = width[node]! * rows.scale < MIN_BOX_PX;
    if (isTiny) pen.sliver(node);
    else if (!pen.isBeyond(depth[node]!)) {
      pen.box(node++);
      continue;
    }
    node = end[node]!;
  }
}

class Pen {
  private readonly paper: Paper;
  private readonly graph: Graph;
  private readonly view: View;
  private readonly rows: Rows;
  private readonly charPx: number;
  /** Per row how far it is drawn. */
  private readonly drawnTo: number[] = [];

  constructor(paper: Paper, graph: Graph, view: View, rows: Rows) {
    this.paper = paper;
    this.graph = graph;
    this.view = view;
    this.rows = rows;
    this.charPx = paper.context.measureText('0').width;
  }

  /** Whether the row and all that follow are out of the window. */
  isBeyond(depth: number): boolean {
    const y = topOf(this.rows, depth) - this.paper.scrollTop;
    return this.rows.isUpward ? y + ROW_PX <= 0 : y >= this.paper.heightPx;
  }

  box(node: number): void {
    const { context, scrollTop, heightPx } = this.paper;
    const y = topOf(this.rows, this.graph.boxes.depth[node]!) - scrollTop;
    if (y + ROW_PX <= 0 || y >= heightPx) return;
    const box = boxOf(this.graph, this.view, this.rows, node);
    const gap = box.width > 3 ? 1 : 0;
    context.fillStyle = this.fill(node);
    context.fillRect(box.x, y, box.width - gap, ROW_PX - 1);
    this.outline(node, box, y);
    if (box.width >= MIN_LABEL_PX) this.label(node, box, y);
  }

  /** Shows that there is something: one pixel for all that are in it. */
  sliver(node: number): void {
    const { context, scrollTop, heightPx, theme } = this.paper;
    const depth = this.graph.boxes.depth[node]!;
    const y = topOf(this.rows, depth) - scrollTop;
    if (y + ROW_PX <= 0 || y >= heightPx) return;
    const { x } = boxOf(this.graph, this.view, this.rows, node);
    if (x < (this.drawnTo[depth] ?? 0)) return;
    this.drawnTo[depth] = x + 1;
    context.fillStyle = theme.same;
    context.fillRect(x, y, 1, ROW_PX - 1);
  }

  private isDimmed(node: number): boolean {
    const { found, zoom } = this.view;
    if (node < zoom) return true;
    return found !== undefined && !this.isMatch(node);
  }

  private isMatch(node: number): boolean {
    return this.view.found?.isMatch[this.graph.frame[node]!] === 1;
  }

  private fill(node: number): string {
    const { theme, groups } = this.paper;
    const { boxes, frame } = this.graph;
    if (this.isDimmed(node)) return theme.same;
    const change = changeOf(this.graph, node);
    if (change !== undefined) return changeColor(change / (boxes.width[node]! || 1), theme);
    return frame[node] === -1 ? theme.same : hueColor(groups[frame[node]!]!, theme);
  }

  private outline(node: number, box: Box, y: number): void {
    const { context, theme } = this.paper;
    const isSelected = node === this.view.selected;
    if (!isSelected && !this.isMatch(node)) return;
    context.strokeStyle = isSelected ? theme.ink : theme.accent;
    context.lineWidth = 2;
    context.strokeRect(box.x + 1, y + 1, Math.max(1, box.width - 3), ROW_PX - 3);
  }

  private label(node: number, { x, width }: Box, y: number): void {
    const { context, theme, labels } = this.paper;
    const left = Math.max(x, 0);
    const room = Math.min(x + width, this.paper.widthPx) - left - 2 * PADDING_PX;
    const text = clip(boxLabel(this.graph, labels, node), room, this.charPx, context);
    if (text === '') return;
    context.fillStyle = node < this.view.zoom ? theme.quiet : theme.ink;
    context.fillText(text, left + PADDING_PX, y + ROW_PX / 2);
  }
}

/** As much of a text as there is room for. Characters of other scripts may be wider than the font's own. */
function clip(text: string, room: number, charPx: number, context: CanvasRenderingContext2D): string {
  const most = Math.floor(room / charPx);
  if (most < 2) return '';
  let cut = text.length <= most ? text : `${text.slice(0, most - 1)}…`;
  while (cut.length > 2 && /[^\x20-\x7e…]/.test(cut) && context.measureText(cut).width > room) {
    cut = `${cut.slice(0, Math.max(1, Math.floor(cut.length * 0.8) - 1))}…`;
  }
  return cut;
}

/** Where boxes are on the screen. */
import type { Graph } from '../flame-file/graph.ts';
import type { View } from './view.ts';
import { deepest, isWithin } from './walk.ts';

export const ROW_PX = 20;

export interface Rows {
  readonly widthPx: number;
  /** Of all rows, and at least that of the window. */
  readonly heightPx: number;
  /** Pixels for each unit of width, and what is at the left edge. */
  readonly scale: number;
  readonly left: number;
  readonly isUpward: boolean;
}

export function layRows(graph: Graph, { zoom, isUpward }: View, widthPx: number, windowPx: number): Rows {
  const rows = deepest(graph, zoom) + 1;
  const width = graph.boxes.width[zoom]!;
  return {
    widthPx,
    heightPx: Math.max(rows * ROW_PX, windowPx),
    scale: width === 0 ? 0 : widthPx / width,
    left: graph.start[zoom]!,
    isUpward,
  };
}

export const topOf = ({ heightPx, isUpward }: Rows, depth: number): number =>
  isUpward ? heightPx - (depth + 1) * ROW_PX : depth * ROW_PX;

export interface Box {
  readonly x: number;
  readonly width: number;
}

/** Those that the zoom is in take the whole row. */
export function boxOf(graph: Graph, { zoom }: View, rows: Rows, node: number): Box {
  if (node < zoom && isWithin(graph, zoom, node)) return { x: 0, width: rows.widthPx };
  return {
    x: (graph.start[node]! - rows.left) * rows.scale,
    width: graph.boxes.width[node]! * rows.scale,
  };
}

/** The node at a place; undefined where there is none. */
export function nodeAt(graph: Graph, { zoom }: View, rows: Rows, x: number, y: number): number | undefined {
  const depth = Math.floor((rows.isUpward ? rows.heightPx - y : y) / ROW_PX);
  const { boxes, start } = graph;
  let node = zoom;
  if (depth < boxes.depth[zoom]!) {
    while (boxes.depth[node]! > depth) node = boxes.parent[node]!;
    return depth < 0 ? undefined : node;
  }
  const at = rows.left + x / rows.scale;
  while (boxes.depth[node]! < depth) {
    let child = node + 1;
    while (child < boxes.end[node]! && !(start[child]! <= at && at < start[child]! + boxes.width[child]!)) {
      child = boxes.end[child]!;
    }
    if (child >= boxes.end[node]!) return undefined;
    node = child;
  }
  return node;
}

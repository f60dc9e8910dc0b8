/** Where the frames of a tree are drawn: rows of cells below a zoomed frame, root on top. */
import type { CallTree } from '../call-tree.ts';
import { splitCells } from './split-cells.ts';

/** What fills the width: a node, or its children from one of them on. */
export interface Zoom {
  readonly node: number;
  /** Only this child and those after it: what a cell of several small frames is opened to. */
  readonly from?: number | undefined;
}

export interface FlameCell {
  /** The frame; of several the first, which is the widest. */
  readonly node: number;
  readonly left: number;
  readonly width: number;
  /** How many siblings share the cell: 1, or those that are each under a cell wide. */
  readonly count: number;
  /** Stands above the zoom. */
  readonly isAncestor: boolean;
}

/** A magnified row gives each frame at least so many cells, as far as there are so many. */
const MAGNIFIED_WIDTH = 8;

/**
 * The rows of one width, zoom and tree, made when they are asked for. Row n holds the frames of depth n: the zoomed
 * frame and all above it as bars of the full width, and below it children under their parents.
 */
export class FlameRows {
  readonly tree: CallTree;
  readonly zoom: Zoom;
  readonly columns: number;
  /** The frame whose children all get the same width; -1 for none. */
  readonly magnified: number;
  private readonly rows: FlameCell[][] = [];

  constructor(tree: CallTree, zoom: Zoom, columns: number, magnified = -1) {
    this.tree = tree;
    this.zoom = zoom;
    this.columns = columns;
    this.magnified = magnified;
    const width = columns;
    const path: number[] = [];
    for (let node = zoom.node; node !== -1; node = tree.parent[node]!) path.push(node);
    for (const node of path.reverse()) {
      this.rows.push([{ node, left: 0, width, count: 1, isAncestor: node !== zoom.node }]);
    }
  }

  /** The cells of a row from left to right; none below the deepest frame. */
  row(depth: number): readonly FlameCell[] {
    while (this.rows.length <= depth) {
      const above = this.rows.at(-1)!;
      if (above.length === 0) return above;
      this.rows.push(above.flatMap((cell) => (cell.count === 1 ? this.cellsBelow(cell) : [])));
    }
    return this.rows[depth]!;
  }

  /** How many rows there are down to a depth; all of them if that is beyond. */
  countTo(depth: number): number {
    for (let at = this.rows.length; at <= depth; at++) if (this.row(at).length === 0) break;
    return this.rows.findLastIndex((cells) => cells.length > 0) + 1;
  }

  /** The cell that shows a node, or the nearest above it that is shown. */
  cellOf(node: number): FlameCell {
    const { tree } = this;
    const path: number[] = [];
    for (let at = node; at !== -1; at = tree.parent[at]!) path.push(at);
    let shown = this.rows[0]![0]!;
    for (const at of path.reverse()) {
      const cell = findCell(this.row(tree.depth[at]!), at, tree);
      if (cell === undefined) break;
      shown = cell;
      if (cell.count > 1) break;
    }
    return shown;
  }

  private cellsBelow(parent: FlameCell): FlameCell[] {
    const { tree } = this;
    const isZoomed = parent.node === this.zoom.node && !parent.isAncestor;
    const first = (isZoomed ? this.zoom.from : undefined) ?? parent.node + 1;
    const end = tree.end[parent.node]!;
    if (first >= end) return [];
    if (parent.node === this.magnified) return this.magnifiedCells(parent, first, end);
    const total = first === parent.node + 1 ? tree.width[parent.node]! : widthFrom(tree, first, end);
    return this.weightedCells(parent, { first, end, total });
  }

  /** Frames of at least a cell each, and one cell for all that are less. What is the parent's own stays empty. */
  private weightedCells(
    parent: FlameCell,
    { first, end, total }: { readonly first: number; readonly end: number; readonly total: number },
  ): FlameCell[] {
    const { tree } = this;
    const shown: number[] = [];
    const weights: number[] = [];
    let left = total;
    let child = first;
    for (; child < end && (tree.width[child]! / total) * parent.width >= 1; child = tree.end[child]!) {
      shown.push(child);
      weights.push(tree.width[child]!);
      left -= tree.width[child]!;
    }
    const small = { node: child, count: 0, width: 0 };
    for (let node = child; node < end; node = tree.end[node]!) {
      small.count++;
      small.width += tree.width[node]!;
    }
    const nodes = small.count === 0 ? shown : [...shown, small.node];
    const own = Math.max(0, left - small.width);
    const cells = splitCells([...weights, ...(small.count === 0 ? [] : [small.width]), own], parent.width);
    if (small.count > 0) makeVisible(cells, shown.length);
    return this.place(parent, nodes, cells, small.count);
  }

  /** Frames of one width, however little they are. */
  private magnifiedCells(parent: FlameCell, first: number, end: number): FlameCell[] {
    const { tree } = this;
    const most = Math.max(1, Math.floor(parent.width / MAGNIFIED_WIDTH));
    const nodes: number[] = [];
    let node = first;
    for (; node < end && nodes.length < most; node = tree.end[node]!) nodes.push(node);
    let rest = 0;
    for (; node < end; node = tree.end[node]!) rest++;
    const cells = splitCells(
      nodes.map(() => 1),
      parent.width,
    );
    return this.place(parent, nodes, cells, rest === 0 ? 0 : rest + 1);
  }

  /** `groupCount`: how many the last cell stands for, if for several. */
  private place(
    parent: FlameCell,
    nodes: readonly number[],
    cells: readonly number[],
    groupCount: number,
  ): FlameCell[] {
    const placed: FlameCell[] = [];
    let { left } = parent;
    for (const [i, node] of nodes.entries()) {
      const width = cells[i]!;
      const count = i === nodes.length - 1 && groupCount > 1 ? groupCount : 1;
      if (width > 0) placed.push({ node, left, width, count, isAncestor: false });
      left += width;
    }
    return placed;
  }
}

/** Gives the frames under a cell one cell where they have none: from what is nobody's, else from the widest. */
function makeVisible(cells: number[], small: number): void {
  if (cells[small]! > 0) return;
  const own = cells.length - 1;
  const widest = cells.indexOf(Math.max(...cells.slice(0, small), 0));
  const from = cells[own]! > 0 ? own : widest;
  if (from !== own && cells[from]! <= 1) return;
  cells[from]! -= 1;
  cells[small] = 1;
}

function widthFrom(tree: CallTree, first: number, end: number): number {
  let width = 0;
  for (let node = first; node < end; node = tree.end[node]!) width += tree.width[node]!;
  return width;
}

function findCell(row: readonly FlameCell[], node: number, tree: CallTree): FlameCell | undefined {
  return row.find(
    (cell) =>
      cell.node === node ||
      (cell.count > 1 && tree.parent[cell.node] === tree.parent[node] && node > cell.node),
  );
}

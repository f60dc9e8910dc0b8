import type { CallTree } from '../flame/call-tree.ts';
import { NO_FRAME } from '../flame/frames.ts';
import { type TrimmedTree, trimTree } from '../flame/trim-tree.ts';
import type { ValueColumn } from '../profile/profile.ts';
import type { PageTree } from './page-data.ts';
import type { VisibleFrames } from './visible-frames.ts';

/** A node in JSON: its depth, frame, value and pool; with a base that, and a width. */
const NODE_BYTES = 28;
const COMPARED_NODE_BYTES = 50;

/** A tree as the page takes it, without what is narrower than `minFraction` of it or does not fit the budget. */
export function pageTree(tree: CallTree, frames: VisibleFrames, minFraction: number): PageTree {
  const nodeBytes = tree.base === undefined ? NODE_BYTES : COMPARED_NODE_BYTES;
  const trimmed = trimTree(tree, { minFraction, fits: (frame) => frames.take(frame, nodeBytes) });
  return {
    depth: Array.from(trimmed.depth),
    frame: Array.from(trimmed.frame, (frame) => (frame === NO_FRAME ? -1 : frames.placeOf(frame))),
    own: numbers(trimmed.own),
    ...(trimmed.ownBase && { ownBase: numbers(trimmed.ownBase) }),
    ...(isWidthOwn(trimmed) ? {} : { ownWidth: Array.from(trimmed.ownWidth) }),
    pools: trimmed.pools.flatMap(({ node, nodes }) => [node, nodes]),
    leftOut: trimmed.leftOut,
  };
}

const numbers = (column: ValueColumn): number[] =>
  Array.from(column as Iterable<number | bigint>, (value) => Number(value));

/** Whether each width is that of the value beside it, as it is where no value is negative. */
function isWidthOwn({ own, ownBase, ownWidth }: TrimmedTree): boolean {
  return ownBase === undefined && ownWidth.every((width, node) => width === Math.abs(Number(own[node]!)));
}

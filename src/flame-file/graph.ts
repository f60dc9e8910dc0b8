import { type BoxTree, boxTree, placeBoxes } from '../flame/box-tree.ts';
import type { PageFrames, PageTree, PageType } from './page-data.ts';

/** One tree of a page or a picture, as it is drawn. */
export interface Graph {
  readonly type: Pick<PageType, 'name' | 'unit' | 'total'>;
  readonly boxes: BoxTree;
  /** Per node its frame; -1: the root or a pool. */
  readonly frame: readonly number[];
  /** Pools, and of how many nodes each is; 0: not counted. */
  readonly pools: ReadonlyMap<number, number>;
  /** Where each node begins, in units of width. */
  readonly start: Float64Array;
  readonly leftOut: number;
  /** Values are of both signs: what is left of a profile less another. */
  readonly isSigned: boolean;
}

/** @param labels orders siblings by these instead of by their width */
export function makeGraph(type: Graph['type'], tree: PageTree, labels?: readonly string[]): Graph {
  const boxes = boxTree(tree);
  const pools = new Map<number, number>();
  for (let i = 0; i < tree.pools.length; i += 2) pools.set(tree.pools[i]!, tree.pools[i + 1]!);
  const start = placeBoxes(boxes, labels && ranksByName(tree.frame, labels));
  const isSigned = boxes.baseCum === undefined && tree.own.some((value) => value < 0);
  return { type, boxes, frame: tree.frame, pools, start, leftOut: tree.leftOut, isSigned };
}

/** Pools stay last. */
function ranksByName(frame: readonly number[], labels: readonly string[]): Uint32Array {
  const byLabel = labels.map((_, place) => place);
  byLabel.sort((a, b) => (labels[a]! < labels[b]! ? -1 : labels[a]! > labels[b]! ? 1 : a - b));
  const rankOf = new Uint32Array(labels.length);
  for (const [rank, place] of byLabel.entries()) rankOf[place] = rank;
  return Uint32Array.from(frame, (place) => (place === -1 ? labels.length : rankOf[place]!));
}

/** The names as they are drawn. */
export const labelsOf = ({ label, name }: PageFrames): string[] =>
  label.map((each, place) => (typeof each === 'string' ? each : name[place]!.slice(each)));

/** What boxes have one colour for: the package, namespace or class that the name begins with, else the file. */
export function colorGroupsOf({ label, name, file, files }: PageFrames): string[] {
  return label.map((each, place) => {
    const whole = name[place]!;
    const pathEnd = typeof each === 'number' ? each : 0;
    const wordEnd = whole.slice(pathEnd).search(/[.:]/);
    const path = whole.slice(0, wordEnd > 0 ? pathEnd + wordEnd : pathEnd);
    return path || files[file[place]!]! || whole;
  });
}

/** What the page of a flame graph is given, as JSON. The page's own code is in src/flame-page/. */

export interface PageData {
  /** The profiles that are shown, and those that they are compared with. */
  readonly profiles: readonly string[];
  readonly base: readonly string[];
  /** What a reader must know: filters, what was left out. */
  readonly notes: readonly string[];
  /** Nodes below this share of a tree are in pools. */
  readonly minFraction: number;
  readonly frames: PageFrames;
  readonly types: readonly PageType[];
  /** The place of the type that is shown first. */
  readonly chosen: number;
}

/** One item a frame; control characters of names are visible text already. */
export interface PageFrames {
  readonly name: readonly string[];
  /** How many characters of the name to leave out at its start, or the label where that is no end of the name. */
  readonly label: readonly (number | string)[];
  /** Places in `files`; the empty file is one, too. */
  readonly file: readonly number[];
  readonly files: readonly string[];
  /** Frames that were inlined into their callers. */
  readonly inlined: readonly number[];
}

export interface PageType {
  readonly name: string;
  readonly unit: string;
  /** What shares refer to: the whole profile, of a comparison its base. */
  readonly total: number;
  readonly calls: PageTree;
  readonly callers: PageTree;
}

/** A tree in drawing order, one item a node; the first is the root. */
export interface PageTree {
  readonly depth: readonly number[];
  /** -1: the root, or a pool. */
  readonly frame: readonly number[];
  /** What ends in each node; all of a pool. Beyond 2^53 it is rounded. */
  readonly own: readonly number[];
  /** Of a comparison the base's. */
  readonly ownBase?: readonly number[];
  /** Where it is not |own|. */
  readonly ownWidth?: readonly number[];
  /** Node and number of pooled nodes, one pair after the other; 0: not counted. */
  readonly pools: readonly number[];
  /** How many nodes are in pools. */
  readonly leftOut: number;
}

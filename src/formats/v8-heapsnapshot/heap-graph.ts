import type { SnapshotStrings } from './snapshot-strings.ts';

/** Where the code of an object's constructor stands; all counted from 0 as V8 does. */
export interface CodePlace {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

/** The objects of a heap and what refers to what, one entry a node or an edge. */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly root: number;
  /** Names of types by their numbers, as the file says them. */
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly nodeType: Uint8Array;
  /** Index into `strings`. */
  readonly nodeName: Uint32Array;
  readonly nodeId: Float64Array;
  /** Bytes. */
  readonly selfSize: Float64Array;
  /** 0 unknown, 1 attached to a document, 2 detached; undefined where the file does not say. */
  readonly detachedness: Uint8Array | undefined;
  /** Edges of node n: firstEdge[n] ..< firstEdge[n + 1]. */
  readonly firstEdge: Uint32Array;
  readonly edgeType: Uint8Array;
  /** Index into `strings`, or for elements and hidden edges a number. */
  readonly edgeName: Uint32Array;
  /** The node that an edge leads to. */
  readonly edgeTo: Uint32Array;
  /** By node, where it is known. */
  readonly places: ReadonlyMap<number, CodePlace>;
  readonly strings: SnapshotStrings;
}

/** The number of a type; a number that no node has where this V8 does not know it. */
export function typeNumber(types: readonly string[], name: string): number {
  const number = types.indexOf(name);
  return number === -1 ? NO_TYPE : number;
}

/** Numbers of types are one byte, and all that V8 has are below 20. */
const NO_TYPE = 255;
export const MAX_TYPES = 255;

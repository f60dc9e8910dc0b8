/** The frames of a flame graph: what its boxes are called, and which of them a location stands for. */
import { buildNodes, type NodeOptions, type NodeTable, printableName } from '../profile/graph-nodes.ts';
import type { Profile } from '../profile/profile.ts';
import { shortenName } from '../profile/shorten-name.ts';

/** The frame of a tree's root, which is none. */
export const NO_FRAME = 0xffff_ffff;

/** Plain data: it can be sent from thread to thread. */
export interface FrameColumns {
  readonly count: number;
  /** The whole name; a file or `[binary]` where no function is known. */
  readonly name: readonly string[];
  /** 1 where a function is known. */
  readonly isFunction: Uint8Array;
  /** The function alone, without a line; the file or `[binary]` where none is known. */
  readonly functionName: readonly string[];
  /** The source file, or empty. */
  readonly file: readonly string[];
  /** Line of the frame's place where lines are told apart, else 0. */
  readonly line: BigInt64Array;
  /** Where the function begins; 0 where that is not known. */
  readonly startLine: BigInt64Array;
  /** 1: inlined into its caller. A function called in both ways is two frames, as in pprof's own flame graph. */
  readonly isInlined: Uint8Array;
  /** Frames of location i, outermost first: locationFrame[locationOffset[i] ..< locationOffset[i + 1]]. */
  readonly locationOffset: Uint32Array;
  readonly locationFrame: Uint32Array;
}

export interface FrameTable extends FrameColumns {
  /** The place of each frame in the order of names. */
  readonly rank: Uint32Array;
  /** The name as it is drawn, without import paths, packages, namespaces. */
  label(frame: number): string;
}

export function frameTable(columns: FrameColumns): FrameTable {
  // Few of many frames are drawn.
  const labels: string[] = [];
  let rank: Uint32Array | undefined;
  return {
    ...columns,
    get rank() {
      rank ??= ranks(columns.name);
      return rank;
    },
    label: (frame) => {
      labels[frame] ??= frameLabel(columns, frame);
      return labels[frame];
    },
  };
}

/** Default granularity: filefunctions, as pprof's own flame graph has it. */
export function buildFrames(profile: Profile, options: NodeOptions = {}): FrameTable {
  return frameTable(frameColumns(profile, options));
}

export function frameColumns(profile: Profile, options: NodeOptions = {}): FrameColumns {
  const nodes = buildNodes(profile, { ...options, granularity: options.granularity ?? 'filefunctions' });
  const { locationOffset } = nodes;
  const frameOf = new Int32Array(2 * nodes.count).fill(-1);
  const nodeOf: number[] = [];
  const isInlined: number[] = [];
  const startLine: bigint[] = [];
  const locationFrame = new Uint32Array(nodes.locationNode.length);
  for (let l = 0; l + 1 < locationOffset.length; l++) {
    const start = locationOffset[l]!;
    const last = locationOffset[l + 1]! - 1;
    for (let n = last; n >= start; n--) {
      const inlined = n === last ? 0 : 1;
      const key = 2 * nodes.locationNode[n]! + inlined;
      if (frameOf[key] === -1) {
        frameOf[key] = nodeOf.push(nodes.locationNode[n]!) - 1;
        isInlined.push(inlined);
        startLine.push(startLineOf(profile, l, last - n));
      }
      locationFrame[start + last - n] = frameOf[key]!;
    }
  }
  const name = nodeOf.map((node) => frameName(nodes, node));
  return {
    count: nodeOf.length,
    name,
    isFunction: Uint8Array.from(nodeOf, (node) => (nodes.name[node] === '' ? 0 : 1)),
    functionName: nodeOf.map((node, frame) => nodes.name[node] || name[frame]!),
    file: nodeOf.map((node) => nodes.file[node]!),
    line: BigInt64Array.from(nodeOf, (node) => nodes.line[node]!),
    startLine: BigInt64Array.from(startLine),
    isInlined: Uint8Array.from(isInlined),
    locationOffset,
    locationFrame,
  };
}

/** Of the function of a location's line, counted from the outermost. */
function startLineOf({ locations, functions }: Profile, location: number, place: number): bigint {
  const line = locations.lineOffset[location + 1]! - 1 - place;
  return line < locations.lineOffset[location]! ? 0n : functions.startLine[locations.lineFunction[line]!]!;
}

/** Files are told apart, but not part of a function's name. */
function frameName(nodes: NodeTable, node: number): string {
  return nodes.name[node] === '' ? printableName(nodes, node) : placed(nodes.name[node]!, nodes, node);
}

function frameLabel({ name, functionName, isFunction, file }: FrameColumns, frame: number): string {
  const whole = name[frame]!;
  // What follows the function's name is its place.
  if (isFunction[frame] === 1) {
    return shortenName(functionName[frame]!) + whole.slice(functionName[frame]!.length);
  }
  return file[frame] === '' ? whole : whole.slice(whole.lastIndexOf('/') + 1);
}

/** Lines and columns tell frames of one function apart where the granularity has them. */
function placed(name: string, nodes: NodeTable, node: number): string {
  const line = nodes.line[node]!;
  const column = nodes.column[node]!;
  if (line === 0n) return name;
  return column === 0n ? `${name}:${line}` : `${name}:${line}:${column}`;
}

function ranks(names: readonly string[]): Uint32Array {
  const order = Array.from(names, (_, frame) => frame);
  order.sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
  const rank = new Uint32Array(names.length);
  for (const [place, frame] of order.entries()) rank[frame] = place;
  return rank;
}

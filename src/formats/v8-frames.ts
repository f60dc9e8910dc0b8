/** A profile's functions as V8's call frames: what every V8 format that we write is made of. */
import { type LocationTable, NO_MAPPING, type Profile } from '../profile/profile.ts';
import type { V8CallFrame } from './v8-call-frame.ts';

/** A call frame as V8 writes it. */
export interface WrittenCallFrame extends V8CallFrame {
  /** V8's number of a script. One a file, for readers tell functions apart by it. */
  readonly scriptId: string;
}

export interface V8Frames {
  readonly frames: readonly WrittenCallFrame[];
  /** Frames of location l: frameOffset[l] ..< frameOffset[l + 1], the innermost first. */
  readonly frameOffset: Uint32Array;
  /** Index into `frames`. */
  readonly frame: Uint32Array;
  /** Beside each frame: the line that ran, from 1, where it is another than the function's first; else 0. */
  readonly ranLine: Float64Array;
}

/**
 * The call frames of all locations. V8 names a function's own place, not the line that ran: lines of one function fall
 * together. A location without functions is named by its address.
 */
export function v8Frames(profile: Profile): V8Frames {
  const { locations } = profile;
  const table = new FrameTable(profile);
  const frameOffset = new Uint32Array(locations.count + 1);
  const frame: number[] = [];
  const ranLine: number[] = [];
  for (let l = 0; l < locations.count; l++) {
    const first = locations.lineOffset[l]!;
    const end = locations.lineOffset[l + 1]!;
    for (let i = first; i < end; i++) {
      frame.push(table.ofLine(i));
      ranLine.push(otherLine(profile, i));
    }
    if (first === end) {
      frame.push(table.ofAddress(l));
      ranLine.push(0);
    }
    frameOffset[l + 1] = frame.length;
  }
  return {
    frames: table.frames,
    frameOffset,
    frame: Uint32Array.from(frame),
    ranLine: Float64Array.from(ranLine),
  };
}

class FrameTable {
  readonly frames: WrittenCallFrame[] = [];
  readonly #profile: Profile;
  readonly #byKey = new Map<string, number>();
  readonly #scripts = new Map<string, string>([['', '0']]);

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  /** The frame of a line of a location. */
  ofLine(i: number): number {
    const { functions, locations, strings } = this.#profile;
    const f = locations.lineFunction[i]!;
    const name = strings.get(functions.name[f]!) || strings.get(functions.systemName[f]!);
    return this.#intern({
      functionName: name === '(anonymous)' ? '' : name,
      url: fileUrl(strings.get(functions.filename[f]!)),
      lineNumber: Number(functions.startLine[f]!) - 1,
      columnNumber: ownColumn(locations, i, functions.startLine[f]!) - 1,
    });
  }

  /** The frame of a location of which no function is known. */
  ofAddress(l: number): number {
    const { locations, mappings } = this.#profile;
    const mapping = locations.mapping[l]!;
    return this.#intern({
      functionName: `0x${locations.address[l]!.toString(16)}`,
      url: mapping === NO_MAPPING ? '' : mappings[mapping]!.file,
      lineNumber: -1,
      columnNumber: -1,
    });
  }

  #intern(frame: V8CallFrame): number {
    const key = JSON.stringify([frame.functionName, frame.url, frame.lineNumber, frame.columnNumber]);
    let index = this.#byKey.get(key);
    if (index === undefined) {
      index = this.frames.push({ ...frame, scriptId: this.#scriptId(frame.url) }) - 1;
      this.#byKey.set(key, index);
    }
    return index;
  }

  #scriptId(url: string): string {
    let id = this.#scripts.get(url);
    if (id === undefined) {
      id = String(this.#scripts.size);
      this.#scripts.set(url, id);
    }
    return id;
  }
}

/** A column belongs to the function's place where its line does: so V8's own profiles have it. */
function ownColumn({ line, column }: LocationTable, i: number, startLine: bigint): number {
  return startLine > 0n && line[i] === startLine ? Number(column[i]!) : 0;
}

function otherLine({ functions, locations }: Profile, i: number): number {
  const line = locations.line[i]!;
  return line > 0n && line !== functions.startLine[locations.lineFunction[i]!]! ? Number(line) : 0;
}

/** The inverse of how V8's URLs become paths; what would not come back as it is stays. */
function fileUrl(path: string): string {
  const isDrive = /^[a-zA-Z]:\//.test(path);
  if (!isDrive && (!path.startsWith('/') || /^\/[a-zA-Z]:\//.test(path))) return path;
  if (!path.isWellFormed()) return path;
  const url = encodeURI(path).replace(/[?#]/g, (mark) => (mark === '?' ? '%3F' : '%23'));
  return isDrive ? `file:///${url}` : `file://${url}`;
}

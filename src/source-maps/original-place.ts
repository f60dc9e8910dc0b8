import {
  decodedMappings,
  originalPositionFor,
  type SourceMapSegment,
  type TraceMap,
} from '@jridgewell/trace-mapping';

/** A function as V8 names it; line and column from 1. */
export interface FunctionPlace {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** The same function in what was written by hand. */
export interface OriginalPlace extends FunctionPlace {
  readonly source: string;
}

/** The lines of the script that the map is of, where there is one. */
export type ScriptLines = (line: number) => string | undefined;

/** How far before a function its name may stand. */
const MAX_SEGMENTS = 64;

/**
 * Where a function was before it was compiled; undefined where the map does not say. A function's place is, in V8, where
 * its parameters begin. Its name is the original one of the identifier that it was declared by or assigned to, which
 * stands before that; where no such identifier has another name in the map, the name in the script stays.
 */
export function originalPlace(
  map: TraceMap,
  place: FunctionPlace,
  lines: ScriptLines,
): OriginalPlace | undefined {
  const { source, line, column } = originalPositionFor(map, { line: place.line, column: place.column - 1 });
  // Maps come from anywhere: their numbers may lead out of their own lists.
  if (typeof source !== 'string' || !isPlace(line, 1) || !isPlace(column, 0)) return undefined;
  return { source, line, column: column + 1, name: originalName(map, place, lines) ?? place.name };
}

function originalName(map: TraceMap, place: FunctionPlace, lines: ScriptLines): string | undefined {
  if (map.names.length === 0) return undefined;
  const segments = decodedMappings(map)[place.line - 1] ?? [];
  const text = lines(place.line);
  const last = lastBefore(segments, place.column - 1);
  for (let i = last; i >= 0 && i > last - MAX_SEGMENTS; i--) {
    const segment = segments[i]!;
    const isName =
      text === undefined
        ? segment[0] + place.name.length === place.column - 1
        : declares(text, segment[0], place.name);
    if (!isName) continue;
    const name: unknown = segment.length === 5 ? map.names[segment[4]] : undefined;
    return typeof name === 'string' && name !== '' ? name : undefined;
  }
  return undefined;
}

function isPlace(value: number | null, least: number): value is number {
  return Number.isSafeInteger(value) && value! >= least;
}

/** The last segment that begins at or before a column. */
function lastBefore(segments: readonly SourceMapSegment[], column: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (segments[middle]![0] <= column) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether the identifier at a column is a name given to a function: `function a(`, `class a`, `a=`. */
function declares(text: string, column: number, name: string): boolean {
  if (name === '' || !text.startsWith(name, column)) return false;
  const before = text.slice(Math.max(0, column - 12), column);
  const after = text.slice(column + name.length, column + name.length + 8);
  if (/[\w$]$/.test(before) || /^[\w$]/.test(after)) return false;
  return /(?:function|class|\*)\s*$/.test(before) || /^\s*=(?![=>])/.test(after);
}

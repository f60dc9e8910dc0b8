/**
 * A walk over JSON text that builds nothing: finds the keys of the outermost object, and measures what a parser would
 * have to build before it is let loose on the file.
 */

export interface TopLevelKey {
  readonly name: string;
  /** Offset of the first byte after the colon. */
  readonly valueAt: number;
}

export interface JsonSize {
  /** Objects and arrays. */
  readonly containers: number;
  /** Elements and members, about. */
  readonly values: number;
  readonly depth: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MAX_KEY_BYTES = 64;

/** The keys of the outermost object in the file's order, up to and with the first of `until`. Malformed text gives what was found. */
export function topLevelKeys(bytes: Uint8Array, until: readonly string[]): TopLevelKey[] {
  const keys: TopLevelKey[] = [];
  let depth = 0;
  let name: string | undefined;
  let isKeyNext = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (depth === 1 && isKeyNext) name = shortText(bytes, at + 1, end);
      isKeyNext = false;
      at = end;
    } else if (isOpening(byte)) depth++;
    else if (isClosing(byte)) depth--;
    else if (depth === 1 && byte === COMMA) isKeyNext = true;
    else if (depth === 1 && byte === COLON && name !== undefined) {
      keys.push({ name, valueAt: at + 1 });
      if (until.includes(name)) break;
      name = undefined;
    }
  }
  return keys;
}

/** What parsing this text would build, counted in one pass. */
export function measureJson(bytes: Uint8Array): JsonSize {
  let containers = 0;
  let values = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA) values++;
    else if (isOpening(byte)) {
      containers++;
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (isClosing(byte)) depth--;
  }
  return { containers, values: values + containers, depth: deepest };
}

/** The first place after the object, list or string that begins at or after `start`; the text's end where it has none. */
export function endOfValue(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (isOpening(byte)) depth++;
    else if (isClosing(byte)) depth--;
    else continue;
    if (depth <= 0) return at + 1;
  }
  return bytes.length;
}

/** The place of the closing quote of a string that begins at `start`, or the end of the text. */
export function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

function shortText(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + MAX_KEY_BYTES)));
}

/** `{` and `[` differ in one bit, as `}` and `]` do. */
function isOpening(byte: number): boolean {
  return (byte & 0xdf) === 0x5b;
}

function isClosing(byte: number): boolean {
  return (byte & 0xdf) === 0x5d;
}

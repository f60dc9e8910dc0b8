import { ProfError } from '../../kit/errors.ts';

/** The start of every name in the store's folders that is not a profile: sidecars and files being written. */
const HIDDEN = '.';
const SIDECAR_END = '.meta.json';
const LOCK_END = '.lock';
const MAX_NAME_BYTES = 255 - HIDDEN.length - SIDECAR_END.length;
const MAX_KEY_BYTES = 1024;

/** The folder segments and the file name of a key. */
export interface KeyPath {
  readonly folders: readonly string[];
  readonly name: string;
}

/**
 * The one way from a key to a path: every segment must be a plain visible name, so the path cannot leave the root.
 * @throws ProfError BAD_DATA for any other key.
 */
export function splitKey(key: string): KeyPath {
  const segments = key.split('/');
  const problem =
    Buffer.byteLength(key) > MAX_KEY_BYTES
      ? 'is longer than 1024 bytes'
      : segments.map(problemOf).find(Boolean);
  if (problem) {
    throw new ProfError('BAD_DATA', `not a key of a folder store: ${key.slice(0, 200)}`, {
      hints: [`it ${problem}`],
      details: { key },
    });
  }
  return { folders: segments.slice(0, -1), name: segments.at(-1)! };
}

/** The one way back: whether a name found on disk is part of a key. Hidden, undecodable and odd names are not. */
export function isKeySegment(name: string): boolean {
  return problemOf(name) === undefined;
}

export function sidecarName(name: string): string {
  return `${HIDDEN}${name}${SIDECAR_END}`;
}

/** Who has made this file may replace the profile. */
export function lockName(name: string): string {
  return `${HIDDEN}${name}${LOCK_END}`;
}

export function isLockName(name: string): boolean {
  return name.startsWith(HIDDEN) && name.endsWith(LOCK_END);
}

/** The name of the profile that a sidecar belongs to, or undefined if the name is no sidecar's. */
export function profileOfSidecar(name: string): string | undefined {
  const is = name.startsWith(HIDDEN) && name.endsWith(SIDECAR_END);
  const profile = is ? name.slice(HIDDEN.length, -SIDECAR_END.length) : '';
  return isKeySegment(profile) ? profile : undefined;
}

function problemOf(segment: string): string | undefined {
  if (segment === '') return 'has an empty segment';
  if (segment.startsWith(HIDDEN)) return 'has a segment that starts with a dot';
  if (/[\0\\]/.test(segment)) return 'holds a NUL or a backslash';
  // Bytes of a file name that are not UTF-8 arrive as U+FFFD: such a name cannot be opened again.
  if (/[\ud800-\udfff]/u.test(segment) || segment.includes('\ufffd')) return 'is not valid UTF-8';
  if (Buffer.byteLength(segment) > MAX_NAME_BYTES) return `has a segment longer than ${MAX_NAME_BYTES} bytes`;
  return undefined;
}

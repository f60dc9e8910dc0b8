import { Buffer } from 'node:buffer';
import { posix } from 'node:path';

const MARKS = ['//# sourceMappingURL=', '//@ sourceMappingURL='];

export type MapComment =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string };

/**
 * Where a script says that its map is: in the comment itself, or in a file beside it. Addresses on the network are
 * nothing to us.
 */
export function findMapComment(script: string, scriptPath: string): MapComment | undefined {
  const at = Math.max(...MARKS.map((mark) => script.lastIndexOf(mark)));
  if (at === -1) return undefined;
  const url = firstWord(script, at + MARKS[0]!.length);
  if (url.startsWith('data:')) return inlineMap(url);
  if (url === '' || /^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('/')) return undefined;
  const path = decoded(url.replace(/[?#].*$/, ''));
  return path === undefined ? undefined : { kind: 'file', path: posix.join(posix.dirname(scriptPath), path) };
}

function firstWord(text: string, from: number): string {
  let end = from;
  while (end < text.length && text.charCodeAt(end) > 0x20) end++;
  return text.slice(from, end);
}

function inlineMap(url: string): MapComment | undefined {
  const comma = url.indexOf(',');
  if (comma === -1) return undefined;
  if (url.slice(0, comma).endsWith(';base64')) {
    return { kind: 'inline', bytes: Buffer.from(url.slice(comma + 1), 'base64') };
  }
  const text = decoded(url.slice(comma + 1));
  return text === undefined ? undefined : { kind: 'inline', bytes: Buffer.from(text) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

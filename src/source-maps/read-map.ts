import { decodedMappings, FlattenMap, type SourceMapInput, type TraceMap } from '@jridgewell/trace-mapping';
import { decodeUtf8 } from '../profile/utf8.ts';

/** A script's map, and the script where it was found. */
export interface ScriptMap {
  readonly map: TraceMap;
  /** What the map itself calls the script; empty where it does not. */
  readonly scriptName: string;
}

/**
 * A source map (https://tc39.es/ecma426/), also one of sections.
 * @param path where it, or for an inline map the script, lies: its sources are named from there.
 * @returns undefined for what is no source map. The reason is not told: a parser quotes what it read, and the path may
 * come from a stranger's profile.
 */
export function readMap(bytes: Uint8Array, path: string): ScriptMap | undefined {
  // Some servers put a line before JSON, so that it is no script.
  const text = decodeUtf8(bytes).replace(/^\ufeff?\)\]\}'[^\n]*\n/, '');
  try {
    const map = new FlattenMap(JSON.parse(text) as SourceMapInput, fileUrl(path));
    if (!Array.isArray(map.names)) return undefined;
    // Read now, so that what is wrong with them is found here.
    decodedMappings(map);
    return { map, scriptName: typeof map.file === 'string' ? map.file : '' };
  } catch {
    return undefined;
  }
}

/** The path of a `file:` URL, as profiles have it; other addresses of sources (webpack://…) stay. */
export function sourcePath(source: string): string {
  if (!source.startsWith('file:///')) return source;
  const path = source.slice('file://'.length);
  try {
    const decoded = decodeURIComponent(path);
    return /^\/[a-zA-Z]:\//.test(decoded) ? decoded.slice(1) : decoded;
  } catch {
    return path;
  }
}

function fileUrl(path: string): string {
  const absolute = path.startsWith('/') ? path : `/${path.replaceAll('\\', '/')}`;
  const url = absolute.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return `file://${url.replace(/^\/([a-zA-Z])%3A\//, '/$1:/')}`;
}

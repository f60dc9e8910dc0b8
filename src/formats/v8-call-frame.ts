import type { ProfileBuilder } from '../profile/builder.ts';
import { isObject, type JsonObject, wrongValue } from './json-document.ts';

/** A function as V8 names it (https://chromedevtools.github.io/devtools-protocol/v8/Runtime/#type-CallFrame). */
export interface V8CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** Where the function begins; 0-based, -1 for what has no source. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** @param pathOf names the frame's place in the file, for messages. @throws ProfError BAD_PROFILE */
export function readCallFrame(value: unknown, pathOf: () => string): V8CallFrame {
  if (!isObject(value)) throw wrongValue(pathOf(), 'is not an object');
  return {
    functionName: readText(value, 'functionName', pathOf),
    url: readText(value, 'url', pathOf),
    lineNumber: readPlace(value, 'lineNumber', pathOf),
    columnNumber: readPlace(value, 'columnNumber', pathOf),
  };
}

function readText(frame: JsonObject, key: string, pathOf: () => string): string {
  const value = frame[key] ?? '';
  if (typeof value !== 'string') throw wrongValue(`${pathOf()}.${key}`, 'is not a string');
  return value;
}

function readPlace(frame: JsonObject, key: string, pathOf: () => string): number {
  const value = frame[key] ?? -1;
  if (Number.isSafeInteger(value)) return value as number;
  throw wrongValue(`${pathOf()}.${key}`, 'is not a whole number');
}

/**
 * The location of a frame. Its line is where the function begins, 1-based as everywhere outside of V8, for that is the
 * place that V8 gives a frame. The system name stays empty: it marks names as final, so that `[Symbol.iterator]` is
 * not taken for a template argument and cut away.
 */
export function addV8Location(builder: ProfileBuilder, frame: V8CallFrame): number {
  const line = Math.max(0, frame.lineNumber + 1);
  const fn = builder.addFunction({
    name: frame.functionName === '' ? '(anonymous)' : frame.functionName,
    systemName: '',
    filename: filePath(frame.url),
    startLine: line,
  });
  return builder.addLocation({
    lines: [{ function: fn, line, column: line === 0 ? 0 : Math.max(0, frame.columnNumber + 1) }],
  });
}

/**
 * `file:` URLs become paths, so that a module is one file whether it was imported (V8 then says `file:///app/x.js`) or
 * required (`/app/x.js`), and so that its source is found. Everything else stays as it is.
 */
function filePath(url: string): string {
  if (!url.startsWith('file:///')) return url;
  const path = url.slice('file://'.length);
  try {
    const decoded = decodeURIComponent(path);
    return /^\/[a-zA-Z]:\//.test(decoded) ? decoded.slice(1) : decoded;
  } catch {
    return path;
  }
}

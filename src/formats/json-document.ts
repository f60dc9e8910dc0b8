import { ProfError } from '../kit/errors.ts';
import { type DecodeLimits, limitExceeded } from '../profile/limits.ts';
import { decodeUtf8 } from '../profile/utf8.ts';
import { measureJson } from './json-scan.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The longest text that the engine can hold. */
const MAX_TEXT_BYTES = 2 ** 29 - 32;

/**
 * The outermost object of a JSON file, measured against the limits before anything is built from it.
 * @param title what the file should be, for messages: "a V8 CPU profile".
 * @throws ProfError BAD_PROFILE with the parser's reason and the offset, LIMIT.
 */
export function parseJsonObject(bytes: Uint8Array, title: string, limits: DecodeLimits): JsonObject {
  requireParsable(bytes, limits);
  const text = decodeUtf8(bytes).replace(/^\ufeff/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message;
    const position = /at position (\d+)/.exec(reason)?.[1];
    const offset = position === undefined ? undefined : Number(position);
    throw new ProfError('BAD_PROFILE', `${title} that is not valid JSON: ${reason}`, {
      details: { reason, ...(offset === undefined ? {} : { offset }) },
      cause: error,
    });
  }
  if (isObject(value)) return value;
  throw new ProfError('BAD_PROFILE', `${title} is a JSON object, and this file is none`);
}

function requireParsable(bytes: Uint8Array, limits: DecodeLimits): void {
  const most = Math.min(limits.decodedBytes, MAX_TEXT_BYTES);
  if (bytes.length > most) throw limitExceeded('decodedBytes', most, `profile of ${bytes.length} bytes`);
  const { containers, values, depth } = measureJson(bytes);
  if (containers > limits.tableEntries) {
    throw limitExceeded('tableEntries', limits.tableEntries, `profile of ${containers} JSON objects`);
  }
  if (values > 4 * limits.samples) {
    throw limitExceeded('samples', limits.samples, `profile of ${values} JSON values, over four a sample,`);
  }
  // A call takes two levels where children stand inside their callers: the object and its list of children.
  if (depth > 2 * limits.stackFrames + 8) {
    throw limitExceeded('stackFrames', limits.stackFrames, `JSON nested ${depth} deep`);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The error for a value that is not what its place asks for: `nodes[3].hitCount is not a number`. */
export function wrongValue(path: string, problem: string): ProfError {
  return new ProfError('BAD_PROFILE', `malformed profile: ${path} ${problem}`, { details: { path } });
}

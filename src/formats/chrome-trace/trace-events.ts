import { ProfError } from '../../kit/errors.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { type JsonObject, parseJsonObject } from '../json-document.ts';
import { endOfString, measureJson, topLevelKeys } from '../json-scan.ts';

export interface TraceEvent {
  readonly event: JsonObject;
  /** Its place in the list, for messages. */
  readonly index: number;
}

const QUOTE = 0x22;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const TITLE = 'a Chrome trace';

/**
 * The events of these names, in the file's order; all others are passed over unread, for traces are long and CPU
 * samples a small part of them. The file is `{"traceEvents":[…]}` or the bare list, and the list need not end: a program
 * that crashed leaves it open.
 * @throws ProfError BAD_PROFILE with the offset of what is wrong, also where the file ends inside an event; LIMIT.
 */
export function* traceEvents(
  bytes: Uint8Array,
  names: readonly string[],
  limits: DecodeLimits,
): Generator<TraceEvent> {
  let at = skipSpace(bytes, startOfList(bytes) + 1);
  const budget = new Budget(limits);
  for (let index = 0; at < bytes.length && bytes[at] !== CLOSE_LIST; index++) {
    if (index > 0) {
      if (bytes[at] !== COMMA) throw malformed('a comma and an event should be', at, index);
      at = skipSpace(bytes, at + 1);
      // Writers that add events one by one leave a comma behind.
      if (at >= bytes.length || bytes[at] === CLOSE_LIST) return;
    }
    if (bytes[at] !== OPEN) throw malformed('an event should begin', at, index);
    const { end, name } = scanEvent(bytes, at, index);
    if (name !== undefined && names.includes(name)) {
      const part = bytes.subarray(at, end);
      budget.take(part);
      yield { event: parseEvent(part, at, index, limits), index };
    }
    at = skipSpace(bytes, end);
  }
}

function startOfList(bytes: Uint8Array): number {
  const first = skipSpace(bytes, 0);
  if (bytes[first] === OPEN_LIST) return first;
  const key = topLevelKeys(bytes, ['traceEvents']).find(({ name }) => name === 'traceEvents');
  const at = key === undefined ? -1 : skipSpace(bytes, key.valueAt);
  if (bytes[at] !== OPEN_LIST) throw new ProfError('BAD_PROFILE', `${TITLE} without a list of traceEvents`);
  return at;
}

/** The end of an event, and the text of its `name` as it stands in the file. */
function scanEvent(
  bytes: Uint8Array,
  start: number,
  index: number,
): { end: number; name: string | undefined } {
  let depth = 0;
  let key: string | undefined;
  let isKeyNext = true;
  let name: string | undefined;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (depth === 1 && isKeyNext) key = shortText(bytes, at + 1, end);
      else if (depth === 1 && key === 'name') name = shortText(bytes, at + 1, end);
      at = end;
    } else if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE || byte === CLOSE_LIST) {
      if (--depth === 0) return { end: at + 1, name };
    } else if (depth === 1 && byte === COMMA) isKeyNext = true;
    else if (depth === 1 && byte === COLON) isKeyNext = false;
  }
  throw malformed('the file ends inside the event that begins', start, index);
}

const MAX_NAME_BYTES = 32;

/** A string's beginning, enough to tell the names that are looked for from all others. */
function shortText(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + MAX_NAME_BYTES)));
}

function parseEvent(part: Uint8Array, at: number, index: number, limits: DecodeLimits): JsonObject {
  try {
    return parseJsonObject(part, TITLE, limits);
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    const offset = at + (typeof error.details.offset === 'number' ? error.details.offset : 0);
    const message = `traceEvents[${index}] (offset ${at}): ${error.message}`;
    throw new ProfError(error.code, message, {
      hints: error.hints,
      details: { ...error.details, offset, path: `traceEvents[${index}]` },
      cause: error,
    });
  }
}

/** What all events together may make a parser build; one alone is measured where it is parsed. */
class Budget {
  readonly #limits: DecodeLimits;
  #containers = 0;
  #values = 0;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  /** @throws ProfError LIMIT */
  take(part: Uint8Array): void {
    const { containers, values } = measureJson(part);
    this.#containers += containers;
    this.#values += values;
    const { tableEntries, samples } = this.#limits;
    if (this.#containers > tableEntries) {
      throw limitExceeded('tableEntries', tableEntries, `trace of over ${tableEntries} JSON objects`);
    }
    if (this.#values > 4 * samples) {
      throw limitExceeded('samples', samples, 'trace of too many samples');
    }
  }
}

function skipSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  if (next === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) next = 3;
  while (bytes[next]! <= 0x20) next++;
  return next;
}

function malformed(problem: string, offset: number, index: number): ProfError {
  return new ProfError('BAD_PROFILE', `malformed trace: ${problem} at offset ${offset}`, {
    details: { offset, path: `traceEvents[${index}]` },
  });
}

import { parseDuration } from './duration.ts';

export const DAY_MS = 86_400_000;

export interface WhenOptions {
  readonly nowMs: number;
  /** Which instant of a whole day is meant. */
  readonly edge: 'first' | 'last';
}

/** What `parseWhen` takes, for messages. */
export const WHEN_FORMS =
  '2024-01-15, 20240115-120000, 2024-01-15T12:00:00Z, yesterday, today, now, -3h, now-3h';

const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?([Zz]|[+-]\d{2}:?\d{2})?$/;
const STAMP = /^(\d{4})(\d{2})(\d{2})-?(\d{2})(\d{2})(\d{2})$/;
const AGO = /^(?:now-|-)?([\d.].*)$/;

/**
 * A moment as people write it, in milliseconds since 1970: a day, a stamp, RFC 3339 (UTC where it carries no zone),
 * `yesterday`, `today`, `now`, and how long ago: `-3h`, `now-3h`, `3h`. Undefined if the text is none of these.
 */
export function parseWhen(text: string, options: WhenOptions): number | undefined {
  const { nowMs } = options;
  const word = text.toLowerCase();
  if (word === 'now') return nowMs;
  if (word === 'today') return edgeOfDay(startOfDayMs(nowMs), options);
  if (word === 'yesterday') return edgeOfDay(startOfDayMs(nowMs) - DAY_MS, options);
  const day = parseDay(text);
  if (day !== undefined) return edgeOfDay(day, options);
  const stamp = STAMP.exec(text);
  if (stamp) return utcMs(stamp.slice(1).map(Number));
  const dateTime = DATE_TIME.exec(text);
  if (dateTime) return dateTimeMs(dateTime);
  const agoMs = parseDuration(AGO.exec(text)?.[1] ?? '');
  return agoMs === undefined ? undefined : nowMs - agoMs;
}

/** `YYYY-MM-DD` as its first instant in UTC; undefined if the text is no such day. */
export function parseDay(text: string): number | undefined {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return day ? utcMs(day.slice(1).map(Number)) : undefined;
}

/** The UTC day of a moment, `YYYY-MM-DD`. */
export function formatDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

export function startOfDayMs(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS) * DAY_MS;
}

/** Year, month from 1, day[, hour, minute, second] as milliseconds; undefined for the 31st of February. */
export function utcMs(fields: readonly number[]): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  if (year < 1970 || !Number.isFinite(ms)) return undefined;
  const date = new Date(ms);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return same && minute < 60 && second < 60 ? ms : undefined;
}

function edgeOfDay(startMs: number, options: WhenOptions): number {
  return options.edge === 'first' ? startMs : startMs + DAY_MS - 1;
}

function dateTimeMs(found: RegExpExecArray): number | undefined {
  const fields = found.slice(1, 7).map((field) => Number(field ?? 0));
  const ms = utcMs(fields);
  if (ms === undefined) return undefined;
  const fractionMs = Math.floor(Number(`0.${found[7] ?? '0'}`) * 1000);
  const zone = /^([+-])(\d{2}):?(\d{2})$/.exec(found[8] ?? 'Z');
  if (!zone) return ms + fractionMs;
  const offsetMs = (Number(zone[2]) * 60 + Number(zone[3])) * 60_000;
  if (Number(zone[3]) > 59 || offsetMs > DAY_MS) return undefined;
  return ms + fractionMs - (zone[1] === '-' ? -offsetMs : offsetMs);
}

/** The TZ rules of POSIX (`CET-1CEST,M3.5.0,M10.5.0/3`), with the extensions of RFC 9636. */
import type { ZoneMoment } from './time-zone.ts';

const NAME = `(?:<([^>]*)>|([^0-9,+<-][^0-9,+-]{2,}))`;
const OFFSET = `([+-]?[0-9]+(?::[0-9]+){0,2})`;
const DATE = String.raw`(J[0-9]+|[0-9]+|M[0-9]+\.[0-9]+\.[0-9]+)(?:/${OFFSET})?`;
const RULE = new RegExp(`^${NAME}${OFFSET}(?:,.*|${NAME}${OFFSET}?(?:[,;]${DATE},${DATE})?)?$`, 's');

/** Undefined: the rule is not one. */
export function posixZoneAt(rule: string, unixSeconds: number): ZoneMoment | undefined {
  const parts = RULE.exec(rule);
  if (parts === null) return undefined;
  const [, stdQuoted, stdPlain, stdText, dstQuoted, dstPlain, dstText, ...dates] = parts;
  // The rule says what to add to local time; offsets say what to add to UTC.
  const standard = {
    abbreviation: stdQuoted ?? stdPlain ?? '',
    offsetSeconds: 0 - parseOffset(stdText!),
  };
  const dstName = dstQuoted ?? dstPlain;
  if (dstName === undefined) return standard;
  const summer = {
    abbreviation: dstName,
    offsetSeconds: dstText === undefined ? standard.offsetSeconds + 3600 : 0 - parseOffset(dstText),
  };
  const [startDate = 'M3.2.0', startTime, endDate = 'M11.1.0', endTime] = dates;
  const year = new Date(unixSeconds * 1000).getUTCFullYear();
  const inYear = unixSeconds - Date.UTC(year, 0, 1) / 1000;
  const start = secondsIntoYear(year, startDate, startTime) - standard.offsetSeconds;
  const end = secondsIntoYear(year, endDate, endTime) - summer.offsetSeconds;
  const isSummer = start <= end ? inYear >= start && inYear < end : !(inYear >= end && inYear < start);
  return isSummer ? summer : standard;
}

/** `-1`, `5:45`, `10:30:15` in seconds. */
function parseOffset(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  const magnitude = hours * 3600 + minutes * 60 + seconds;
  return text.startsWith('-') ? -magnitude : magnitude;
}

const DAY = 86_400;

function secondsIntoYear(year: number, date: string, time = '2'): number {
  return dayOfYear(year, date) * DAY + parseOffset(time);
}

/** Counted from 0. */
function dayOfYear(year: number, date: string): number {
  const startOfYear = Date.UTC(year, 0, 1);
  if (date.startsWith('J')) {
    const day = Number(date.slice(1)) - 1;
    const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    return isLeap && day >= 59 ? day + 1 : day;
  }
  if (!date.startsWith('M')) return Number(date);
  const [month = 1, week = 1, weekday = 0] = date.slice(1).split('.').map(Number);
  const first = Date.UTC(year, month - 1, 1);
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let day = (weekday - new Date(first).getUTCDay() + 7) % 7;
  for (let w = 1; w < week && day + 7 < daysInMonth; w++) day += 7;
  return (first - startOfYear) / (DAY * 1000) + day;
}

/** Moments and durations in the forms that Go prints them. */
import type { TimeZone } from './time-zone.ts';

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');

interface LocalMoment {
  /** `2006-01-02 15:04:05` */
  readonly clock: string;
  readonly abbreviation: string;
  /** `-0700` */
  readonly offset: string;
  readonly nanos: number;
}

function localMoment(unixNanos: bigint, zone: TimeZone): LocalMoment {
  const nanos = Number(((unixNanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
  const seconds = Number((unixNanos - BigInt(nanos)) / 1_000_000_000n);
  const { abbreviation, offsetSeconds } = zone.at(seconds);
  const local = new Date((seconds + offsetSeconds) * 1000);
  const date = `${pad(local.getUTCFullYear(), 4)}-${pad(local.getUTCMonth() + 1)}-${pad(local.getUTCDate())}`;
  const time = `${pad(local.getUTCHours())}:${pad(local.getUTCMinutes())}:${pad(local.getUTCSeconds())}`;
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60);
  const offset = `${offsetSeconds <= -60 ? '-' : '+'}${pad(Math.trunc(minutes / 60))}${pad(minutes % 60)}`;
  return { clock: `${date} ${time}`, abbreviation: abbreviation || offset, offset, nanos };
}

/** Layout `2006-01-02 15:04:05 MST`. */
export function formatReportTime(unixNanos: bigint, zone: TimeZone): string {
  const { clock, abbreviation } = localMoment(unixNanos, zone);
  return `${clock} ${abbreviation}`;
}

/** Go's default form: `2006-01-02 15:04:05.999999999 -0700 MST`. */
export function formatFullTime(unixNanos: bigint, zone: TimeZone): string {
  const { clock, abbreviation, offset, nanos } = localMoment(unixNanos, zone);
  const fraction = nanos === 0 ? '' : `.${pad(nanos, 9).replace(/0+$/, '')}`;
  return `${clock}${fraction} ${offset} ${abbreviation}`;
}

/** Go's form of a duration: `1h2m3.5s`, `1.5ms`, `0s`. */
export function formatDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const magnitude = nanos < 0n ? -nanos : nanos;
  if (magnitude < 1_000n) return `${sign}${magnitude}ns`;
  if (magnitude < 1_000_000n) return `${sign}${decimal(magnitude, 3)}µs`;
  if (magnitude < 1_000_000_000n) return `${sign}${decimal(magnitude, 6)}ms`;
  const minutes = magnitude / 60_000_000_000n;
  const seconds = `${decimal(magnitude % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return hours === 0n ? `${sign}${minutes}m${seconds}` : `${sign}${hours}h${minutes % 60n}m${seconds}`;
}

/** value / 10^places without trailing zeros. */
function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (fraction && `.${fraction}`);
}

/** Values as a flame graph says them. */
import { addInt64, type Int64 } from '../../profile/go-number-format.ts';
import { formatValue } from '../../profile/measurement.ts';

export const valueText = (value: Int64, unit: string): string => formatValue(value, unit, 'auto');

/** `12.3%`; nothing of nothing is `0%`. */
export function percentText(part: Int64, whole: Int64): string {
  const share = Number(whole) === 0 ? 0 : (100 * Number(part)) / Math.abs(Number(whole));
  if (share === 0) return '0%';
  if (Math.abs(share) < 0.01) return share < 0 ? '>-0.01%' : '<0.01%';
  return `${share.toFixed(Math.abs(share) < 10 ? 2 : 1)}%`;
}

export const less = (left: Int64, right: Int64): Int64 =>
  addInt64(left, typeof right === 'bigint' ? -right : 0 - right);

/** `+0.30s`, `-12`. */
export function signedText(value: Int64, unit: string): string {
  return `${value > 0 ? '+' : ''}${valueText(value, unit)}`;
}

/** `1 sample`, `12,403 samples`. */
export const countedText = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `12,403`. */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

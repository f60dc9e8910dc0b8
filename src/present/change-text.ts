import type { Int64 } from '../profile/go-number-format.ts';
import { formatValue } from '../profile/measurement.ts';

export const valueText = (amount: Int64, unit: string): string => formatValue(amount, unit, 'auto');

export function signedValue(amount: Int64, unit: string): string {
  return `${Number(amount) > 0 ? '+' : ''}${valueText(amount, unit)}`;
}

export function signedPoints(points: number): string {
  const text = points.toFixed(1);
  return points > 0 && text !== '0.0' ? `+${text}` : text.replace(/^-0\.0$/, '0.0');
}

/** An error is not known to more than two digits. */
export function errorText(error: number, unit: string): string {
  return Number.isFinite(error) ? valueText(Math.round(Number(error.toPrecision(2))), unit) : '∞';
}

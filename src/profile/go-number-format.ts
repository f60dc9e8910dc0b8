/**
 * Numbers in the two forms that pprof's reports print, rounded as Go's fmt rounds them: to nearest on the
 * exact binary value, ties to even. JavaScript's toFixed and toPrecision break ties upward (1.125 → 1.13).
 */

/** A 64-bit integer: a number where it is a safe integer, a bigint where it may not be. */
export type Int64 = number | bigint;

/** `%.2f` of a finite number. */
export function formatFixed2(value: number): string {
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (magnitude >= 1e21) return `${sign}${BigInt(magnitude)}.00`;
  const eighths = magnitude * 8;
  // Only odd multiples of 1/8 lie exactly between two hundredths.
  if (Number.isSafeInteger(eighths) && eighths % 2 === 1) {
    const below = (BigInt(eighths) * 25n) / 2n;
    return sign + hundredths(below % 2n === 0n ? below : below + 1n);
  }
  return sign + magnitude.toFixed(2);
}

function hundredths(count: bigint): string {
  const digits = count.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The only values below 1 that lie exactly between two numbers of two significant digits, rounded to even. */
const TWO_DIGIT_TIES = new Map([
  [0.125, '0.12'],
  [0.375, '0.38'],
  [0.625, '0.62'],
  [0.875, '0.88'],
  [0.0625, '0.062'],
]);

/** `%.2g` of a number in 0 <= value < 1. */
export function formatShort2(value: number): string {
  if (value === 0) return '0';
  const tie = TWO_DIGIT_TIES.get(value);
  if (tie !== undefined) return tie;
  const [mantissa = '', exponentText = ''] = value.toExponential(1).split('e');
  const exponent = Number(exponentText);
  const digits = mantissa.endsWith('.0') ? mantissa[0]! : mantissa.replace('.', '');
  if (exponent < -4) {
    const withPoint = digits.length === 1 ? digits : `${digits[0]}.${digits[1]}`;
    return `${withPoint}e-${String(-exponent).padStart(2, '0')}`;
  }
  return exponent >= 0 ? digits : `0.${'0'.repeat(-exponent - 1)}${digits}`;
}

/** `%v` of a float64: the shortest text that reads back as it, with an exponent below 1e-4 and from 1e6. */
export function formatShortest(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e6)) return `${sign}${magnitude}`;
  const [digits, exponent] = magnitude.toExponential().split('e');
  const power = Number(exponent);
  return `${sign}${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Go's int64(f): toward zero; what does not fit becomes the smallest int64, as on amd64. */
export function truncateToInt64(value: number): Int64 {
  if (Number.isNaN(value) || value >= 2 ** 63 || value < -(2 ** 63)) return -(2n ** 63n);
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
}

/** |value| as int64, which has no positive twin for its smallest value. */
export function absInt64(value: Int64): Int64 {
  if (typeof value === 'number') return Math.abs(value);
  return value < 0n ? BigInt.asIntN(64, -value) : value;
}

/** Quotient toward zero; a zero divisor means "no divisor" and gives the value itself. */
export function divideInt64(value: Int64, divisor: Int64): Int64 {
  if (typeof value === 'number' && typeof divisor === 'number') {
    return divisor === 0 ? value : Math.trunc(value / divisor) + 0;
  }
  const by = BigInt(divisor);
  return by === 0n ? value : BigInt.asIntN(64, BigInt(value) / by);
}

/** Equal also where one is a number and the other a bigint. */
export function equalInt64(a: Int64, b: Int64): boolean {
  return typeof a === typeof b ? a === b : BigInt(a) === BigInt(b);
}

/** The sum, wrapped as int64 wraps. */
export function addInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt.asIntN(64, BigInt(a) + BigInt(b));
}

/** Numbers as Go reads and converts them. */

const MAX_INT64 = (1n << 63n) - 1n;
const MIN_INT64 = -(1n << 63n);

/** Why a text is no number, in Go's words. */
export type NumberFault = 'invalid syntax' | 'value out of range';

/**
 * A signed 64-bit integer. With base 0 its prefix tells the base (0x, 0b, 0o; 0 for octal), and underscores may stand
 * between digits.
 */
export function parseInt64(text: string, base: 0 | 10): bigint | NumberFault {
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(text)) return BigInt(text);
  const isNegative = text.startsWith('-');
  const unsigned = isNegative || text.startsWith('+') ? text.slice(1) : text;
  const size = parseDigits(unsigned, base);
  if (typeof size !== 'bigint') return size;
  const value = isNegative ? -size : size;
  return value > MAX_INT64 || value < MIN_INT64 ? 'value out of range' : value;
}

const PREFIXES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16 };

function parseDigits(text: string, base: 0 | 10): bigint | NumberFault {
  let radix: number = base;
  let from = 0;
  if (base === 0) {
    const prefix = text[0] === '0' && text.length >= 3 ? PREFIXES[text[1]!.toLowerCase()] : undefined;
    radix = prefix ?? (text[0] === '0' ? 8 : 10);
    from = prefix !== undefined ? 2 : radix === 8 && text.length > 1 ? 1 : 0;
  }
  if (from === text.length) return 'invalid syntax';
  let value = 0n;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '_' && base === 0) continue;
    const digit = digitOf(text.charCodeAt(i));
    if (digit >= radix) return 'invalid syntax';
    value = value * BigInt(radix) + BigInt(digit);
    if (value >> 64n !== 0n) return 'value out of range';
  }
  return base === 0 && text.includes('_') && !underscoresSeparate(text) ? 'invalid syntax' : value;
}

function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x61 + 10 : 99;
}

/** Whether each underscore stands between two digits, the prefix of the base being as good as one. */
const underscoresSeparate = (text: string): boolean =>
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bBoO](?:_?[0-9])+|[0-9](?:_?[0-9])*)$/.test(text);

/** Go's message of a number that is none. */
export const numberFault = (text: string, fault: NumberFault): string =>
  `strconv.ParseInt: parsing "${text}": ${fault}`;

/** An unsigned 64-bit integer from hexadecimal digits without prefix; undefined where it does not fit. */
export function parseHex64(digits: string): bigint | undefined {
  const telling = digits.replace(/^0+/, '');
  return telling.length > 16 ? undefined : BigInt(`0x0${telling}`);
}

export const wrapInt64 = (value: bigint): bigint => BigInt.asIntN(64, value);
export const wrapUint64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** A floating-point number cut to an integer; what does not fit becomes the smallest, as on x86. */
export function truncateToInt64(value: number): bigint {
  if (!(value >= -(2 ** 63) && value < 2 ** 63)) return MIN_INT64;
  return BigInt(Math.trunc(value));
}

/** Values as Go writes them on command lines: https://pkg.go.dev/strconv and https://pkg.go.dev/flag. */

/** Why a text is no value. */
export interface Refusal {
  readonly reason: 'parse error' | 'value out of range';
}

const PARSE_ERROR: Refusal = { reason: 'parse error' };
const OUT_OF_RANGE: Refusal = { reason: 'value out of range' };

/** The spellings that strconv.ParseBool takes. */
export function parseBool(text: string): boolean | Refusal {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : PARSE_ERROR;
}

/** Decimal, 0x, 0o, 0b or 0-prefixed octal; single underscores between digits after a prefix. */
export function parseInt64(text: string): number | Refusal {
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const prefixed = /^0(?:[xX](?:_?[0-9a-fA-F])+|[bB](?:_?[01])+|[oO](?:_?[0-7])+|(?:_?[0-7])+)$/;
  if (!/^(?:0|[1-9](?:_?[0-9])*)$/.test(digits) && !prefixed.test(digits)) return PARSE_ERROR;
  const plain = digits.replaceAll('_', '').replace(/^0(?=[0-7])/, '0o');
  const magnitude = BigInt(plain);
  const value = sign === '-' ? -magnitude : magnitude;
  return BigInt.asIntN(64, value) === value ? Number(value) : OUT_OF_RANGE;
}

/** Decimal or hexadecimal, with underscores between digits, infinities and NaN. */
export function parseFloat64(text: string): number | Refusal {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const digits = withoutUnderscores(text);
  const hex = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?[0-9]+)$/i.exec(digits);
  if (hex !== null) {
    const [, sign, whole = '', fraction = '', exponent] = hex;
    if (whole + fraction === '') return PARSE_ERROR;
    const scaled = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
    if (!Number.isFinite(scaled)) return OUT_OF_RANGE;
    return sign === '-' ? -scaled : scaled;
  }
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(digits)) return PARSE_ERROR;
  const value = Number(digits);
  return Number.isFinite(value) ? value : OUT_OF_RANGE;
}

/** Underscores may stand between two digits, and after `0x`; others stay, and spoil the number. */
function withoutUnderscores(text: string): string {
  const isHex = /^[+-]?0x/i.test(text);
  return isHex
    ? text.replace(/(?<=[0-9a-fx])_(?=[0-9a-f])/gi, '')
    : text.replace(/(?<=[0-9])_(?=[0-9])/g, '');
}

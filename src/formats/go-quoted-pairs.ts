/** Lists of pairs in quotes, as Go prints the labels of goroutines: `"key": "value", "other":"x"`. */

const PAIR = /"((?:[^"\\]|\\.)*)" *: *"((?:[^"\\]|\\.)*)"/gs;
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'"]))/g;
const SHORT: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

export interface QuotedPair {
  readonly key: string;
  readonly value: string;
}

/** The pairs of a text, in its order; what is between them does not count. */
export function readQuotedPairs(text: string): QuotedPair[] {
  return Array.from(text.matchAll(PAIR), ([, key, value]) => ({
    key: unquote(key!),
    value: unquote(value!),
  }));
}

/** The text between the quotes of Go's `%q`. A byte that is no UTF-8 becomes U+DC80..U+DCFF, as everywhere here. */
function unquote(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (whole, byte, short, long, octal, letter) => {
    if (letter !== undefined) return SHORT[letter] ?? letter;
    if (byte !== undefined || octal !== undefined) {
      const value = byte === undefined ? Number.parseInt(octal, 8) : Number.parseInt(byte, 16);
      return String.fromCharCode(value < 0x80 || value > 0xff ? value & 0x7f : 0xdc00 + value);
    }
    const point = Number.parseInt(short ?? long, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

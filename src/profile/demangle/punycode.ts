/** Identifiers beyond ASCII in Rust's symbols: RFC 3492 section 6.2, with `_` as delimiter. */
import { type Budget, reject } from './budget.ts';
import { toByteString } from './byte-string.ts';

const BASE = 36;
const SMALLEST = 1;
const LARGEST = 26;
const SKEW = 38;
const DAMP = 700;

/** The text, a byte a character. Digits are letters of either case (0 to 25), then decimal digits. */
export function decodePunycode(encoded: string, budget: Budget): string {
  const delimiter = encoded.lastIndexOf('_');
  const output = Array.from(encoded.slice(0, Math.max(0, delimiter)), (character) => character.charCodeAt(0));
  const digits = digitsOf(encoded.slice(delimiter + 1));
  let position = 0;
  let codePoint = 128;
  let bias = 72;
  for (let at = 0; at < digits.length; ) {
    const before = position;
    for (let k = BASE, weight = 1; ; k += BASE) {
      const digit = digits[at++] ?? reject();
      position += digit * weight;
      const threshold = k <= bias ? SMALLEST : k > bias + LARGEST ? LARGEST : k - bias;
      if (digit < threshold) break;
      if (weight >= Math.floor((2 ** 31 - 1) / BASE)) reject();
      weight *= BASE - threshold;
    }
    const length = output.length + 1;
    bias = adapt(position - before, length, before === 0);
    codePoint += Math.floor(position / length);
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) reject();
    position %= length;
    budget.spend(1 + (length >> 6));
    output.splice(position, 0, codePoint);
    position++;
  }
  return toByteString(output.map((point) => String.fromCodePoint(point)).join(''));
}

function digitsOf(text: string): number[] {
  return Array.from(text, (character) => {
    if (character >= '0' && character <= '9') return Number(character) + 26;
    return /[a-z]/i.test(character) ? Number.parseInt(character, 36) - 10 : reject();
  });
}

function adapt(difference: number, length: number, isFirst: boolean): number {
  let delta = Math.floor(difference / (isFirst ? DAMP : 2));
  delta += Math.floor(delta / length);
  let k = 0;
  for (; delta > ((BASE - SMALLEST) * LARGEST) / 2; k += BASE) delta = Math.floor(delta / (BASE - SMALLEST));
  return k + Math.floor(((BASE - SMALLEST + 1) * delta) / (delta + SKEW));
}

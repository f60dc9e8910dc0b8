/** Numbers and the identifiers that they measure. */
import { reject } from './budget.ts';
import { type Node, nameNode } from './node.ts';
import { isDigit, isUpper, type Parser } from './parser.ts';

/** No name needs more; beyond is nonsense, and refused as in the reference. */
const NUMBER_LIMIT = Math.floor(2 ** 31 / 10) - 10;
const SEQUENCE_LIMIT = Math.floor(2 ** 31 / 36) - 36;

/** `<number>`: decimal, `n` in front if negative. */
export function parseNumber(p: Parser): number {
  const isNegative = p.accept('n');
  if (!isDigit(p.peek())) reject();
  let value = 0;
  for (; isDigit(p.peek()); p.skip(1)) {
    if (value >= NUMBER_LIMIT) reject();
    value = value * 10 + Number(p.peek());
  }
  return isNegative && value !== 0 ? -value : value;
}

/** `_` is 0, `0_` is 1, `1_` is 2, … */
export function parseIndex(p: Parser): number {
  if (p.accept('_')) return 0;
  if (p.peek() === 'n') reject();
  const number = parseNumber(p);
  p.expect('_');
  return number + 1;
}

/** `<seq-id> _`: as `parseIndex` in base 36. `mayEnd`: the underscore may be missing at the end. */
export function parseSequenceId(p: Parser, mayEnd: boolean): number {
  if (p.accept('_')) return 0;
  let id = 0;
  for (;;) {
    if (p.isAtEnd) return mayEnd ? id + 1 : reject();
    if (id >= SEQUENCE_LIMIT) reject();
    if (p.accept('_')) return id + 1;
    const digit = p.peek();
    if (!isDigit(digit) && !isUpper(digit)) reject();
    id = id * 36 + Number.parseInt(digit, 36);
    p.skip(1);
  }
}

/** `_GLOBAL_`, a separator and `N`: how GCC names what is in an anonymous namespace. */
const ANONYMOUS = /^_GLOBAL_[._$]N./s;

/** `<source-name>`: a length and as many characters. */
export function parseIdentifier(p: Parser): Node {
  const length = parseNumber(p);
  if (length <= 0) reject();
  const text = p.take(length);
  return nameNode(ANONYMOUS.test(text) ? '(anonymous namespace)' : text);
}

/** `<discriminator>`: which of several local entities of one name; not shown. */
export function skipDiscriminator(p: Parser): void {
  if (p.peek() !== '_') {
    // Clang leaves the underscore out at the end of a symbol.
    const rest = p.at;
    p.takeWhile(isDigit);
    if (!p.isAtEnd) p.at = rest;
    return;
  }
  p.skip(1);
  const isLong = p.accept('_');
  const number = parseNumber(p);
  if (number < 0) reject();
  if (isLong && number >= 10) p.expect('_');
}

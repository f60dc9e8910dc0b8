/** Types whose code begins with `D`: newer and extended ones. */
import { reject } from './budget.ts';
import { Node, nameNode } from './node.ts';
import { parseNumber } from './numbers.ts';
import { isDigit, type Parser } from './parser.ts';
import { findPack } from './templates.ts';

const NAMES: Readonly<Record<string, string | undefined>> = { a: 'auto', c: 'decltype(auto)' };

const BUILTIN: Readonly<Record<string, string | undefined>> = {
  f: 'decimal32',
  d: 'decimal64',
  e: 'decimal128',
  h: 'half',
  u: 'char8_t',
  s: 'char16_t',
  i: 'char32_t',
  n: 'decltype(nullptr)',
};

export function parseExtendedType(
  p: Parser,
  isConversion: boolean,
): { readonly node: Node; readonly isCandidate: boolean } {
  const code = p.take(2)[1]!;
  const builtin = BUILTIN[code];
  if (builtin !== undefined) return { node: new Node('builtin', [], builtin), isCandidate: false };
  const name = NAMES[code];
  if (name !== undefined) return { node: nameNode(name), isCandidate: false };
  switch (code) {
    case 'T':
    case 't': {
      const expression = p.rules.expression(p);
      p.expect('E');
      return { node: new Node('decltype', [expression]), isCandidate: true };
    }
    case 'p': {
      const pattern = p.rules.type(p, isConversion);
      const expansion = new Node('packExpansion', [pattern]);
      expansion.target = findPack(pattern, p.budget);
      return { node: expansion, isCandidate: true };
    }
    case 'F':
      return { node: parseFloatingPoint(p, isConversion), isCandidate: false };
    case 'v':
      return { node: parseVector(p, isConversion), isCandidate: true };
    case 'B':
    case 'U':
      return { node: parseBitInt(p, code === 'B'), isCandidate: false };
    case 'k':
    case 'K': {
      const text = code === 'k' ? 'auto' : 'decltype(auto)';
      return { node: new Node('placeholder', [p.rules.name(p)], text), isCandidate: false };
    }
    default:
      return reject();
  }
}

/** `DF <number> _` is `_Float16` and the like; otherwise one of C's fixed-point types. */
function parseFloatingPoint(p: Parser, isConversion: boolean): Node {
  const isSized = isDigit(p.peek());
  const bits = isSized ? parseNumber(p) : 0;
  if (p.peek() === '_') {
    if (bits === 0) reject();
    p.skip(1);
    return new Node('binaryFloat', [], '', bits);
  }
  const base = p.rules.type(p, isConversion);
  if (isDigit(p.peek())) parseNumber(p);
  const isSaturated = p.peek() === 's';
  if (!p.isAtEnd) p.skip(1);
  return new Node('fixedPoint', [base], isSized ? '_Accum' : '_Fract', 0, isSaturated);
}

/** `Dv <number> _ <type>`, `Dv _ <expression> _ <type>` */
function parseVector(p: Parser, isConversion: boolean): Node {
  const size = p.accept('_') ? p.rules.expression(p) : nameNode(String(parseNumber(p)));
  p.expect('_');
  return new Node('vector', [size, p.rules.type(p, isConversion)]);
}

/** `DB <number or expression> _`: C23's `_BitInt`; `DU` without sign. */
function parseBitInt(p: Parser, isSigned: boolean): Node {
  const size = isDigit(p.peek()) ? nameNode(String(parseNumber(p))) : p.rules.expression(p);
  p.expect('_');
  return new Node('bitInt', [size], '', 0, isSigned);
}

/** `<type>`. */
import { reject } from './budget.ts';
import { Node, nameNode } from './node.ts';
import { parseIdentifier } from './numbers.ts';
import { parseExtendedType } from './parse-extended-type.ts';
import { parseFunctionType } from './parse-signature.ts';
import { isDigit, isUpper, type Parser } from './parser.ts';
import { mergeQualifiers, parseQualifiers } from './qualifiers.ts';
import { qualifyWhole } from './simplify.ts';
import { parseSubstitution } from './substitutions.ts';
import { parseTemplateArguments, parseTemplateParam } from './templates.ts';
import { parseUnnamedType, parseUnqualifiedName } from './unqualified-name.ts';

const BUILTIN: Readonly<Record<string, string | undefined>> = {
  a: 'signed char',
  b: 'bool',
  c: 'char',
  d: 'double',
  e: 'long double',
  f: 'float',
  g: '__float128',
  h: 'unsigned char',
  i: 'int',
  j: 'unsigned int',
  l: 'long',
  m: 'unsigned long',
  n: '__int128',
  o: 'unsigned __int128',
  s: 'short',
  t: 'unsigned short',
  v: 'void',
  w: 'wchar_t',
  x: 'long long',
  y: 'unsigned long long',
  z: '...',
};

const COMPOUND = { P: 'pointer', R: 'lvalue', O: 'rvalue', C: 'complex', G: 'imaginary' } as const;

/** A type, and whether later parts of the name may refer to it. */
interface Found {
  readonly node: Node;
  readonly isCandidate: boolean;
}

export function parseType(p: Parser, isConversion: boolean): Node {
  p.budget.enter();
  const qualifiers = parseQualifiers(p);
  const builtin = BUILTIN[p.peek()];
  let type: Node;
  if (builtin !== undefined) {
    p.skip(1);
    type = new Node('builtin', [], builtin);
  } else {
    // Qualifiers in front of a function are those of `this`: the function alone is no type of its own.
    const isMethod = qualifiers !== undefined && p.peek() === 'F';
    const found = parseUnqualified(p, isConversion);
    if (found.isCandidate && !isMethod) p.addSubstitution(found.node);
    type = found.node;
  }
  if (qualifiers !== undefined) {
    type = qualify(type, qualifiers);
    p.addSubstitution(type);
  }
  p.budget.leave();
  return type;
}

function qualify(type: Node, qualifiers: Node): Node {
  switch (type.kind) {
    case 'function':
      return new Node('method', [type, qualifiers]);
    case 'method':
      type.replaceKid(1, mergeQualifiers(qualifiers, type.kids[1])!);
      return type;
    case 'qualifiedType':
      return new Node('qualifiedType', [type.kids[0], mergeQualifiers(qualifiers, type.kids[1])]);
    default:
      return new Node('qualifiedType', [type, qualifiers]);
  }
}

function parseUnqualified(p: Parser, isConversion: boolean): Found {
  const first = p.peek();
  if (isDigit(first)) return candidate(p.rules.name(p));
  switch (first) {
    case 'N':
    case 'W':
    case 'Z':
      return candidate(p.rules.name(p));
    case 'u':
      return candidate(parseVendorType(p));
    case 'F':
      return candidate(parseFunctionType(p));
    case 'A':
      return candidate(parseArray(p, isConversion));
    case 'M':
      p.skip(1);
      return candidate(new Node('memberPointer', [parseType(p, false), parseType(p, isConversion)]));
    case 'T':
      return candidate(parseTemplateOrElaborated(p, isConversion));
    case 'S':
      return parseSubstituted(p, isConversion);
    case 'P':
    case 'R':
    case 'O':
    case 'C':
    case 'G':
      p.skip(1);
      return candidate(new Node(COMPOUND[first], [parseType(p, isConversion)]));
    case 'U':
      return parseUnnamedOrVendorQualified(p, isConversion);
    case 'D':
      return parseExtendedType(p, isConversion);
    default:
      return reject();
  }
}

function candidate(node: Node): Found {
  return { node, isCandidate: true };
}

/** `u <source-name> [I <type> E]` */
function parseVendorType(p: Parser): Node {
  p.skip(1);
  const name = parseIdentifier(p);
  if (!p.accept('I')) return name;
  const type = parseType(p, false);
  p.expect('E');
  return new Node('transformed', [type], name.text);
}

/** `A [<number or expression>] _ <type>` */
function parseArray(p: Parser, isConversion: boolean): Node {
  p.expect('A');
  const isOpen = p.peek() === '_';
  const size = isOpen || isDigit(p.peek()) ? nameNode(p.takeWhile(isDigit)) : p.rules.expression(p);
  p.expect('_');
  const array = new Node('array', [size, parseType(p, isConversion)]);
  return qualifyWhole(array) ?? array;
}

const ELABORATED: Readonly<Record<string, string | undefined>> = { s: 'struct', u: 'union', e: 'enum' };

function parseTemplateOrElaborated(p: Parser, isConversion: boolean): Node {
  const kind = ELABORATED[p.peek(1)];
  if (kind !== undefined) {
    p.skip(2);
    return new Node('elaborated', [p.rules.name(p)], kind);
  }
  const param = parseTemplateParam(p);
  if (p.peek() !== 'I') return param;
  if (isConversion) return parseConversionArguments(p, param, true);
  p.addSubstitution(param);
  return new Node('template', [param, ...parseTemplateArguments(p)]);
}

function parseSubstituted(p: Parser, isConversion: boolean): Found {
  const code = p.peek(1);
  if (code !== '_' && !isDigit(code) && !isUpper(code)) {
    // An abbreviation alone is no candidate: it is shorter than a substitution.
    const isBare = code !== 't' && p.peek(2) !== 'I' && p.peek(2) !== 'B';
    return { node: p.rules.name(p), isCandidate: !isBare };
  }
  let known = parseSubstitution(p, false);
  if (known.kind === 'module') {
    known = parseUnqualifiedName(p, known);
    p.addSubstitution(known);
  }
  if (p.peek() !== 'I') return { node: known, isCandidate: false };
  if (known.kind !== 'templateParam' || !isConversion) {
    return candidate(new Node('template', [known, ...parseTemplateArguments(p)]));
  }
  const type = parseConversionArguments(p, known, false);
  return { node: type, isCandidate: type !== known };
}

/**
 * `operator T<int>`: are the arguments T's, or those of the operator? They are T's only if the operator's follow;
 * otherwise they are left for the name to read.
 */
function parseConversionArguments(p: Parser, param: Node, isCandidate: boolean): Node {
  const template = p.attempt(() => {
    const found = parseTemplateArguments(p);
    return p.peek() === 'I' ? new Node('template', [param, ...found]) : undefined;
  });
  if (template === undefined) return param;
  if (isCandidate) p.addSubstitution(param);
  return template;
}

function parseUnnamedOrVendorQualified(p: Parser, isConversion: boolean): Found {
  const code = p.peek(1);
  if (code === 'l') return { node: p.rules.closure(p), isCandidate: false };
  if (code === 't') return { node: parseUnnamedType(p), isCandidate: false };
  p.skip(1);
  const name = parseIdentifier(p);
  const qualifier = p.peek() === 'I' ? new Node('template', [name, ...parseTemplateArguments(p)]) : name;
  return candidate(new Node('vendorQualified', [qualifier, parseType(p, isConversion)]));
}

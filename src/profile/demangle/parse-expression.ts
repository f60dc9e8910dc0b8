/** `<expression>`: what stands in template arguments, array sizes, `decltype`, `noexcept` and constraints. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import { parseIdentifier, parseIndex, parseNumber } from './numbers.ts';
import { parseOperator } from './operators.ts';
import { parseRequires } from './parse-requires.ts';
import { isDigit, type Parser } from './parser.ts';
import { parseQualifiers } from './qualifiers.ts';
import { findPack, parseTemplateArgument, parseTemplateArguments, parseTemplateParam } from './templates.ts';
import { parseUnqualifiedName } from './unqualified-name.ts';
import { parseUnresolvedName } from './unresolved-name.ts';

export function parseExpression(p: Parser): Node {
  p.budget.enter();
  const expression = parseAny(p);
  p.budget.leave();
  return expression;
}

function parseAny(p: Parser): Node {
  const first = p.peek();
  if (first === 'L') return p.rules.literal(p);
  if (first === 'T') return parseTemplateParam(p);
  if (isDigit(first)) return parseSimpleName(p);
  if (first === 'u') return parseVendorCall(p);
  if (first === 'f' && p.peek(1) === 'L' && isDigit(p.peek(2))) {
    p.skip(2);
    parseNumber(p);
    p.expect('p');
    return parseFunctionParam(p);
  }
  const special = SPECIAL[first + p.peek(1)];
  return special === undefined ? parseOperation(p) : special(p);
}

/** Expressions that are no operator with its operands, by their codes. */
const SPECIAL: Readonly<Record<string, ((p: Parser) => Node) | undefined>> = {
  so: parseSubobject,
  sr: parseUnresolvedName,
  sp: parseExpansion,
  sZ: parsePackSize,
  sP: parseArgumentsSize,
  fp: parseParam,
  mc: parseMemberPointerCast,
  on: parseOperatorName,
  il: parseBraced,
  tl: parseBraced,
  st: parseTypeSize,
  rq: parseRequires,
  rQ: parseRequires,
};

/** Expressions up to and with `end`. */
function parseList(p: Parser, end: string): Node {
  const found: Node[] = [];
  while (!p.accept(end)) found.push(parseExpression(p));
  return new Node('list', found);
}

function parseSimpleName(p: Parser): Node {
  const name = parseUnqualifiedName(p, undefined);
  return p.peek() === 'I' ? new Node('template', [name, ...parseTemplateArguments(p)]) : name;
}

function parseOperatorName(p: Parser): Node {
  p.skip(2);
  return parseSimpleName(p);
}

/** `u <source-name> <template-arg>* E`; for `__uuidof` there is one operand, behind `t` or `z`. */
function parseVendorCall(p: Parser): Node {
  p.skip(1);
  const name = parseIdentifier(p);
  if (name.text === '__uuidof') {
    if (p.peek(1) === '') reject();
    if (p.accept('t')) return vendorCall(name, [p.rules.type(p, false)]);
    if (p.accept('z')) return vendorCall(name, [parseExpression(p)]);
  }
  return vendorCall(name, parseArgumentsToEnd(p));
}

function vendorCall(name: Node, operands: Node[]): Node {
  return new Node('binary', [new Node('operator', [], '()'), name, new Node('list', operands)]);
}

function parseArgumentsToEnd(p: Parser): Node[] {
  const found: Node[] = [];
  while (!p.accept('E')) found.push(parseTemplateArgument(p, []));
  return found;
}

function parseExpansion(p: Parser): Node {
  p.skip(2);
  const pattern = parseExpression(p);
  const expansion = new Node('packExpansion', [pattern]);
  expansion.target = findPack(pattern, p.budget);
  return expansion;
}

function parsePackSize(p: Parser): Node {
  p.skip(2);
  const size = new Node('sizeofPack', []);
  size.target = findPack(parseExpression(p), p.budget) ?? reject();
  return size;
}

function parseArgumentsSize(p: Parser): Node {
  p.skip(2);
  return new Node('sizeofArguments', parseArgumentsToEnd(p));
}

/** `fp T` is `this`, `fp [qualifiers] [<number>] _` a parameter of the function. */
function parseParam(p: Parser): Node {
  p.skip(2);
  return p.accept('T') ? new Node('functionParam', [], '', 0) : parseFunctionParam(p);
}

function parseFunctionParam(p: Parser): Node {
  parseQualifiers(p);
  return new Node('functionParam', [], '', parseIndex(p) + 1);
}

function parseOffset(p: Parser): number {
  return p.peek() === 'n' || isDigit(p.peek()) ? parseNumber(p) : 0;
}

/** `mc <type> <expression> [<number>] E` */
function parseMemberPointerCast(p: Parser): Node {
  p.skip(2);
  const cast = new Node('memberPointerCast', [p.rules.type(p, false), parseExpression(p)]);
  parseOffset(p);
  p.expect('E');
  return cast;
}

/** `so <type> <expression> [<number>] {_ [<number>]} [p] E` */
function parseSubobject(p: Parser): Node {
  p.skip(2);
  const parts = [p.rules.type(p, false), parseExpression(p)];
  const offset = parseOffset(p);
  while (p.accept('_')) parseOffset(p);
  p.accept('p');
  p.expect('E');
  return new Node('subobject', parts, '', offset);
}

/** `il <expression>* E`, `tl <type> <expression>* E` */
function parseBraced(p: Parser): Node {
  const type = p.take(2) === 'tl' ? p.rules.type(p, false) : undefined;
  return new Node('braced', [type, parseList(p, 'E')]);
}

function parseTypeSize(p: Parser): Node {
  const operator = parseOperator(p, true);
  return new Node('unary', [operator, p.rules.type(p, false)], '', 1);
}

function parseOperation(p: Parser): Node {
  const code = p.peek() + p.peek(1);
  const operator = parseOperator(p, true);
  switch (operator.num) {
    case 0:
      return new Node('nullary', [operator]);
    case 1:
      return parseUnary(p, code, operator);
    case 2:
      return code[0] === 'f' ? parseFold(p, code, 1) : parseBinary(p, code, operator);
    case 3:
      if (code[0] === 'n') return parseNew(p, operator);
      if (code[0] === 'f') return parseFold(p, code, 2);
      return new Node('ternary', [operator, parseExpression(p), parseExpression(p), parseExpression(p)]);
    default:
      return reject();
  }
}

function parseUnary(p: Parser, code: string, operator: Node): Node {
  const isStep = code === 'pp' || code === 'mm';
  const isBehind = isStep && !p.accept('_');
  const hasList = operator.kind === 'cast' && p.accept('_');
  const operand = hasList ? parseList(p, 'E') : parseExpression(p);
  return new Node('unary', [operator, operand], '', 0, isBehind);
}

const CASTS = ['sc', 'dc', 'cc', 'rc'];

function parseBinary(p: Parser, code: string, operator: Node): Node {
  let left: Node;
  if (CASTS.includes(code)) left = p.rules.type(p, false);
  else left = code === 'di' ? parseUnqualifiedName(p, undefined) : parseExpression(p);
  return new Node('binary', [operator, left, parseRight(p, code)]);
}

function parseRight(p: Parser, code: string): Node {
  if (code === 'cl' || code === 'cp') return parseList(p, 'E');
  if (code !== 'dt' && code !== 'pt') return parseExpression(p);
  if (p.peek() === 'L') return p.rules.literal(p);
  const member = parseUnresolvedName(p);
  return p.peek() === 'I' ? new Node('template', [member, ...parseTemplateArguments(p)]) : member;
}

/** `fl`, `fr` with one operand, `fL`, `fR` with two. */
function parseFold(p: Parser, code: string, operands: number): Node {
  const parts = [parseOperator(p, true)];
  for (let i = 0; i < operands; i++) parts.push(parseExpression(p));
  return new Node('fold', parts, '', 0, code[1] === 'l' || code[1] === 'L');
}

/** `nw <expression>* _ <type> <initializer>` */
function parseNew(p: Parser, operator: Node): Node {
  const place = parseList(p, '_');
  const type = p.rules.type(p, false);
  return new Node('new', [operator, place.kids.length > 0 ? place : undefined, type, parseInitializer(p)]);
}

function parseInitializer(p: Parser): Node | undefined {
  if (p.accept('E')) return undefined;
  if (p.accept('pi')) return parseList(p, 'E');
  return p.startsWith('il') ? parseExpression(p) : reject();
}

/** `<expr-primary>`: `L <type> <value> E`, `L _Z <encoding> E` */
export function parseLiteral(p: Parser): Node {
  p.expect('L');
  // GCC left the underscore out before its ABI version 3.
  const isSymbol = p.accept('_Z') || p.accept('Z');
  if (!isSymbol && p.peek() === '_') reject();
  const literal = isSymbol ? p.rules.encoding(p, true, false) : parseValue(p);
  p.expect('E');
  return literal;
}

function parseValue(p: Parser): Node {
  const type = p.rules.type(p, false);
  const isNegative = p.accept('n');
  if (p.peek() === 'E') {
    const bare = type.kind === 'qualifiedType' ? type.kid(0) : type;
    if (type.kind === 'closure') return new Node('lambdaLiteral', [type]);
    if (bare.kind === 'array') return new Node('stringLiteral', [type]);
    if (type.kind !== 'builtin' || type.text !== 'decltype(nullptr)') reject();
  }
  const value = p.takeWhile((character) => character !== 'E');
  return new Node('literal', [type], value, 0, isNegative);
}


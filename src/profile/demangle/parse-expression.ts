/** `<expression>`: what stands in template arguments, array sizes, `decltype`, `noexcept` and constraints. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import { parseIdentifier, parseIndex, parseNumber } from './numbers.ts';
import { parseOperator } from './operators.ts';
import { parseList, parseOperation } from './parse-operation.ts';
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

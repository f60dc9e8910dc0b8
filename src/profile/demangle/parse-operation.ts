/** Operators with their operands. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import { parseOperator } from './operators.ts';
import type { Parser } from './parser.ts';
import { parseTemplateArguments } from './templates.ts';
import { parseUnqualifiedName } from './unqualified-name.ts';
import { parseUnresolvedName } from './unresolved-name.ts';

/** Expressions up to and with `end`. */
export function parseList(p: Parser, end: string): Node {
  const found: Node[] = [];
  while (!p.accept(end)) found.push(p.rules.expression(p));
  return new Node('list', found);
}

export function parseOperation(p: Parser): Node {
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
      return new Node('ternary', [
        operator,
        p.rules.expression(p),
        p.rules.expression(p),
        p.rules.expression(p),
      ]);
    default:
      return reject();
  }
}

function parseUnary(p: Parser, code: string, operator: Node): Node {
  const isStep = code === 'pp' || code === 'mm';
  const isBehind = isStep && !p.accept('_');
  const hasList = operator.kind === 'cast' && p.accept('_');
  const operand = hasList ? parseList(p, 'E') : p.rules.expression(p);
  return new Node('unary', [operator, operand], '', 0, isBehind);
}

const CASTS = ['sc', 'dc', 'cc', 'rc'];

function parseBinary(p: Parser, code: string, operator: Node): Node {
  let left: Node;
  if (CASTS.includes(code)) left = p.rules.type(p, false);
  else left = code === 'di' ? parseUnqualifiedName(p, undefined) : p.rules.expression(p);
  return new Node('binary', [operator, left, parseRight(p, code)]);
}

function parseRight(p: Parser, code: string): Node {
  if (code === 'cl' || code === 'cp') return parseList(p, 'E');
  if (code !== 'dt' && code !== 'pt') return p.rules.expression(p);
  if (p.peek() === 'L') return p.rules.literal(p);
  const member = parseUnresolvedName(p);
  return p.peek() === 'I' ? new Node('template', [member, ...parseTemplateArguments(p)]) : member;
}

/** `fl`, `fr` with one operand, `fL`, `fR` with two. */
function parseFold(p: Parser, code: string, operands: number): Node {
  const parts = [parseOperator(p, true)];
  for (let i = 0; i < operands; i++) parts.push(p.rules.expression(p));
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
  return p.startsWith('il') ? p.rules.expression(p) : reject();
}

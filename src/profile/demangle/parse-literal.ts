/** `<expr-primary>`: values, and symbols as values. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import type { Parser } from './parser.ts';

/** `L <type> <value> E`, `L _Z <encoding> E` */
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

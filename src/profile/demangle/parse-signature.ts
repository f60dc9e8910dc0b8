/** Types of functions: `<function-type>` and `<bare-function-type>`. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import type { Parser } from './parser.ts';
import { parseReferenceQualifier } from './qualifiers.ts';

/** `F [Y] <type>+ [<ref-qualifier>] E`; Y is for C's linkage. */
export function parseFunctionType(p: Parser): Node {
  p.expect('F');
  p.accept('Y');
  const type = parseSignature(p, true, false);
  const reference = parseReferenceQualifier(p);
  p.expect('E');
  return reference === '' ? type : new Node('method', [type, undefined], reference);
}

/** `<bare-function-type>`: the types of result and parameters. */
export function parseSignature(p: Parser, hasResult: boolean, hasObject: boolean): Node {
  const isJava = p.accept('J');
  const result = isJava || hasResult ? p.rules.type(p, false) : undefined;
  return new Node('function', [result, ...parseParameters(p, hasObject)]);
}

export function parseParameters(p: Parser, hasObject: boolean): Node[] {
  const types: Node[] = [];
  while (!isEndOfParameters(p)) {
    const type = p.rules.type(p, false);
    types.push(hasObject && types.length === 0 ? new Node('explicitObject', [type]) : type);
  }
  const first = types[0] ?? reject();
  return types.length === 1 && first.kind === 'builtin' && first.text === 'void' ? [] : types;
}

function isEndOfParameters(p: Parser): boolean {
  switch (p.peek()) {
    case '':
    case 'E':
    case '.':
    case 'Q':
      return true;
    case 'R':
    case 'O':
      return p.peek(1) === 'E';
    default:
      return false;
  }
}

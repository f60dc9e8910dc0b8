/** `requires { … }` in constraints. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import type { Parser } from './parser.ts';

/** `rq <requirement>+ E`, `rQ <type>* _ <requirement>+ E` */
export function parseRequires(p: Parser): Node {
  const parts: Node[] = [];
  if (p.take(2) === 'rQ') while (!p.accept('_')) parts.push(p.rules.type(p, false));
  const params = parts.length;
  while (!p.accept('E')) parts.push(parseRequirement(p));
  return new Node('requires', parts, '', 0, false, params);
}

function parseRequirement(p: Parser): Node {
  switch (p.peek()) {
    case 'X':
      return parseExpressionRequirement(p);
    case 'T':
      p.skip(1);
      return new Node('typeRequirement', [p.rules.type(p, false)]);
    case 'Q':
      p.skip(1);
      return new Node('nestedRequirement', [p.rules.expression(p)]);
    default:
      return reject();
  }
}

/** `X <expression> [N] [R <concept>]` */
function parseExpressionRequirement(p: Parser): Node {
  p.skip(1);
  const expression = p.rules.expression(p);
  const isNoexcept = p.accept('N');
  const concept = p.accept('R') ? p.rules.name(p) : undefined;
  return new Node('exprRequirement', [expression, concept], '', 0, isNoexcept);
}

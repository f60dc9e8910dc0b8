/** `<unresolved-name>`: names in expressions whose meaning depends on template arguments. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import { parseIdentifier } from './numbers.ts';
import { parseOperator } from './operators.ts';
import { isDigit, type Parser } from './parser.ts';
import { parseTemplateArguments } from './templates.ts';

export function parseUnresolvedName(p: Parser): Node {
  let globals = 0;
  while (p.accept('gs')) globals++;
  let name = p.accept('sr') ? parseScoped(p) : parseBase(p);
  for (; globals > 0; globals--) name = new Node('unary', [new Node('operator', [], '::'), name]);
  return name;
}

function parseScoped(p: Parser): Node {
  if ('TDS'.includes(p.peek() || '?')) {
    const scope = p.rules.type(p, false);
    const name = new Node('qualified', [scope, parseBase(p)]);
    if (p.peek() !== 'I') return name;
    const template = new Node('template', [name, ...parseTemplateArguments(p)]);
    p.addSubstitution(template);
    return template;
  }
  let scope = p.accept('N') ? p.rules.type(p, false) : undefined;
  while (p.peek() !== 'E') {
    if (scope?.kind === 'qualified' && !p.isAtEnd && !isDigit(p.peek())) return withoutEnd(p, scope);
    const level = parseLevel(p);
    scope = scope === undefined ? level : new Node('qualified', [scope, level]);
  }
  if (scope === undefined) reject();
  p.skip(1);
  return new Node('qualified', [scope, parseBase(p)]);
}

/** GCC writes a type and a name without the end that belongs behind the type: the type was the whole. */
function withoutEnd(p: Parser, whole: Node): Node {
  const scope = whole.kid(0);
  if (scope.kind === 'template') p.addSubstitution(scope.kid(0));
  p.addSubstitution(scope);
  return whole;
}

function parseLevel(p: Parser): Node {
  const name = parseIdentifier(p);
  if (p.peek() !== 'I') return name;
  p.addSubstitution(name);
  return new Node('template', [name, ...parseTemplateArguments(p)]);
}

/** `<base-unresolved-name>`: an identifier, `on` and an operator, `dn` and a destructor. */
function parseBase(p: Parser): Node {
  const name = parseBaseName(p);
  return p.peek() === 'I' ? new Node('template', [name, ...parseTemplateArguments(p)]) : name;
}

function parseBaseName(p: Parser): Node {
  if (isDigit(p.peek())) return parseIdentifier(p);
  if (p.accept('dn')) {
    return new Node('dtor', [isDigit(p.peek()) ? parseIdentifier(p) : p.rules.type(p, false)]);
  }
  // GCC leaves the code out.
  p.accept('on');
  return parseOperator(p, true);
}

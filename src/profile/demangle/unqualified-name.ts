/** `<unqualified-name>`: one identifier, operator, lambda, unnamed type, or structured binding. */
import { reject } from './budget.ts';
import { Node, nameNode } from './node.ts';
import { parseIdentifier, parseIndex, skipDiscriminator } from './numbers.ts';
import { parseOperator } from './operators.ts';
import { isDigit, isLower, type Parser } from './parser.ts';

/** Also sets `conversion` of the parser. */
export function parseUnqualifiedName(p: Parser, outerModule: Node | undefined): Node {
  const module = parseModule(p, outerModule);
  const isFriend = p.accept('F');
  const plain = parsePlain(p);
  const name = module === undefined ? plain : new Node('inModule', [module, plain]);
  const tagged = parseTags(p, name);
  p.conversion = plain.kind === 'cast' ? plain : undefined;
  return isFriend ? new Node('friend', [tagged]) : tagged;
}

function parsePlain(p: Parser): Node {
  const first = p.peek();
  if (isDigit(first)) return parseIdentifier(p);
  if (isLower(first)) {
    const operator = parseOperator(p, false);
    const isSuffix = operator.kind === 'operator' && operator.text === LITERAL_SUFFIX;
    return isSuffix ? new Node('unary', [operator, parseIdentifier(p)]) : operator;
  }
  if (first === 'L') {
    p.skip(1);
    const name = parseIdentifier(p);
    skipDiscriminator(p);
    return name;
  }
  if (p.accept('DC')) return parseBindings(p);
  return first === 'U' ? parseUnnamed(p) : reject();
}

/** As the table of operators has it. */
const LITERAL_SUFFIX = 'operator"" ';

/** `DC <source-name>+ E`: `auto [a, b]`. */
function parseBindings(p: Parser): Node {
  const names: Node[] = [];
  do names.push(parseIdentifier(p));
  while (!p.accept('E'));
  return new Node('bindings', names);
}

function parseUnnamed(p: Parser): Node {
  switch (p.peek(1)) {
    case 'l':
      return p.rules.closure(p);
    case 't':
      return parseUnnamedType(p);
    case 'b':
      p.skip(2);
      parseIndex(p);
      return nameNode("'block-literal'");
    default:
      return reject();
  }
}

/** `Ut [<number>] _` */
export function parseUnnamedType(p: Parser): Node {
  p.expect('Ut');
  const unnamed = new Node('unnamed', [], '', parseIndex(p));
  p.addSubstitution(unnamed);
  return unnamed;
}

/** ABI tags behind a name: `B <source-name>`. */
export function parseTags(p: Parser, name: Node): Node {
  let tagged = name;
  while (p.accept('B')) tagged = new Node('tagged', [tagged, parseIdentifier(p)]);
  return tagged;
}

/** `<module-name>`: `W [P] <source-name>`, any number; the outer module if there is none. */
export function parseModule(p: Parser, outer: Node | undefined): Node | undefined {
  let module = outer;
  while (p.accept('W')) {
    const isPartition = p.accept('P');
    module = new Node('module', [module, parseIdentifier(p)], '', 0, isPartition);
    p.addSubstitution(module);
  }
  return module;
}

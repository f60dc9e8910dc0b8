/** `<prefix>`: the parts of a nested name up to its `E`. */
import { reject } from './budget.ts';
import { bindConversion, bindToTemplate } from './conversions.ts';
import { Node } from './node.ts';
import { isDigit, isLower, type Parser } from './parser.ts';
import { parseSubstitution } from './substitutions.ts';
import { parseTemplateArgument, parseTemplateParam } from './templates.ts';
import { parseTags, parseUnqualifiedName } from './unqualified-name.ts';

interface Prefix {
  /** What was read so far. */
  name: Node | undefined;
  /** The last part: what constructors and destructors are named after. */
  last: Node | undefined;
  module: Node | undefined;
  /** A conversion operator whose template has not been seen. */
  conversion: Node | undefined;
}

export function parsePrefix(p: Parser): Node {
  const prefix: Prefix = { name: undefined, last: undefined, module: undefined, conversion: undefined };
  while (p.peek() !== 'E') {
    p.budget.spend(1);
    const first = p.peek();
    const part = parsePart(p, prefix);
    if (part === undefined) continue;
    prefix.last = part;
    prefix.name = prefix.name === undefined ? part : new Node('qualified', [prefix.name, part]);
    if (first !== 'S' && p.peek() !== 'E') p.addSubstitution(prefix.name);
  }
  const { name, conversion } = prefix;
  if (name === undefined) reject();
  if (conversion !== undefined) {
    const type = conversion.kid(0);
    bindConversion(conversion, type.kind === 'template' ? type : undefined, p.budget);
  }
  return name;
}

/** The next part; undefined for what is not shown. Template arguments apply to all in front of them. */
function parsePart(p: Parser, prefix: Prefix): Node | undefined {
  const first = p.peek();
  if (startsUnqualified(p, first)) {
    const name = parseUnqualifiedName(p, prefix.module);
    prefix.module = undefined;
    prefix.conversion = p.conversion ?? prefix.conversion;
    return name;
  }
  switch (first) {
    case 'C':
      return parseConstructor(p, prefix.last);
    case 'D':
      return 'Tt'.includes(p.peek(1) || '?') ? p.rules.type(p, false) : parseDestructor(p, prefix.last);
    case 'S': {
      const known = parseSubstitution(p, true);
      if (known.kind !== 'module') return known;
      prefix.module = known;
      return undefined;
    }
    case 'I':
    case 'J':
      return applyArguments(p, prefix, first === 'I' ? p.rules.templateArguments : parseBareArguments);
    case 'T':
      return parseTemplateParam(p);
    case 'M':
      // The variable that a lambda initializes: it was read as the scope.
      if (prefix.name === undefined) reject();
      p.skip(1);
      return undefined;
    default:
      return reject();
  }
}

function startsUnqualified(p: Parser, first: string): boolean {
  return isDigit(first) || isLower(first) || 'ULFW'.includes(first || '?') || p.startsWith('DC');
}

/** `C <kind>`, `CI <kind> <type>` for one that is inherited. */
function parseConstructor(p: Parser, last: Node | undefined): Node {
  p.skip(1);
  const isInheriting = p.accept('I');
  p.take(1);
  if (last === undefined) reject();
  const base = isInheriting ? p.rules.type(p, false) : undefined;
  return parseTags(p, new Node('ctor', [ownName(last), base]));
}

/** `D <kind>` */
function parseDestructor(p: Parser, last: Node | undefined): Node {
  p.take(2);
  if (last === undefined) reject();
  return parseTags(p, new Node('dtor', [ownName(last)]));
}

/** The class's name without scopes, arguments and tags. */
function ownName(whole: Node): Node {
  let node = whole;
  for (;;) {
    if (node.kind === 'template' || node.kind === 'tagged') node = node.kid(0);
    else if (node.kind === 'qualified') node = node.kid(1);
    else return node;
  }
}

function applyArguments(p: Parser, prefix: Prefix, read: (p: Parser) => Node[]): Node {
  if (prefix.name === undefined) reject();
  const template = new Node('template', [prefix.name, ...read(p)]);
  if (prefix.conversion !== undefined) bindToTemplate(prefix.conversion, template, p.budget);
  prefix.conversion = undefined;
  prefix.name = undefined;
  return template;
}

/** `J … E E`, a pack as all arguments: seen from Clang without the `I` that belongs in front. */
function parseBareArguments(p: Parser): Node[] {
  const found: Node[] = [];
  while (!p.accept('E')) found.push(parseTemplateArgument(p, []));
  return found;
}

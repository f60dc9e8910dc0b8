/** `<name>`: nested, local, and unscoped names, with the arguments of templates. */
import { reject } from './budget.ts';
import { bindConversion, bindToTemplate } from './conversions.ts';
import { Node, nameNode } from './node.ts';
import { parseIndex, skipDiscriminator } from './numbers.ts';
import { parsePrefix } from './parse-prefix.ts';
import type { Parser } from './parser.ts';
import { parseQualifiers, parseReferenceQualifier } from './qualifiers.ts';
import { parseSubstitution } from './substitutions.ts';
import { parseUnqualifiedName } from './unqualified-name.ts';

export function parseName(p: Parser): Node {
  p.budget.enter();
  const name = parseAnyName(p);
  p.budget.leave();
  return name;
}

function parseAnyName(p: Parser): Node {
  switch (p.peek()) {
    case '':
      return reject();
    case 'N':
      return parseNestedName(p);
    case 'Z':
      return parseLocalName(p);
    case 'S':
      if (p.peek(1) !== 't') return parseSubstitutedName(p);
      p.skip(2);
      return parseUnscopedName(p, undefined, nameNode('std'));
    case 'U':
      return parseUnscopedName(p, undefined, undefined, false);
    default:
      return parseUnscopedName(p);
  }
}

/** `S0_ <template-args>`, or the module of an unscoped name. */
function parseSubstitutedName(p: Parser): Node {
  const known = parseSubstitution(p, false);
  if (known.kind === 'module') return parseUnscopedName(p, known);
  const name = p.peek() === 'I' ? applyArguments(p, known, undefined) : known;
  p.hasObjectParameter = false;
  return name;
}

function parseUnscopedName(p: Parser, module?: Node, scope?: Node, mayBeTemplate = true): Node {
  const unqualified = parseUnqualifiedName(p, module);
  const conversion = p.conversion;
  let name = scope === undefined ? unqualified : new Node('qualified', [scope, unqualified]);
  if (mayBeTemplate && p.peek() === 'I') {
    p.addSubstitution(name);
    name = applyArguments(p, name, conversion);
  } else if (conversion !== undefined) bindConversion(name, undefined, p.budget);
  p.hasObjectParameter = false;
  return name;
}

function applyArguments(p: Parser, name: Node, conversion: Node | undefined): Node {
  const template = new Node('template', [name, ...p.rules.templateArguments(p)]);
  if (conversion !== undefined) bindToTemplate(name, template, p.budget);
  return template;
}

/** `N [qualifiers] <prefix> E`; the qualifiers are those of `this`. */
function parseNestedName(p: Parser): Node {
  p.expect('N');
  const hasObject = p.accept('H');
  const qualifiers = hasObject ? undefined : parseQualifiers(p);
  const reference = hasObject ? '' : parseReferenceQualifier(p);
  const name = parsePrefix(p);
  p.expect('E');
  p.hasObjectParameter = hasObject;
  if (qualifiers === undefined && reference === '') return name;
  return new Node('method', [name, qualifiers], reference);
}

/** `Z <encoding> E <name>`, `… E s` for a string literal, `… E d <number> _ <name>` in a default argument. */
function parseLocalName(p: Parser): Node {
  p.expect('Z');
  const scope = p.rules.encoding(p, true, true);
  p.expect('E');
  if (p.accept('s')) {
    skipDiscriminator(p);
    p.hasObjectParameter = false;
    return new Node('qualified', [scope, nameNode('string literal')], '', 0, true);
  }
  const argument = p.accept('d') ? parseIndex(p) : undefined;
  const name = parseName(p);
  skipDiscriminator(p);
  const local = argument === undefined ? name : new Node('defaultArgument', [name], '', argument);
  return new Node('qualified', [scope, local], '', 0, true);
}

/** `<substitution>`: parts of the name that were seen before, and abbreviations of the standard library. */
import { reject } from './budget.ts';
import { Node, nameNode, templateParam } from './node.ts';
import { parseSequenceId } from './numbers.ts';
import { isDigit, isUpper, type Parser, type Template } from './parser.ts';
import { parseTags } from './unqualified-name.ts';
import { rewrite } from './walk.ts';

/** `inPrefix`: within a nested name, where a constructor or destructor may follow. */
export function parseSubstitution(p: Parser, inPrefix: boolean): Node {
  p.expect('S');
  const code = p.peek();
  if (code === '_' || isDigit(code) || isUpper(code)) {
    const known = p.substitutions[parseSequenceId(p, false)];
    return known === undefined ? reject() : inScope(p, known);
  }
  p.skip(1);
  const isNamesake = inPrefix && (p.peek() === 'C' || p.peek() === 'D');
  const node = (isNamesake ? LONG_FORMS[code]?.() : undefined) ?? SHORT_FORMS[code]?.();
  if (node === undefined) reject();
  if (p.peek() !== 'B') return node;
  const tagged = parseTags(p, node);
  p.addSubstitution(tagged);
  return tagged;
}

const standard = (name: string) => () => new Node('qualified', [nameNode('std'), nameNode(name)]);
const ofChar = (name: string, others: readonly string[] = []): Node =>
  new Node('template', [
    standard(name)(),
    new Node('builtin', [], 'char'),
    ...others.map((other) => ofChar(other)),
  ]);

const SHORT_FORMS: Readonly<Record<string, (() => Node) | undefined>> = {
  t: () => nameNode('std'),
  a: standard('allocator'),
  b: standard('basic_string'),
  s: standard('string'),
  i: standard('istream'),
  o: standard('ostream'),
  d: standard('iostream'),
};

/** Constructors are named after the template, not after its alias. */
const LONG_FORMS: Readonly<Record<string, (() => Node) | undefined>> = {
  s: () => ofChar('basic_string', ['char_traits', 'allocator']),
  i: () => ofChar('basic_istream', ['char_traits']),
  o: () => ofChar('basic_ostream', ['char_traits']),
  d: () => ofChar('basic_iostream', ['char_traits']),
};

/**
 * A part that was seen before, with its references to template parameters leading to the template that we are in
 * now: the text is the same, the meaning need not be.
 */
function inScope(p: Parser, known: Node): Node {
  if (!known.hasParameters) return known;
  const templates: Template[] = p.templates.slice();
  const lambdaLevels: number[] = [];
  const seen = new Set<Node>();
  const enter = (part: Node): boolean => {
    switch (part.kind) {
      case 'typed':
        if (part.kid(0).kind !== 'template') return part.hasParameters;
        if (!part.hasParameters) return false;
        templates.push(part.kid(0));
        lambdaLevels.push(p.lambdaLevel);
        p.lambdaLevel = 0;
        return true;
      case 'closure':
        if (!part.hasParameters) return false;
        lambdaLevels.push(p.lambdaLevel);
        p.lambdaLevel = templates.length + 1;
        return true;
      case 'templateParam':
      case 'lambdaAuto':
        return true;
      default:
        return part.hasParameters && !seen.has(part) && seen.add(part) !== undefined;
    }
  };
  const replace = (part: Node): Node | undefined => {
    if (part.kind === 'typed') {
      if (part.kid(0).kind !== 'template') return undefined;
      templates.pop();
      p.lambdaLevel = lambdaLevels.pop()!;
    } else if (part.kind === 'closure') p.lambdaLevel = lambdaLevels.pop()!;
    else if (part.kind === 'templateParam' || part.kind === 'lambdaAuto') {
      return rescope(p, part, templates, known);
    }
    return undefined;
  };
  return rewrite(known, { enter, replace }, p.budget) ?? known;
}

function rescope(p: Parser, param: Node, templates: readonly Template[], known: Node): Node | undefined {
  const index = param.num;
  if (p.inConstraint) return nameNode(`T${index}`);
  if (p.lambdaLevel > 0)
    return param.kind === 'lambdaAuto' ? undefined : new Node('lambdaAuto', [], '', index);
  // Clang refers to the template that was substituted itself, where there is no other.
  if (templates.length === 0 && known.kind !== 'template') reject();
  const template = templates.length > 0 ? templates.at(-1) : known;
  // Within the type of a conversion operator the template comes later.
  if (template === undefined) return templateParam(index, undefined);
  return index + 1 < template.kids.length ? templateParam(index, template) : reject();
}

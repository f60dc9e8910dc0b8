/** Template parameters, arguments and argument packs. */
import { type Budget, reject } from './budget.ts';
import { argumentOf, type Kind, Node, nameNode, templateParam } from './node.ts';
import { parseIndex } from './numbers.ts';
import type { Parser } from './parser.ts';
import { parseConstraint, parseDeclaration } from './template-declarations.ts';
import { traverse } from './walk.ts';

/** `T_`, `T0_`, `TL0__`: a parameter of the template we are in, or of one around it. */
export function parseTemplateParam(p: Parser): Node {
  const from = p.at;
  p.expect('T');
  const level = p.accept('L') ? parseIndex(p) : 0;
  const index = parseIndex(p);
  if (p.inConstraint) return nameNode(p.text.slice(from, p.at - 1));
  const isInLambda = p.lambdaLevel > 0 && level === p.lambdaLevel - 1;
  const isKnown = level < p.templates.length;
  const template = p.templates[level];
  // Within the type of a conversion operator the template comes later.
  if (isKnown && template === undefined) return templateParam(index, undefined);
  if (template !== undefined && index + 1 < template.kids.length) return templateParam(index, template);
  // An `auto` parameter of a lambda is written as the parameter of a template without arguments.
  return isInLambda ? new Node('lambdaAuto', [], '', index) : reject();
}

/** `I <template-arg>+ E`; also `J … E`. */
export function parseTemplateArguments(p: Parser): Node[] {
  if (!p.accept('I')) p.expect('J');
  const found: Node[] = [];
  while (!p.accept('E')) {
    found.push(parseTemplateArgument(p, found));
    if (p.peek() !== 'Q') continue;
    // What the arguments have to fulfil is not shown.
    parseConstraint(p);
    if (p.peek() !== 'E') reject();
  }
  return found;
}

const DECLARATIONS = ['y', 'n', 't', 'p', 'k'];

/** `<template-arg>`: a type, expression, literal or pack; `previous`: the arguments in front of it. */
export function parseTemplateArgument(p: Parser, previous: readonly Node[]): Node {
  p.budget.enter();
  const argument = parseArgument(p, previous);
  p.budget.leave();
  return argument;
}

function parseArgument(p: Parser, previous: readonly Node[]): Node {
  switch (p.peek()) {
    case 'X': {
      p.skip(1);
      const expression = p.rules.expression(p);
      p.expect('E');
      return expression;
    }
    case 'L':
      return p.rules.literal(p);
    case 'I':
    case 'J':
      return new Node('pack', parseTemplateArguments(p));
    case 'T':
      return DECLARATIONS.includes(p.peek(1)) ? parseDeclared(p, previous) : p.rules.type(p, false);
    default:
      return p.rules.type(p, false);
  }
}

/** A declaration of the parameter, which may refer to earlier arguments, and the argument. */
function parseDeclared(p: Parser, previous: readonly Node[]): Node {
  p.templates.push(new Node('template', [undefined, ...previous]));
  const declared = parseDeclaration(p);
  p.templates.pop();
  if (declared === undefined) reject();
  return new Node('declaredArgument', [declared.param, parseTemplateArgument(p, [])]);
}

/** What is expanded in these, if anything, is their own. */
const CLOSED: readonly Kind[] = ['packExpansion', 'closure', 'defaultArgument', 'tagged', 'fixedPoint'];

/** The first argument pack that a pattern refers to. */
export function findPack(pattern: Node, budget: Budget): Node | undefined {
  const seen = new Set<Node>();
  let pack: Node | undefined;
  const visit = (part: Node): boolean => {
    if (pack !== undefined || !part.hasParameters) return false;
    if (part.kind === 'templateParam') {
      const argument = argumentOf(part);
      if (argument?.kind === 'pack') pack = argument;
    }
    if (CLOSED.includes(part.kind) || seen.has(part)) return false;
    seen.add(part);
    return true;
  };
  traverse(pattern, visit, budget);
  return pack;
}

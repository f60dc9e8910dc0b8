/** Template parameters that lambdas declare, and lambdas. */
import { reject } from './budget.ts';
import { Node, nameNode } from './node.ts';
import { parseIndex } from './numbers.ts';
import type { Parser } from './parser.ts';

export interface Declaration {
  readonly param: Node;
  /** What references to the parameter stand for. */
  readonly value: Node;
}

/** `<template-param-decl>`; undefined if there is none. */
export function parseDeclaration(p: Parser): Declaration | undefined {
  if (p.peek() !== 'T') return undefined;
  p.budget.enter();
  const declared = parseKind(p, p.peek(1));
  p.budget.leave();
  return declared;
}

function parseKind(p: Parser, kind: string): Declaration | undefined {
  switch (kind) {
    case 'y': {
      p.skip(2);
      const value = new Node('paramName', [], '$T', p.typeParams++);
      return { param: new Node('typeParam', [value]), value };
    }
    case 'k': {
      p.skip(2);
      const concept = p.inConstraints(() => p.rules.name(p));
      const value = new Node('paramName', [], '$T', p.typeParams++);
      return { param: new Node('constrainedParam', [value, concept]), value };
    }
    case 'n': {
      p.skip(2);
      const value = new Node('paramName', [], '$N', p.valueParams++);
      return { param: new Node('valueParam', [value, p.rules.type(p, false)]), value };
    }
    case 't':
      p.skip(2);
      return parseTemplateTemplate(p);
    case 'p': {
      p.skip(2);
      const { param, value } = parseDeclaration(p) ?? reject();
      return { param: new Node('packParam', [param]), value };
    }
    default:
      return undefined;
  }
}

/** `Tt <template-param-decl>* [Q <expression>] E` */
function parseTemplateTemplate(p: Parser): Declaration {
  const value = new Node('paramName', [], '$TT', p.templateParams++);
  const scope = new DeclaredTemplate(p, 'template_template');
  const params: Node[] = [];
  let constraint: Node | undefined;
  while (!p.accept('E')) {
    params.push(scope.add(parseDeclaration(p) ?? reject()));
    if (p.peek() !== 'Q') continue;
    constraint = parseConstraint(p);
    if (p.peek() !== 'E') reject();
  }
  scope.close();
  return { param: new Node('templateTemplateParam', [value, ...params, constraint]), value };
}

/** `Ul <template-param-decl>* [Q…] <type>+ [Q…] E [<number>] _` */
export function parseClosure(p: Parser): Node {
  p.expect('Ul');
  const outerLevel = p.lambdaLevel;
  p.lambdaLevel = p.templates.length + 1;
  const scope = new DeclaredTemplate(p, 'lambda');
  const params: Node[] = [];
  for (let one = parseDeclaration(p); one !== undefined; one = parseDeclaration(p))
    params.push(scope.add(one));
  const ofParams = p.peek() === 'Q' ? parseConstraint(p) : undefined;
  const types = p.rules.parameters(p, false);
  p.lambdaLevel = outerLevel;
  scope.close();
  const ofCall = p.peek() === 'Q' ? parseConstraint(p) : undefined;
  p.expect('E');
  return new Node(
    'closure',
    [...params, ofParams, ...types, ofCall],
    '',
    parseIndex(p),
    false,
    params.length,
  );
}

/** `Q <expression>` */
export function parseConstraint(p: Parser): Node {
  p.expect('Q');
  return p.inConstraints(() => p.rules.expression(p));
}

/** The template whose parameters are being declared, from the first declaration on. */
class DeclaredTemplate {
  readonly #p: Parser;
  readonly #name: string;
  #template: Node | undefined = undefined;

  constructor(p: Parser, name: string) {
    this.#p = p;
    this.#name = name;
  }

  /** The parameter, once references to it are understood. */
  add({ param, value }: Declaration): Node {
    if (this.#template === undefined) {
      this.#template = new Node('template', [nameNode(this.#name)]);
      this.#p.templates.push(this.#template);
    }
    this.#template.addKid(value);
    return param;
  }

  close(): void {
    if (this.#template !== undefined) this.#p.templates.pop();
  }
}

/**
 * The tree that a C++ name is read into.
 *
 * All nodes have one shape, so that what walks and rewrites trees needs no case per kind. What the fields of each
 * kind mean is said in `Kind`: its children in brackets in their order, `?` for one that may be missing.
 */

export type Kind =
  // Names
  | 'name' // text
  | 'qualified' // [scope, name], flag: in a function
  | 'template' // [name?, ...arguments]
  | 'ctor' // [name, inherited from?]
  | 'dtor' // [name]
  | 'tagged' // [name, tag]
  | 'operator' // text as in expressions, num: operands
  | 'cast' // [type]: a conversion operator, or a cast in an expression; num: operands
  | 'bindings' // [...names]
  | 'unnamed' // num
  | 'closure' // [...template parameters, constraint?, ...parameters, constraint?], num, split: template parameters
  | 'defaultArgument' // [name in it], num
  | 'friend' // [name]
  | 'module' // [parent?, name], flag: a partition
  | 'inModule' // [module, name]
  // Whole symbols
  | 'typed' // [name, type]
  | 'clone' // [name], text: suffix
  | 'special' // [name], text: what it is of it
  | 'constructionVtable' // [base, derived]
  | 'globalCode' // [name], flag: constructors, else destructors
  | 'enableIf' // [typed, ...conditions]
  | 'constrained' // [typed, condition]
  // Types
  | 'builtin' // text
  | 'qualifiers' // [...qualifier]
  | 'qualifier' // [...operands], text
  | 'qualifiedType' // [type, qualifiers]
  | 'method' // [function or its name, qualifiers?], text: reference qualifier
  | 'pointer' // [type]
  | 'lvalue' // [type]
  | 'rvalue' // [type]
  | 'complex' // [type]
  | 'imaginary' // [type]
  | 'placeholder' // [concept], text: auto or decltype(auto)
  | 'transformed' // [type], text: function
  | 'vendorQualified' // [qualifier, type]
  | 'array' // [size, element]
  | 'vector' // [size, element]
  | 'function' // [result?, ...parameters], flag: encloses a local name
  | 'explicitObject' // [type]
  | 'memberPointer' // [class, member]
  | 'fixedPoint' // [type], text: kind, flag: saturated
  | 'binaryFloat' // num: bits
  | 'bitInt' // [size], flag: signed
  | 'elaborated' // [type], text: struct, union, enum
  | 'decltype' // [expression]
  // Templates
  | 'templateParam' // num: index, target: the template
  | 'lambdaAuto' // num: index
  | 'declaredArgument' // [parameter, argument]
  | 'pack' // [...arguments]
  | 'packExpansion' // [pattern], target: the pack
  | 'paramName' // text: prefix, num
  | 'typeParam' // [name]
  | 'constrainedParam' // [name, concept]
  | 'valueParam' // [name, type]
  | 'templateTemplateParam' // [name, ...parameters, constraint?]
  | 'packParam' // [parameter]
  // Expressions
  | 'functionParam' // num, 0: this
  | 'literal' // [type], text: value, flag: negative
  | 'stringLiteral' // [type]
  | 'lambdaLiteral' // [closure]
  | 'list' // [...expressions]
  | 'braced' // [type?, list]
  | 'nullary' // [operator]
  | 'unary' // [operator, operand], flag: behind the operand, num 1: operand is a type of sizeof
  | 'binary' // [operator, left, right]
  | 'ternary' // [operator, first, second, third]
  | 'fold' // [operator, first, second?], flag: from the left
  | 'new' // [operator, place?, type, initializer?]
  | 'sizeofPack' // target: the pack
  | 'sizeofArguments' // [...arguments]
  | 'subobject' // [type, expression], num: offset
  | 'memberPointerCast' // [type, expression]
  | 'requires' // [...parameters, ...requirements], split: parameters
  | 'exprRequirement' // [expression, type constraint?], flag: noexcept
  | 'typeRequirement' // [type]
  | 'nestedRequirement'; // [constraint]

export class Node {
  readonly kind: Kind;
  readonly kids: (Node | undefined)[];
  readonly text: string;
  readonly num: number;
  flag: boolean;
  readonly split: number;
  /** What a reference within the tree leads to; not a child. */
  target: Node | undefined = undefined;
  /** How often this node is being printed at the moment. */
  printing = 0;
  /** In here are references to template parameters. */
  hasParameters = false;
  /** In here is something that simplifying may change. */
  isReducible = false;

  constructor(kind: Kind, kids: (Node | undefined)[], text = '', num = 0, flag = false, split = 0) {
    this.kind = kind;
    this.kids = kids;
    this.text = text;
    this.num = num;
    this.flag = flag;
    this.split = split;
    for (const kid of kids) if (kid !== undefined) this.#adopt(kid);
    if (kind === 'templateParam' || kind === 'sizeofPack') this.hasParameters = this.isReducible = true;
    else if (kind === 'lambdaAuto') this.hasParameters = true;
    else if (kind === 'packExpansion') this.isReducible = true;
  }

  /** Child i, which this kind always has. */
  kid(i: number): Node {
    return this.kids[i]!;
  }

  replaceKid(i: number, kid: Node): void {
    this.kids[i] = kid;
    this.#adopt(kid);
  }

  addKid(kid: Node): void {
    this.kids.push(kid);
    this.#adopt(kid);
  }

  /** The same with other children. */
  withKids(kids: (Node | undefined)[]): Node {
    const copy = new Node(this.kind, kids, this.text, this.num, this.flag, this.split);
    copy.target = this.target;
    return copy;
  }

  #adopt(kid: Node): void {
    if (kid.hasParameters) this.hasParameters = true;
    if (kid.isReducible || COLLAPSES[this.kind]?.includes(kid.kind)) this.isReducible = true;
  }
}

/** Kinds that become one with a child of these kinds. */
const COLLAPSES: { readonly [K in Kind]?: readonly Kind[] } = {
  method: ['method', 'qualifiedType'],
  qualifiedType: ['function', 'qualifiedType', 'method'],
  lvalue: ['lvalue', 'rvalue'],
  rvalue: ['lvalue', 'rvalue'],
  array: ['qualifiedType'],
};

/** A reference to argument `index` of a template; without a template yet inside the type of a conversion operator. */
export function templateParam(index: number, template: Node | undefined): Node {
  const node = new Node('templateParam', [], '', index);
  node.target = template;
  return node;
}

/** What the reference stands for; undefined if there is no such argument. */
export function argumentOf(param: Node): Node | undefined {
  return param.target?.kids[param.num + 1];
}

export function nameNode(text: string): Node {
  return new Node('name', [], text);
}

/** `<encoding>`: a name, and for functions the types of their parameters. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import { parseSignature } from './parse-signature.ts';
import type { Parser } from './parser.ts';
import { simplify } from './simplify.ts';
import { parseSpecialName } from './special-name.ts';
import { parseConstraint } from './template-declarations.ts';
import { parseTemplateArguments } from './templates.ts';

/** Clang's `__attribute__((enable_if(…)))`. */
const ENABLE_IF = 'Ua9enable_if';

export function parseEncoding(p: Parser, withParameters: boolean, isLocal: boolean): Node {
  p.budget.enter();
  const encoding = parseAny(p, withParameters, isLocal);
  p.budget.leave();
  return encoding;
}

function parseAny(p: Parser, withParameters: boolean, isLocal: boolean): Node {
  const first = p.peek();
  if (first === '') reject();
  if (first === 'G' || first === 'T') return parseSpecialName(p);
  const read = p.rules.name(p);
  const hasObject = p.hasObjectParameter;
  const name = simplify(read, p.budget);
  if (!withParameters) return withoutThis(name);
  const isData = p.isAtEnd || p.peek() === 'E';
  return isData ? name : parseFunction(p, name, { hasObject, isLocal });
}

/** The name without qualifiers of `this`, which are shown behind the parameters only. */
function withoutThis(name: Node): Node {
  const whole = name.kind === 'method' ? name.kid(0) : name;
  takeLocalQualifiers(whole);
  return whole;
}

/** The qualified method within a local name, taken out of there: its qualifiers are of the whole. */
function takeLocalQualifiers(name: Node): Node | undefined {
  if (name.kind !== 'qualified' || !name.flag) return undefined;
  const inner = name.kid(1);
  const [holder, place] = inner.kind === 'defaultArgument' ? [inner, 0] : [name, 1];
  const method = holder.kid(place);
  if (method.kind !== 'method') return undefined;
  holder.replaceKid(place, method.kid(0));
  return method;
}

interface Circumstances {
  readonly hasObject: boolean;
  readonly isLocal: boolean;
}

function parseFunction(p: Parser, name: Node, { hasObject, isLocal }: Circumstances): Node {
  const template = templateOf(name);
  const outerLevel = p.lambdaLevel;
  if (template !== undefined) {
    p.templates.push(template);
    p.lambdaLevel = 0;
  }
  let conditions: Node[] = [];
  if (p.startsWith(`${ENABLE_IF}I`)) {
    p.skip(ENABLE_IF.length);
    conditions = parseTemplateArguments(p);
  }
  const signature = parseSignature(p, hasResult(name), hasObject);
  const constraint = p.peek() === 'Q' ? parseConstraint(p) : undefined;
  if (template !== undefined) {
    p.templates.pop();
    p.lambdaLevel = outerLevel;
  }
  const type = simplify(signature, p.budget);
  if (isLocal && type.kind === 'function') type.flag = true;
  let typed = typedNode(name, type);
  if (conditions.length > 0) typed = new Node('enableIf', [typed, ...conditions]);
  return constraint === undefined ? typed : new Node('constrained', [typed, constraint]);
}

/** Name and type as one; the name's qualifiers move to the type. */
function typedNode(name: Node, type: Node): Node {
  const whole = name.kind === 'method' ? name.kid(0) : name;
  let qualified = type;
  if (name.kind === 'method') {
    name.replaceKid(0, qualified);
    qualified = name;
  }
  const local = takeLocalQualifiers(whole);
  if (local !== undefined) {
    local.replaceKid(0, qualified);
    qualified = local;
  }
  return new Node('typed', [whole, qualified]);
}

/** The template whose parameters the parameter types may mention. */
function templateOf(name: Node): Node | undefined {
  let node: Node | undefined = name;
  while (node !== undefined && node.kind !== 'template') {
    if (node.kind === 'method') node = node.kid(0);
    else if (node.kind === 'ctor') node = node.kids[1];
    else if (node.kind !== 'qualified') return undefined;
    else if (node.flag || node.kid(1).kind === 'ctor') node = node.kid(1);
    else return undefined;
  }
  return node;
}

/** Only functions made from templates have the type of their result in the name. */
function hasResult(name: Node): boolean {
  let node = name;
  for (;;) {
    if (node.kind === 'template') return !isWithoutResult(node.kid(0));
    if (node.kind === 'qualified' && node.flag) node = node.kid(1);
    else if (node.kind === 'qualifiedType' || node.kind === 'method') node = node.kid(0);
    else return false;
  }
}

/** Constructors, destructors and conversions say what they give by themselves. */
function isWithoutResult(name: Node): boolean {
  let node = name;
  while (node.kind === 'qualified') node = node.kid(1);
  return node.kind === 'ctor' || node.kind === 'dtor' || node.kind === 'cast';
}

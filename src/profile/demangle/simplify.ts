/**
 * What C++ itself says about types that meet: template parameters are their arguments, pack expansions are lists,
 * `T& &&` is `T&`, qualifiers of qualifiers are one set.
 */
import type { Budget } from './budget.ts';
import { argumentOf, Node } from './node.ts';
import { mergeQualifiers } from './qualifiers.ts';
import { rewrite } from './walk.ts';

/** The simplified tree; the same if there is nothing to simplify. */
export function simplify(node: Node, budget: Budget): Node {
  if (!node.isReducible) return node;
  // A part that occurs twice is simplified where it is met first, as the reference does.
  const seen = new Set<Node>();
  const enter = (part: Node) => part.isReducible && !seen.has(part) && seen.add(part) !== undefined;
  return rewrite(node, { enter, replace: (part) => simplifyOne(part, budget) }, budget) ?? node;
}

function simplifyOne(node: Node, budget: Budget): Node | undefined {
  switch (node.kind) {
    case 'templateParam':
      return argumentOf(node);
    case 'method':
      return simplifyMethod(node);
    case 'qualifiedType':
      return simplifyQualified(node);
    case 'lvalue':
    case 'rvalue':
      return collapseReference(node);
    case 'array':
      return qualifyWhole(node);
    case 'packExpansion':
      return expandPack(node, budget);
    default:
      return undefined;
  }
}

function simplifyMethod(node: Node): Node | undefined {
  const inner = node.kid(0);
  if (inner.kind === 'qualifiedType') {
    return new Node('method', [inner.kids[0], mergeQualifiers(node.kids[1], inner.kids[1])], node.text);
  }
  if (inner.kind !== 'method') return undefined;
  const both = node.text !== '' && inner.text !== '';
  const reference = both && [node.text, inner.text].includes('&') ? '&' : node.text || inner.text;
  return new Node('method', [inner.kids[0], mergeQualifiers(node.kids[1], inner.kids[1])], reference);
}

function simplifyQualified(node: Node): Node | undefined {
  const inner = node.kid(0);
  if (inner.kind === 'function') return new Node('method', [inner, node.kids[1]]);
  if (inner.kind !== 'qualifiedType' && inner.kind !== 'method') return undefined;
  return inner.withKids([inner.kids[0], mergeQualifiers(node.kids[1], inner.kids[1])]);
}

function collapseReference(node: Node): Node | undefined {
  const inner = node.kid(0);
  if (inner.kind === 'lvalue') return inner;
  if (inner.kind !== 'rvalue') return undefined;
  return node.kind === 'rvalue' ? inner : new Node('lvalue', [inner.kids[0]]);
}

/** Qualifiers of an array's elements are those of the array. */
export function qualifyWhole(array: Node): Node | undefined {
  const element = array.kid(1);
  if (element.kind !== 'qualifiedType') return undefined;
  return new Node('qualifiedType', [new Node('array', [array.kids[0], element.kids[0]]), element.kids[1]]);
}

/** The pattern once for each argument of its pack. */
function expandPack(node: Node, budget: Budget): Node | undefined {
  const pack = node.target;
  if (pack === undefined) return undefined;
  const pattern = node.kid(0);
  const expanded = pack.kids.map((argument) => {
    const seen = new Set<Node>();
    const enter = (part: Node) =>
      part.kind !== 'packExpansion' && !seen.has(part) && seen.add(part) !== undefined;
    const replace = (part: Node) => (part === pack ? argument : undefined);
    return simplify(rewrite(pattern, { enter, replace }, budget) ?? pattern, budget);
  });
  return new Node('list', expanded);
}

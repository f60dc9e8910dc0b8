/** Walking and rewriting of trees, whatever their kinds. */
import type { Budget } from './budget.ts';
import { Node } from './node.ts';

/** Calls `visit` for the node and what is in it, for a node's children only if it answered true. */
export function traverse(node: Node, visit: (node: Node) => boolean, budget: Budget): void {
  budget.enter();
  if (visit(node)) {
    // The qualifiers of types and methods mention no template parameters of their own.
    const count = node.kind === 'qualifiedType' || node.kind === 'method' ? 1 : node.kids.length;
    for (let i = 0; i < count; i++) {
      const kid = node.kids[i];
      if (kid !== undefined) traverse(kid, visit, budget);
    }
  }
  budget.leave();
}

export interface Rewriting {
  /** Whether to look into a node; false leaves it and all in it as it is. */
  readonly enter: (node: Node) => boolean;
  /** What takes the place of a node, whose children are rewritten already; undefined: the node itself. */
  readonly replace: (node: Node) => Node | undefined;
}

/** The rewritten tree; undefined if nothing changes. Nodes that change are copied, all others are shared. */
export function rewrite(node: Node, rewriting: Rewriting, budget: Budget): Node | undefined {
  if (!rewriting.enter(node)) return undefined;
  budget.enter();
  let kids: (Node | undefined)[] | undefined;
  for (let i = 0; i < node.kids.length; i++) {
    const kid = node.kids[i];
    const rewritten = kid === undefined ? undefined : rewrite(kid, rewriting, budget);
    if (rewritten === undefined) continue;
    kids ??= node.kids.slice();
    kids[i] = rewritten;
  }
  budget.leave();
  if (kids === undefined && node.kind !== 'sizeofPack') return rewriting.replace(node);
  const copy = copyWith(node, kids ?? []);
  return rewriting.replace(copy) ?? copy;
}

function copyWith(node: Node, kids: (Node | undefined)[]): Node {
  // Two things that the reference forgets when it copies.
  if (node.kind === 'vendorQualified') return node.withKids([kids[0], node.kids[1]]);
  if (node.kind === 'exprRequirement') return new Node('exprRequirement', kids);
  return node.withKids(kids);
}

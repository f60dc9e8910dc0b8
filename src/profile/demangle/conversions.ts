/**
 * Conversion operators mention template parameters before their template is known:
 * in `operator T<int>` the parameter stands in front of the arguments.
 */
import { type Budget, reject } from './budget.ts';
import type { Node } from './node.ts';
import { traverse } from './walk.ts';

/** Gives the open references in `node` their template. None may be open if there is no template. */
export function bindConversion(node: Node, template: Node | undefined, budget: Budget): void {
  const seen = new Set<Node>();
  const visit = (part: Node): boolean => {
    if (part.kind === 'templateParam') {
      bindParameter(part, template);
      return false;
    }
    // Parameters in the types of lambdas are the lambda's own.
    if (part.kind === 'closure' || !part.hasParameters || seen.has(part)) return false;
    seen.add(part);
    return true;
  };
  traverse(node, visit, budget);
}

function bindParameter(param: Node, template: Node | undefined): void {
  if (param.target !== undefined) {
    if (template !== undefined) reject();
    return;
  }
  if (template === undefined || param.num + 1 >= template.kids.length) reject();
  param.target = template;
}

/** Binds a conversion operator to its template, whose arguments leave nothing open. */
export function bindToTemplate(conversion: Node, template: Node, budget: Budget): void {
  bindConversion(conversion, template, budget);
  for (const argument of template.kids.slice(1)) bindConversion(argument!, undefined, budget);
}

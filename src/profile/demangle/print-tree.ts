import type { Budget } from './budget.ts';
import type { Node } from './node.ts';
import { EXPRESSIONS } from './print-expressions.ts';
import { NAME_DECLARATORS, NAMES, SYMBOLS } from './print-names.ts';
import { TEMPLATE_DECLARATORS, TEMPLATES } from './print-templates.ts';
import { TYPE_DECLARATORS, TYPES } from './print-type.ts';
import { Printer, type PrintOptions, type PrintTables } from './printer.ts';

const TABLES: PrintTables = {
  whole: { ...NAMES, ...SYMBOLS, ...TEMPLATES, ...TYPES, ...EXPRESSIONS },
  declarators: { ...TYPE_DECLARATORS, ...NAME_DECLARATORS, ...TEMPLATE_DECLARATORS },
};

/**
 * The tree as C++.
 * @throws NotMangled or TooComplex
 */
export function printTree(tree: Node, options: PrintOptions, budget: Budget): string {
  const out = new Printer(options, TABLES, budget);
  out.printUnguarded(tree);
  return out.text;
}

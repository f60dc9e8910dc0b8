/** Writes a tree as C++. */
import type { Budget } from './budget.ts';
import type { Kind, Node } from './node.ts';

export interface PrintOptions {
  /** Arguments of templates. */
  readonly templateArguments: boolean;
  /** Parameters of functions around local names. */
  readonly enclosingParameters: boolean;
}

export type Print = (out: Printer, node: Node) => void;

/** How each kind of node is written. */
export interface PrintTables {
  readonly whole: Readonly<Record<Kind, Print>>;
  /** What a declarator writes at its place within the type that it belongs to. */
  readonly declarators: { readonly [K in Kind]?: Print };
}

export class Printer {
  readonly options: PrintOptions;
  readonly budget: Budget;
  /**
   * C++ writes types inside out: in `int (*)(char)` the pointer stands within the function. Declarators wait here
   * until the type below them has found the place; the last one is written first.
   */
  pending: Node[] = [];
  /** The last character written, as the reference sees it: it overlooks some numbers. */
  last = '';
  text = '';
  readonly #tables: PrintTables;

  constructor(options: PrintOptions, tables: PrintTables, budget: Budget) {
    this.options = options;
    this.#tables = tables;
    this.budget = budget;
  }

  write(text: string): void {
    if (text === '') return;
    this.last = text[text.length - 1]!;
    this.writeUnseen(text);
  }

  /** Without `last`: what comes next is spaced as if this were not there. */
  writeUnseen(text: string): void {
    this.budget.print(text.length);
    this.text += text;
  }

  print(node: Node): void {
    // Substitutions can lead in circles. Twice is legitimate: a name can be within the type that it has.
    if (node.printing > 1) return;
    node.printing++;
    this.printUnguarded(node);
    node.printing--;
  }

  /** `print` where a circle would be met further down. */
  printUnguarded(node: Node): void {
    this.budget.enter();
    this.#tables.whole[node.kind](this, node);
    this.budget.leave();
  }

  /** Runs `print` with only these declarators waiting. */
  withPending(pending: Node[], print: () => void): void {
    const held = this.pending;
    this.pending = pending;
    print();
    this.pending = held;
  }

  /** Items with commas between them. */
  printList(items: readonly (Node | undefined)[]): void {
    let separator = '';
    for (const item of items) {
      if (item === undefined) continue;
      this.write(separator);
      this.print(item);
      separator = ', ';
    }
  }

  /** In parentheses unless it is clearly one thing. */
  printOperand(node: Node): void {
    if (isOneThing(node)) this.print(node);
    else this.printEnclosed(node);
  }

  printEnclosed(node: Node): void {
    this.write('(');
    this.print(node);
    this.write(')');
  }

  /** A type with a declarator, which is written behind it if nothing in the type has written it. */
  printDeclared(declarator: Node, type: Node): void {
    this.pending.push(declarator);
    this.print(type);
    if (this.pending.length > 0) {
      this.printDeclarator(declarator);
      this.pending.pop();
    }
  }

  /** As `printDeclared`, but the declarator is no longer waiting while it is written. */
  printDeclaredLast(declarator: Node, type: Node): void {
    this.pending.push(declarator);
    this.print(type);
    if (this.pending.length > 0) this.printNextDeclarator();
  }

  printNextDeclarator(): void {
    this.printDeclarator(this.pending.pop()!);
  }

  printDeclarators(): void {
    while (this.pending.length > 0) this.printNextDeclarator();
  }

  printDeclarator(node: Node): void {
    this.budget.enter();
    this.#tables.declarators[node.kind]!(this, node);
    this.budget.leave();
  }

  /** Whether nothing is written for an argument, not even a comma: an empty pack. */
  isEmpty(node: Node): boolean {
    this.budget.enter();
    const isEmpty = this.#hasNothing(node);
    this.budget.leave();
    return isEmpty;
  }

  #hasNothing(node: Node): boolean {
    switch (node.kind) {
      case 'pack':
        return node.kids.every((argument) => this.isEmpty(argument!));
      case 'list':
        return node.kids.length === 0;
      case 'packExpansion':
        return node.target !== undefined && this.isEmpty(node.kid(0));
      default:
        return false;
    }
  }
}

function isOneThing(node: Node): boolean {
  if (node.kind === 'qualified') return !node.flag;
  return node.kind === 'name' || node.kind === 'braced' || node.kind === 'functionParam';
}

/** How names and whole symbols are written. */
import type { Kind, Node } from './node.ts';
import { printLambda } from './print-templates.ts';
import type { Print, Printer } from './printer.ts';

type Table = { readonly [K in Kind]?: Print };

const first: Print = (out, node) => out.print(node.kid(0));
const text: Print = (out, node) => out.write(node.text);

export const NAMES = {
  name: text,
  qualified(out, node) {
    out.print(node.kid(0));
    out.write('::');
    out.print(node.kid(1));
  },
  template: printTemplate,
  ctor: first,
  dtor(out, node) {
    out.write('~');
    out.print(node.kid(0));
  },
  tagged(out, node) {
    out.print(node.kid(0));
    out.write('[abi:');
    out.print(node.kid(1));
    out.write(']');
  },
  operator(out, node) {
    const isWord = /^[a-z]/.test(node.text);
    out.write(`operator${isWord ? ' ' : ''}${node.text.replace(/ $/, '')}`);
  },
  cast(out, node) {
    out.write('operator ');
    out.print(node.kid(0));
  },
  bindings(out, node) {
    out.write('[');
    out.printList(node.kids);
    out.write(']');
  },
  unnamed: (out, node) => out.write(`{unnamed type#${node.num + 1}}`),
  closure(out, node) {
    out.write('{lambda');
    printLambda(out, node);
    out.write(`#${node.num + 1}}`);
  },
  defaultArgument(out, node) {
    out.writeUnseen(`{default arg#${node.num + 1}}::`);
    out.print(node.kid(0));
  },
  friend(out, node) {
    out.write('friend ');
    out.print(node.kid(0));
  },
  module(out, node) {
    const parent = node.kids[0];
    if (parent !== undefined) out.print(parent);
    if (node.flag) out.write(':');
    else if (parent !== undefined) out.write('.');
    out.print(node.kid(1));
  },
  inModule(out, node) {
    out.print(node.kid(1));
    out.write('@');
    out.print(node.kid(0));
  },
} satisfies Table;

export const SYMBOLS = {
  typed: printTyped,
  clone(out, node) {
    out.print(node.kid(0));
    out.write(` [clone ${node.text}]`);
  },
  special(out, node) {
    out.write(node.text);
    out.print(node.kid(0));
  },
  constructionVtable(out, node) {
    out.write('construction vtable for ');
    out.print(node.kid(0));
    out.write('-in-');
    out.print(node.kid(1));
  },
  globalCode(out, node) {
    out.write(`global ${node.flag ? 'constructors' : 'destructors'} keyed to `);
    out.print(node.kid(0));
  },
  enableIf(out, node) {
    out.print(node.kid(0));
    out.write(' [enable_if:');
    out.printList(node.kids.slice(1));
    out.write(']');
  },
  constrained(out, node) {
    out.print(node.kid(0));
    out.write(' requires ');
    out.print(node.kid(1));
  },
} satisfies Table;

export const NAME_DECLARATORS: Table = { typed: first };

/** The name is a declarator of its type. */
function printTyped(out: Printer, node: Node): void {
  out.withPending([node], () => {
    out.print(node.kid(1));
    if (out.pending.length === 0) return;
    out.write(' ');
    out.print(node.kid(0));
  });
}

function printTemplate(out: Printer, node: Node): void {
  out.withPending([], () => {
    out.print(node.kid(0));
    if (!out.options.templateArguments) return;
    // operator< is not to become operator<<.
    if (out.last === '<') out.write(' ');
    out.write('<');
    out.printList(node.kids.slice(1).filter((argument) => !out.isEmpty(argument!)));
    if (out.last === '>') out.write(' ');
    out.write('>');
  });
}

/** How expressions are written. */
import type { Kind, Node } from './node.ts';
import { OPERATIONS } from './print-operations.ts';
import { printLambda } from './print-templates.ts';
import type { Print, Printer } from './printer.ts';

type Table = { readonly [K in Kind]?: Print };

export const EXPRESSIONS = {
  ...OPERATIONS,
  functionParam(out, node) {
    if (node.num === 0) out.write('this');
    else out.writeUnseen(`{parm#${node.num}}`);
  },
  literal: printLiteral,
  stringLiteral(out, node) {
    out.write('"<');
    out.printUnguarded(node.kid(0));
    out.write('>"');
  },
  lambdaLiteral(out, node) {
    out.write('[]');
    printLambda(out, node.kid(0));
    out.write('{...}');
  },
  list: (out, node) => out.printList(node.kids),
  braced(out, node) {
    if (node.kids[0] !== undefined) out.print(node.kids[0]);
    out.write('{');
    out.print(node.kid(1));
    out.write('}');
  },
  new: printNew,
  sizeofPack: (out, node) => out.write(String(node.target!.kids.length)),
  sizeofArguments: (out, node) => out.write(String(node.kids.reduce((sum, kid) => sum + countOf(kid!), 0))),
  subobject(out, node) {
    out.print(node.kid(1));
    out.write('.<');
    out.print(node.kid(0));
    out.write(` at offset ${node.num}>`);
  },
  memberPointerCast(out, node) {
    out.printEnclosed(node.kid(0));
    out.printEnclosed(node.kid(1));
  },
  requires: printRequires,
  exprRequirement: printExpressionRequirement,
  typeRequirement(out, node) {
    out.write(' typename ');
    out.print(node.kid(0));
    out.write(';');
  },
  nestedRequirement(out, node) {
    out.write(' requires ');
    out.print(node.kid(0));
    out.write(';');
  },
} satisfies Table;

function countOf(argument: Node): number {
  return argument.kind === 'pack' || argument.kind === 'list' ? argument.kids.length : 1;
}

const INTEGER_SUFFIXES = new Map([
  ['int', ''],
  ['unsigned int', 'u'],
  ['long', 'l'],
  ['unsigned long', 'ul'],
  ['long long', 'll'],
  ['unsigned long long', 'ull'],
]);
const FLOATS = ['double', 'long double', 'float', '__float128', 'half'];

function printLiteral(out: Printer, node: Node): void {
  const type = node.kid(0);
  const builtin = type.kind === 'builtin' ? type.text : '';
  const value = `${node.flag ? '-' : ''}${node.text}`;
  const suffix = INTEGER_SUFFIXES.get(builtin);
  if (suffix !== undefined) out.write(value + suffix);
  else if (builtin === 'bool' && (value === '0' || value === '1'))
    out.write(value === '1' ? 'true' : 'false');
  else if (builtin === 'decltype(nullptr)' && (node.text === '' || node.text === '0')) out.print(type);
  else {
    out.printEnclosed(type);
    out.write(FLOATS.includes(builtin) ? `[${value}]` : value);
  }
}

function printNew(out: Printer, node: Node): void {
  const [, place, type, initializer] = node.kids;
  out.write('new ');
  if (place !== undefined) {
    out.printOperand(place);
    out.write(' ');
  }
  out.print(type!);
  if (initializer !== undefined) out.printOperand(initializer);
}

function printRequires(out: Printer, node: Node): void {
  out.write('requires');
  if (node.split > 0) {
    out.write(' (');
    out.printList(node.kids.slice(0, node.split));
    out.write(')');
  }
  out.write(' {');
  for (const requirement of node.kids.slice(node.split)) out.print(requirement!);
  out.write(' }');
}

function printExpressionRequirement(out: Printer, node: Node): void {
  const concept = node.kids[1];
  const isBraced = node.flag || concept !== undefined;
  out.write(isBraced ? ' {' : ' ');
  out.print(node.kid(0));
  if (isBraced) out.write('}');
  if (node.flag) out.write(' noexcept');
  if (concept !== undefined) {
    out.write(' -> ');
    out.print(concept);
  }
  out.write(';');
}

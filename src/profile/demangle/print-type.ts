/** How types are written. */
import type { Kind, Node } from './node.ts';
import type { Print, Printer } from './printer.ts';

type Table = { readonly [K in Kind]?: Print };

const declared: Print = (out, node) => out.printDeclared(node, node.kid(0));

/** Kinds whose declarator comes after the type, and its text. */
const SUFFIXES: { readonly [K in Kind]?: string } = {
  pointer: '*',
  lvalue: '&',
  rvalue: '&&',
  complex: ' _Complex',
  imaginary: ' _Imaginary',
};

const suffix: Print = (out, node) => out.write(SUFFIXES[node.kind]!);

export const TYPES = {
  builtin: (out, node) => out.write(node.text),
  qualifiers(out, node) {
    for (const [i, qualifier] of node.kids.entries()) {
      if (i > 0) out.write(' ');
      out.printUnguarded(qualifier!);
    }
  },
  qualifier(out, node) {
    out.write(node.text);
    if (node.kids.length === 0) return;
    out.write('(');
    out.printList(node.kids.filter((operand) => operand!.kind !== 'list' || operand!.kids.length > 0));
    out.write(')');
  },
  qualifiedType: declared,
  method: declared,
  pointer: declared,
  lvalue: declared,
  rvalue: declared,
  complex: declared,
  imaginary: declared,
  placeholder: declared,
  transformed(out, node) {
    out.write(node.text);
    out.printEnclosed(node.kid(0));
  },
  vendorQualified: (out, node) => out.printDeclaredLast(node, node.kid(1)),
  array: printArray,
  vector: (out, node) => out.printDeclaredLast(node, node.kid(1)),
  function: printFunction,
  explicitObject(out, node) {
    out.write('this ');
    out.print(node.kid(0));
  },
  memberPointer: (out, node) => out.printDeclaredLast(node, node.kid(1)),
  fixedPoint: printFixedPoint,
  binaryFloat: (out, node) => out.writeUnseen(`_Float${node.num}`),
  bitInt(out, node) {
    out.write(node.flag ? '_BitInt' : 'unsigned _BitInt');
    out.printEnclosed(node.kid(0));
  },
  elaborated(out, node) {
    out.write(`${node.text} `);
    out.printUnguarded(node.kid(0));
  },
  decltype(out, node) {
    out.write('decltype ');
    out.printEnclosed(node.kid(0));
  },
} satisfies Table;

export const TYPE_DECLARATORS: Table = {
  qualifiedType(out, node) {
    out.write(' ');
    out.print(node.kid(1));
  },
  method(out, node) {
    const qualifiers = node.kids[1];
    if (qualifiers !== undefined) {
      out.write(' ');
      out.print(qualifiers);
    }
    if (node.text !== '') out.write(` ${node.text}`);
  },
  pointer: suffix,
  lvalue: suffix,
  rvalue: suffix,
  complex: suffix,
  imaginary: suffix,
  placeholder: (out, node) => out.write(` ${node.text}`),
  vendorQualified(out, node) {
    out.write(' ');
    out.print(node.kid(0));
  },
  array: printDimension,
  vector(out, node) {
    out.write(' __vector');
    out.printEnclosed(node.kid(0));
  },
  function: printParameters,
  memberPointer(out, node) {
    if (out.last !== '(') out.write(' ');
    out.print(node.kid(0));
    out.write('::*');
  },
};

/** The array itself is a declarator for its element, so that dimensions come in their order. */
function printArray(out: Printer, node: Node): void {
  out.pending.push(node);
  out.print(node.kid(1));
  if (out.pending.length === 0) return;
  out.pending.pop();
  printDimension(out, node);
}

function printDimension(out: Printer, node: Node): void {
  let space = ' ';
  while (out.pending.length > 0) {
    const next = out.pending.at(-1)!;
    if (next.kind === 'array') {
      space = '';
      out.printNextDeclarator();
    } else if (next.kind === 'qualifiedType' && next.kid(0).kind === 'array') out.printNextDeclarator();
    else {
      out.write(' ');
      out.write('(');
      out.printDeclarators();
      out.write(')');
    }
  }
  out.write(space);
  out.write('[');
  out.print(node.kid(0));
  out.write(']');
}

/** The function is a declarator for the type of its result. */
function printFunction(out: Printer, node: Node): void {
  const result = node.flag ? undefined : node.kids[0];
  if (result !== undefined) {
    out.pending.push(node);
    out.print(result);
    if (out.pending.length === 0) return;
    out.pending.pop();
    out.write(' ');
  }
  printParameters(out, node);
}

const TIGHT: readonly Kind[] = ['pointer', 'lvalue', 'rvalue'];
const SPACED: readonly Kind[] = ['qualifiedType', 'complex', 'imaginary', 'memberPointer'];

/** What is declared as such a function, its parameters, and then the qualifiers of methods. */
function printParameters(out: Printer, node: Node): void {
  const around = out.pending.findLast(({ kind }) => TIGHT.includes(kind) || SPACED.includes(kind));
  if (around !== undefined) {
    const isSpaced = SPACED.includes(around.kind) || (out.last !== '(' && out.last !== '*');
    if (isSpaced && out.last !== ' ') out.write(' ');
    out.write('(');
  }
  const behind = printAllButMethods(out);
  if (around !== undefined) out.write(')');
  out.write('(');
  if (!node.flag || out.options.enclosingParameters) {
    out.printList(node.kids.slice(1).filter((parameter) => !out.isEmpty(parameter!)));
  }
  out.write(')');
  out.pending = behind;
  out.printDeclarators();
}

/** Writes what waits, and gives back the qualifiers of methods, which belong behind the parameters. */
function printAllButMethods(out: Printer): Node[] {
  const methods: Node[] = [];
  while (out.pending.length > 0) {
    if (out.pending.at(-1)!.kind === 'method') methods.push(out.pending.pop()!);
    else out.printNextDeclarator();
  }
  return methods;
}

/** `int` is left out, as C does. */
function printFixedPoint(out: Printer, node: Node): void {
  const base = node.kid(0);
  if (node.flag) out.write('_Sat ');
  if (base.kind !== 'builtin' || base.text !== 'int') {
    out.print(base);
    out.write(' ');
  }
  out.write(node.text);
}

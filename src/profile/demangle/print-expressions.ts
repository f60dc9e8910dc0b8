/** How expressions are written. */
import type { Kind, Node } from './node.ts';
import { printLambda } from './print-names.ts';
import type { Print, Printer } from './printer.ts';

type Table = { readonly [K in Kind]?: Print };

export const EXPRESSIONS = {
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
  nullary: (out, node) => out.write(node.kid(0).text),
  unary: printUnary,
  binary: printBinary,
  ternary: printTernary,
  fold: printFold,
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
  if (suffix !== undefined) return out.write(value + suffix);
  if (builtin === 'bool' && (value === '0' || value === '1')) {
    return out.write(value === '1' ? 'true' : 'false');
  }
  if (builtin === 'decltype(nullptr)' && (node.text === '' || node.text === '0')) return out.print(type);
  out.printEnclosed(type);
  out.write(FLOATS.includes(builtin) ? `[${value}]` : value);
}

function printUnary(out: Printer, node: Node): void {
  const operator = node.kid(0);
  const operand = operator.text === '&' ? addressed(node.kid(1)) : node.kid(1);
  if (node.flag) out.printOperand(operand);
  if (operator.kind === 'cast') out.printEnclosed(operator.kid(0));
  else out.write(operator.text);
  if (node.flag) return;
  if (operator.kind === 'operator' && operator.text === '::') out.print(operand);
  else if (node.num === 1 || operator.text === '__alignof__') out.printEnclosed(operand);
  else out.printOperand(operand);
}

/** Of a function whose address is taken only the name is shown. */
function addressed(operand: Node): Node {
  return operand.kind === 'typed' && operand.kid(1).kind === 'function' ? operand.kid(0) : operand;
}

/** `.field=` or `[index]=` in a braced list. */
function isDesignated(node: Node): boolean {
  const operator = node.kids[0];
  if (operator?.kind !== 'operator') return false;
  if (node.kind === 'ternary') return operator.text === '[...]=';
  if (node.kind !== 'binary') return false;
  return operator.text === ']=' || (operator.text === '=' && node.kid(1).kind !== 'literal');
}

/** Designators may follow each other; only the value has an equals sign in front. */
function printDesignated(out: Printer, value: Node): void {
  if (isDesignated(value)) return out.print(value);
  out.write('=');
  out.printOperand(value);
}

function printBinary(out: Printer, node: Node): void {
  const operator = node.kid(0).text;
  const [left, right] = [node.kid(1), node.kid(2)];
  if (operator.includes('cast')) return printCast(out, node);
  if (isDesignated(node)) {
    out.write(operator === '=' ? '.' : '[');
    out.print(left);
    if (operator === ']=') out.write(']');
    return printDesignated(out, right);
  }
  if (operator === '[]') {
    out.printOperand(left);
    out.write('[');
    out.print(right);
    return out.write(']');
  }
  // So that it does not look like the end of template arguments.
  const isEnclosed = operator === '>' || operator === '>>';
  if (isEnclosed) out.write('(');
  if (operator === '()') printCallee(out, left);
  else {
    out.printOperand(left);
    out.write(operator);
  }
  out.printOperand(right);
  if (isEnclosed) out.write(')');
}

function printCast(out: Printer, node: Node): void {
  out.write(`${node.kid(0).text}<`);
  out.print(node.kid(1));
  out.write('>');
  out.printEnclosed(node.kid(2));
}

/** The types of a called function's parameters are shown only together with that of its result. */
function printCallee(out: Printer, callee: Node): void {
  if (callee.kind !== 'typed') return out.printOperand(callee);
  const type = callee.kid(1);
  if (type.kind === 'function' && type.kids[0] !== undefined) return out.print(callee);
  out.printOperand(callee.kid(0));
}

function printTernary(out: Printer, node: Node): void {
  const [first, second, third] = [node.kid(1), node.kid(2), node.kid(3)];
  if (isDesignated(node)) {
    out.write('[');
    out.print(first);
    out.write(' ... ');
    out.print(second);
    out.write(']');
    return printDesignated(out, third);
  }
  out.printOperand(first);
  out.write('?');
  out.printOperand(second);
  out.write(' : ');
  out.printOperand(third);
}

function printFold(out: Printer, node: Node): void {
  const [operator, first, second] = node.kids;
  const printOperator = () => {
    if (operator!.kind === 'operator') out.write(operator!.text);
    else out.print(operator!);
  };
  out.write('(');
  if (second === undefined && node.flag) out.write('...');
  else out.printOperand(first!);
  printOperator();
  if (second !== undefined) {
    out.write('...');
    printOperator();
    out.printOperand(second);
  } else if (node.flag) out.printOperand(first!);
  else out.write('...');
  out.write(')');
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

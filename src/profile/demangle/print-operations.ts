/** How operators with their operands are written. */
import type { Kind, Node } from './node.ts';
import type { Print, Printer } from './printer.ts';

export const OPERATIONS = {
  nullary: (out, node) => out.write(node.kid(0).text),
  unary: printUnary,
  binary: printBinary,
  ternary: printTernary,
  fold: printFold,
} satisfies { readonly [K in Kind]?: Print };

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
  if (isDesignated(value)) out.print(value);
  else {
    out.write('=');
    out.printOperand(value);
  }
}

function printBinary(out: Printer, node: Node): void {
  const operator = node.kid(0).text;
  const [left, right] = [node.kid(1), node.kid(2)];
  if (operator.includes('cast')) printCast(out, node);
  else if (isDesignated(node)) {
    out.write(operator === '=' ? '.' : '[');
    out.print(left);
    if (operator === ']=') out.write(']');
    printDesignated(out, right);
  } else if (operator === '[]') {
    out.printOperand(left);
    out.write('[');
    out.print(right);
    out.write(']');
  } else printInfix(out, node);
}

function printInfix(out: Printer, node: Node): void {
  const operator = node.kid(0).text;
  // So that it does not look like the end of template arguments.
  const isEnclosed = operator === '>' || operator === '>>';
  if (isEnclosed) out.write('(');
  if (operator === '()') printCallee(out, node.kid(1));
  else {
    out.printOperand(node.kid(1));
    out.write(operator);
  }
  out.printOperand(node.kid(2));
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
  const type = callee.kind === 'typed' ? callee.kid(1) : undefined;
  if (type === undefined) out.printOperand(callee);
  else if (type.kind === 'function' && type.kids[0] !== undefined) out.print(callee);
  else out.printOperand(callee.kid(0));
}

function printTernary(out: Printer, node: Node): void {
  const [first, second, third] = [node.kid(1), node.kid(2), node.kid(3)];
  if (isDesignated(node)) {
    out.write('[');
    out.print(first);
    out.write(' ... ');
    out.print(second);
    out.write(']');
    printDesignated(out, third);
    return;
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

/** How names, templates and whole symbols are written. */
import { reject } from './budget.ts';
import { argumentOf, type Kind, type Node } from './node.ts';
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

export const TEMPLATES = {
  templateParam(out, node) {
    const argument = argumentOf(node);
    // A parameter of a conversion operator that never got its template.
    if (argument === undefined) reject();
    out.print(argument);
  },
  lambdaAuto: (out, node) => out.writeUnseen(`auto:${node.num + 1}`),
  declaredArgument: (out, node) => out.print(node.kid(1)),
  pack: (out, node) => out.printList(node.kids),
  packExpansion(out, node) {
    if (node.target !== undefined) return out.print(node.kid(0));
    out.printOperand(node.kid(0));
    out.write('...');
  },
  paramName: (out, node) => out.write(`${node.text}${node.num > 0 ? node.num - 1 : ''}`),
  typeParam(out, node) {
    out.write('typename ');
    out.printDeclarators();
    out.print(node.kid(0));
  },
  constrainedParam: (out, node) => printNamedParam(out, node),
  valueParam: (out, node) => printNamedParam(out, node),
  templateTemplateParam: printTemplateTemplate,
  packParam: printPackParam,
} satisfies Table;

export const NAME_DECLARATORS: Table = {
  typed: first,
  constrainedParam: first,
  valueParam: first,
  packParam(out, node) {
    out.write('...');
    const param = node.kid(0);
    if (param.kind === 'valueParam') out.print(param.kid(0));
  },
};

/** Runs `print` with only these declarators waiting. */
function withPending(out: Printer, pending: Node[], print: () => void): void {
  const held = out.pending;
  out.pending = pending;
  print();
  out.pending = held;
}

/** The name is a declarator of its type. */
function printTyped(out: Printer, node: Node): void {
  withPending(out, [node], () => {
    out.print(node.kid(1));
    if (out.pending.length === 0) return;
    out.write(' ');
    out.print(node.kid(0));
  });
}

function printTemplate(out: Printer, node: Node): void {
  withPending(out, [], () => {
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

/** Without what is around: `<typename $T>(int) requires …`. */
export function printLambda(out: Printer, node: Node): void {
  const { kids, split } = node;
  const ofParams = kids[split];
  const ofCall = kids.at(-1);
  if (split > 0) {
    out.write('<');
    out.printList(kids.slice(0, split));
    out.write('>');
  }
  if (ofParams !== undefined) {
    out.write(' requires ');
    out.print(ofParams);
    out.write(' ');
  }
  out.write('(');
  out.printList(kids.slice(split + 1, -1));
  out.write(')');
  if (ofCall !== undefined) {
    out.write(' requires ');
    out.print(ofCall);
  }
}

/** The name is a declarator of the parameter's type or concept. */
function printNamedParam(out: Printer, node: Node): void {
  out.pending.push(node);
  out.print(node.kid(1));
  if (out.pending.length === 0) return;
  out.write(' ');
  out.print(node.kid(0));
  out.pending.pop();
}

function printTemplateTemplate(out: Printer, node: Node): void {
  const constraint = node.kids.at(-1);
  out.write('template<');
  out.printList(node.kids.slice(1, -1));
  out.write('> typename ');
  out.print(node.kid(0));
  if (constraint === undefined) return;
  out.write(' requires ');
  out.print(constraint);
}

function printPackParam(out: Printer, node: Node): void {
  const param = node.kid(0);
  withPending(out, [node], () => {
    out.print(param.kind === 'valueParam' ? param.kid(1) : param);
    if (out.pending.length > 0) out.write('...');
  });
}

/** How template parameters, their arguments and packs are written, and lambdas, which declare some. */
import { reject } from './budget.ts';
import { argumentOf, type Kind, type Node } from './node.ts';
import type { Print, Printer } from './printer.ts';

type Table = { readonly [K in Kind]?: Print };

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
    if (node.target !== undefined) out.print(node.kid(0));
    else {
      out.printOperand(node.kid(0));
      out.write('...');
    }
  },
  paramName: (out, node) => out.write(`${node.text}${node.num > 0 ? node.num - 1 : ''}`),
  typeParam(out, node) {
    out.write('typename ');
    out.printDeclarators();
    out.print(node.kid(0));
  },
  constrainedParam: printNamedParam,
  valueParam: printNamedParam,
  templateTemplateParam: printTemplateTemplate,
  packParam: printPackParam,
} satisfies Table;

const first: Print = (out, node) => out.print(node.kid(0));

export const TEMPLATE_DECLARATORS: Table = {
  constrainedParam: first,
  valueParam: first,
  packParam(out, node) {
    out.write('...');
    const param = node.kid(0);
    if (param.kind === 'valueParam') out.print(param.kid(0));
  },
};

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
  out.withPending([node], () => {
    out.print(param.kind === 'valueParam' ? param.kid(1) : param);
    if (out.pending.length > 0) out.write('...');
  });
}

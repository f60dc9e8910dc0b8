/** `const`, `volatile`, `noexcept(…)` and the like of types and methods. */
import { Node } from './node.ts';
import type { Parser } from './parser.ts';

const LETTERS: Readonly<Record<string, string>> = { r: 'restrict', V: 'volatile', K: 'const' };
const PLAIN_CODES: Readonly<Record<string, string>> = { x: 'transaction_safe', o: 'noexcept' };

/** Both sets as one, without doubles; the first is extended. */
export function mergeQualifiers(first: Node | undefined, second: Node | undefined): Node | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const plain = new Set<string>();
  for (const own of first.kids) if (own!.kids.length === 0) plain.add(own!.text);
  for (const other of [...second.kids]) {
    const isPlain = other!.kids.length === 0;
    if (isPlain && plain.has(other!.text)) continue;
    if (isPlain) plain.add(other!.text);
    first.addKid(other!);
  }
  return first;
}

/** `<CV-qualifiers>` with GNU's and C++17's additions, innermost first; undefined if there are none. */
export function parseQualifiers(p: Parser): Node | undefined {
  const found: Node[] = [];
  for (let one = parseQualifier(p); one !== undefined; one = parseQualifier(p)) found.push(one);
  return found.length === 0 ? undefined : new Node('qualifiers', found.reverse());
}

function parseQualifier(p: Parser): Node | undefined {
  const letter = LETTERS[p.peek()];
  if (letter !== undefined) {
    p.skip(1);
    return new Node('qualifier', [], letter);
  }
  if (p.peek() !== 'D') return undefined;
  const code = p.peek(1);
  const plain = PLAIN_CODES[code];
  if (plain !== undefined) {
    p.skip(2);
    return new Node('qualifier', [], plain);
  }
  if (code !== 'O' && code !== 'w') return undefined;
  p.skip(2);
  const operands = code === 'O' ? [p.rules.expression(p)] : p.rules.parameters(p, false);
  p.expect('E');
  return new Node('qualifier', operands, code === 'O' ? 'noexcept' : 'throw');
}

/** `<ref-qualifier>`; '' if there is none. */
export function parseReferenceQualifier(p: Parser): string {
  if (p.accept('R')) return '&';
  return p.accept('O') ? '&&' : '';
}

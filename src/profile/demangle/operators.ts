/** `<operator-name>`. */
import { reject } from './budget.ts';
import { Node } from './node.ts';
import { parseIdentifier } from './numbers.ts';
import { isDigit, type Parser } from './parser.ts';

/** By number of operands: code and text as in an expression, a space between them, `_` for a space in the text. */
const BY_OPERANDS: readonly string[] = [
  'tr throw',
  `ad & at alignof_ aw co_await_ az alignof_ co ~ da delete[]_ de * dl delete_ gs :: li operator""_ mm -- ng -
  nt ! nx noexcept pp ++ ps + sP sizeof... sZ sizeof... st sizeof_ sz sizeof_ te typeid_ ti typeid_ tw throw_`,
  `aN &= aS = aa && an & cc const_cast cl () cp () cm , dV /= dc dynamic_cast di = ds .* dt . dv / dx ]= eO ^=
  eo ^ eq == fl ... fr ... ge >= gt > ix [] lS <<= le <= ls << lt < mI -= mL *= mi - ml * ne != oR |= oo || or |
  pL += pl + pm ->* pt -> rM %= rS >>= rc reinterpret_cast rm % rs >> sc static_cast ss <=>`,
  'dX [...]= fL ... fR ... na new[] nw new qu ?',
];

const OPERATORS = new Map<string, { readonly text: string; readonly operands: number }>();
for (const [operands, line] of BY_OPERANDS.entries()) {
  const words = line.split(/\s+/);
  for (let i = 0; i < words.length; i += 2) {
    const text = words[i + 1]!.replace(/_$/, ' ');
    OPERATORS.set(words[i]!, { text, operands });
  }
}

/** An operator, or `cv` and the type of a conversion; `num` of the node is how many operands it takes. */
export function parseOperator(p: Parser, isInExpression: boolean): Node {
  const code = p.take(2);
  if (code === 'cv') return parseConversion(p, isInExpression);
  if (code[0] === 'v' && isDigit(code[1]!)) {
    return new Node('operator', [], parseIdentifier(p).text, Number(code[1]));
  }
  const known = OPERATORS.get(code);
  return known === undefined ? reject() : new Node('operator', [], known.text, known.operands);
}

function parseConversion(p: Parser, isInExpression: boolean): Node {
  if (isInExpression) return new Node('cast', [p.rules.type(p, false)], '', 1);
  // Its template, if it has one, is still to come.
  p.templates.push(undefined);
  const type = p.rules.type(p, true);
  p.templates.pop();
  return new Node('cast', [type], '', 1);
}

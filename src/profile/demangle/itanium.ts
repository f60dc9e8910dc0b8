/**
 * Symbols of the Itanium C++ ABI, which GCC and Clang use on everything but Windows.
 * https://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling
 */
import { type Budget, reject } from './budget.ts';
import { Node } from './node.ts';
import { parseEncoding } from './parse-encoding.ts';
import { parseExpression } from './parse-expression.ts';
import { parseLiteral } from './parse-literal.ts';
import { parseName } from './parse-name.ts';
import { parseParameters } from './parse-signature.ts';
import { parseType } from './parse-type.ts';
import { isDigit, isLower, Parser, type Rules } from './parser.ts';
import { parseClosure } from './template-declarations.ts';
import { parseTemplateArguments } from './templates.ts';

const RULES: Rules = {
  encoding: parseEncoding,
  name: parseName,
  type: parseType,
  parameters: parseParameters,
  expression: parseExpression,
  literal: parseLiteral,
  templateArguments: parseTemplateArguments,
  closure: parseClosure,
};

export interface Wanted {
  /** The types of parameters, which are not even read otherwise. */
  readonly parameters: boolean;
  /** Suffixes of copies of a function, such as `.isra.0`. */
  readonly clones: boolean;
}

/**
 * The symbol behind its `_Z` as a tree. Without clones whatever follows the symbol is ignored.
 * @throws NotMangled or TooComplex
 */
export function readItanium(text: string, wanted: Wanted, budget: Budget): Node {
  const p = new Parser(text, RULES, budget);
  let symbol = parseEncoding(p, wanted.parameters, false);
  if (!wanted.clones) return symbol;
  for (let suffix = takeSuffix(p); suffix !== ''; suffix = takeSuffix(p)) {
    budget.enter();
    symbol = new Node('clone', [symbol], suffix);
  }
  return p.isAtEnd ? symbol : reject();
}

/** `.isra.0`, `.cold`, `.123.456`: a word, and numbers; '' if there is none. */
function takeSuffix(p: Parser): string {
  const from = p.at;
  if (p.peek() === '.' && isOfWord(p.peek(1))) {
    p.skip(1);
    p.takeWhile(isOfWord);
    while (p.peek() === '.' && isDigit(p.peek(1))) {
      p.skip(1);
      p.takeWhile(isDigit);
    }
  }
  return p.text.slice(from, p.at);
}

function isOfWord(character: string): boolean {
  return isLower(character) || isDigit(character) || character === '_';
}

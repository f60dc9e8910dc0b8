import { setImmediate as nextTurn } from 'node:timers/promises';
import { compilePattern } from '../report/regexps.ts';

/** So many texts are matched before keys are read again. */
const SLICE = 2000;
const PLAIN = /^[^\\^$.*+?()[\]{}|]*$/;

/**
 * Per text 1 if it matches: a regular expression (RE2's), `!` before it turns that round, `-f` before it wants its characters in
 * this order. Without capital letters case does not matter.
 * @throws ProfError USAGE for what is no pattern
 */
export async function searchTexts(
  count: number,
  textOf: (index: number) => string,
  pattern: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const isInverse = pattern.startsWith('!');
  const matches = await matcherOf(isInverse ? pattern.slice(1) : pattern);
  const isMatch = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    if (index % SLICE === SLICE - 1) await nextTurn();
    signal?.throwIfAborted();
    isMatch[index] = matches(textOf(index)) === isInverse ? 0 : 1;
  }
  return isMatch;
}

async function matcherOf(pattern: string): Promise<(text: string) => boolean> {
  const isCaseless = pattern === pattern.toLowerCase();
  const prepared = (text: string) => (isCaseless ? text.toLowerCase() : text);
  if (pattern.startsWith('-f ')) {
    const wanted = [...pattern.slice(3)];
    return (text) => holdsInOrder(prepared(text), wanted);
  }
  if (PLAIN.test(pattern)) return (text) => prepared(text).includes(pattern);
  return compilePattern(isCaseless ? `(?i)${pattern}` : pattern, 'filter');
}

function holdsInOrder(text: string, characters: readonly string[]): boolean {
  let from = 0;
  for (const character of characters) {
    const at = text.indexOf(character, from);
    if (at === -1) return false;
    from = at + character.length;
  }
  return true;
}

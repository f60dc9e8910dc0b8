/** Whether a text holds a character that makes it a pattern. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * One segment of a pattern (`*`, `?`, `[abc]`, `[!a-z]`, `\` before any of them) as a test for one name.
 * As in a shell, a name that starts with a dot matches only a pattern that does.
 */
export function segmentMatcher(pattern: string): (name: string) => boolean {
  const matches = textMatcher(pattern);
  const hiddenToo = pattern.startsWith('.');
  return (name) => (hiddenToo || !name.startsWith('.')) && matches(name);
}

/** The same characters as a test for a whole text, whatever is in it: slashes and leading dots are like all others. */
export function textMatcher(pattern: string): (text: string) => boolean {
  const tokens = tokensOf(pattern);
  return (text) => matchesAll(tokens, Array.from(text));
}

type Token = 'any-run' | ((character: string) => boolean);

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/su.exec(characters.slice(at).join('')) : null;
    if (set) {
      tokens.push(setTest(set[2]!, set[1] !== ''));
      at += Array.from(set[0]).length - 1;
    } else if (character === '\\' && at + 1 < characters.length) {
      at += 1;
      tokens.push(is(characters[at]!));
    } else if (character === '*') {
      if (tokens.at(-1) !== 'any-run') tokens.push('any-run');
    } else tokens.push(character === '?' ? () => true : is(character));
  }
  return tokens;
}

function is(wanted: string): (character: string) => boolean {
  return (character) => character === wanted;
}

/** `a-z`, `abc`; a dash at an end is one. */
function setTest(set: string, isNegated: boolean): (character: string) => boolean {
  const members = Array.from(set);
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at++) {
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    ranges.push([members[at]!, members[isRange ? at + 2 : at]!]);
    if (isRange) at += 2;
  }
  const code = (character: string) => character.codePointAt(0)!;
  const isIn = (at: number) => ranges.some(([from, to]) => at >= code(from) && at <= code(to));
  return (character) => isIn(code(character)) !== isNegated;
}

/** After a mismatch only the last `*` takes one character more: at most pattern times text, and never a blow-up. */
function matchesAll(tokens: readonly Token[], text: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let retry: { token: number; at: number } | undefined;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === 'any-run') {
      token += 1;
      retry = { token, at };
    } else if (wanted?.(text[at]!)) {
      token += 1;
      at += 1;
    } else if (retry) {
      retry.at += 1;
      ({ token, at } = retry);
    } else return false;
  }
  while (tokens[token] === 'any-run') token += 1;
  return token === tokens.length;
}

/** Whether a text holds a character that makes it a pattern. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * One segment of a pattern (`*`, `?`, `[abc]`, `[!a-z]`, `\` before any of them) as a test for one name.
 * As in a shell, a name that starts with a dot matches only a pattern that does.
 */
export function segmentMatcher(pattern: string): (name: string) => boolean {
  const matcher = new RegExp(`^${segmentSource(pattern)}$`, 'su');
  const hiddenToo = pattern.startsWith('.');
  return (name) => (hiddenToo || !name.startsWith('.')) && matcher.test(name);
}

function segmentSource(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/s.exec(pattern.slice(at)) : null;
    if (set) {
      source += `[${set[1] ? '^' : ''}${set[2]!.replace(/[\\\][^&|~]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else if (character === '\\' && at + 1 < pattern.length) {
      at += 1;
      source += quote(pattern[at]!);
    } else if (character === '*') {
      while (pattern[at + 1] === '*') at += 1;
      source += '.*';
    } else source += character === '?' ? '.' : quote(character);
  }
  return source;
}

function quote(character: string): string {
  return /[$()*+.?[\\\]^{|}/]/.test(character) ? `\\${character}` : character;
}

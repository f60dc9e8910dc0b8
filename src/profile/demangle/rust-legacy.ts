/** Rust's older symbols: `_ZN`, identifiers with their lengths, and a hash: `17h` and 16 digits. */

/** `E`, and what comes behind it: suffixes of copies, which are not shown. */
const HASH = /17h[0-9a-f]{16}E$/;
const HASH_LENGTH = 20;

/** Characters that are not allowed in symbols are written between dollars. */
const ESCAPES = new Map([
  ['SP', '@'],
  ['BP', '*'],
  ['RF', '&'],
  ['LT', '<'],
  ['GT', '>'],
  ['LP', '('],
  ['RP', ')'],
  ['C', ','],
]);

/** Lengths beyond are nonsense. */
const LENGTH_LIMIT = Math.floor((2 ** 31 - 1) / 10);

/** The path that a symbol stands for; undefined if it is none of these, but C++ perhaps. */
export function demangleRustLegacy(symbol: string): string | undefined {
  const suffix = symbol.lastIndexOf('E.');
  const whole = suffix > 0 ? symbol.slice(0, suffix + 1) : symbol;
  if (whole.length <= '_ZN'.length + HASH_LENGTH || !HASH.test(whole)) return undefined;
  // A real hash has many different digits; C++ has identifiers of 17 characters too.
  if (new Set(whole.slice(-17, -1)).size < 5) return undefined;
  const identifiers = splitIdentifiers(whole.slice('_ZN'.length, -HASH_LENGTH));
  return identifiers
    ?.map(unescapeIdentifier)
    .reduce((path, part) => (path === '' ? part : `${path}::${part}`), '');
}

function splitIdentifiers(text: string): string[] | undefined {
  const identifiers: string[] = [];
  let at = 0;
  while (at < text.length) {
    let length = 0;
    const from = at;
    for (let digit = text.charCodeAt(at) - 48; digit >= 0 && digit <= 9; digit = text.charCodeAt(at) - 48) {
      if (length >= LENGTH_LIMIT - digit) return undefined;
      length = length * 10 + digit;
      at++;
    }
    if (at === from) return undefined;
    // An underscore may part the length from the identifier, and is counted.
    if (text[at] === '_') {
      at++;
      length--;
    }
    if (length < 0 || at + length > text.length) return undefined;
    identifiers.push(text.slice(at, at + length));
    at += length;
  }
  return identifiers;
}

/** `$LT$` is `<`, `$u20$` a space, `..` is `::`. What is no escape ends the unescaping. */
function unescapeIdentifier(identifier: string): string {
  let at = identifier.startsWith('_$') ? 1 : 0;
  let text = '';
  while (at < identifier.length) {
    const special = nextSpecial(identifier, at);
    text += identifier.slice(at, special);
    at = special;
    if (identifier[at] === '.') {
      const isDouble = identifier[at + 1] === '.';
      text += isDouble ? '::' : '.';
      at += isDouble ? 2 : 1;
    } else if (identifier[at] === '$') {
      const end = identifier.indexOf('$', at + 1);
      const code = end < 0 ? '' : identifier.slice(at + 1, end);
      const character = ESCAPES.get(code) ?? codePoint(code);
      if (character === undefined) return text + identifier.slice(at);
      text += character;
      at = end + 1;
    }
  }
  return text;
}

function nextSpecial(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '$' && text[at] !== '.') at++;
  return at;
}

/** `u7e`: one of ASCII, but no control character. */
function codePoint(code: string): string | undefined {
  return /^u[2-7][0-9a-f]$/.test(code) ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : undefined;
}

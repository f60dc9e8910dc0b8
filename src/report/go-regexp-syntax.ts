/** What Go's regexps allow and RE2's do not: groups of one name, and names of character classes spelled freely. */

/** Quoted text, escapes and classes, in which nothing is a group; then groups with names. */
const TOKENS =
  /\\Q[\s\S]*?(?:\\E|$)|\\[pP](?:\{\^?[^}]*\}|[\s\S])|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*|\(\?P?<\w+>/g;
const CLASS_NAMES = /(\\[pP])(?:\{(\^?)([A-Za-z][A-Za-z _-]*)\}|([a-z]))/g;

/** The same pattern in RE2's syntax, without names of groups, which say nothing about what matches. */
export function toRe2Syntax(pattern: string): string {
  return pattern.replace(TOKENS, (token) => {
    if (token.startsWith('(')) return '(';
    if (token.startsWith('\\Q')) return token;
    return token.replace(CLASS_NAMES, (_, start: string, not = '', name: string, letter = '') =>
      name === undefined ? start + letter.toUpperCase() : `${start}{${not}${className(name)}}`,
    );
  });
}

/** Long names of Unicode's general categories (https://www.unicode.org/reports/tr44/#General_Category_Values). */
const CATEGORIES = new Map(
  Array.from(
    `
  Letter L Casedletter LC Uppercaseletter Lu Lowercaseletter Ll Titlecaseletter Lt Modifierletter Lm Otherletter Lo
  Mark M Combiningmark M Nonspacingmark Mn Spacingmark Mc Enclosingmark Me Number N Decimalnumber Nd Digit Nd
  Letternumber Nl Othernumber No Punctuation P Punct P Connectorpunctuation Pc Dashpunctuation Pd Openpunctuation Ps
  Closepunctuation Pe Initialpunctuation Pi Finalpunctuation Pf Otherpunctuation Po Symbol S Mathsymbol Sm
  Currencysymbol Sc Modifiersymbol Sk Othersymbol So Separator Z Spaceseparator Zs Lineseparator Zl
  Paragraphseparator Zp Other C Control Cc Cntrl Cc Format Cf Surrogate Cs Privateuse Co Unassigned Cn Lc LC Ascii ASCII
`.matchAll(/(\w+) (\w+)/g),
    ([, long, short]) => [long, short],
  ),
);

function className(name: string): string {
  const letters = name.replace(/[-_ ]/g, '').toLowerCase();
  const canonical = letters.slice(0, 1).toUpperCase() + letters.slice(1);
  // A script's name of two words is known with its underscore only.
  return CATEGORIES.get(canonical) ?? (/[-_ ]/.test(name) ? name : canonical);
}

import { safeText } from '../kit/safe-text.ts';

const MAX_LENGTH = 300;

/**
 * Foreign text as code in Markdown, also in a cell of a table: nothing in it is markup, a link or a mention
 * (https://github.github.com/gfm/#code-spans). What code spans cannot hold in a table goes as HTML, each sign a number.
 */
export function markdownCode(foreign: string): string {
  const whole = safeText(foreign);
  const text = whole.length > MAX_LENGTH ? `…${whole.slice(-MAX_LENGTH).toWellFormed()}` : whole;
  if (text !== '' && !/[|`\\]|^ | $/.test(text)) return `\`${text}\``;
  const escaped = text.replace(/[^A-Za-z0-9 ]/gu, (sign) => `&#${sign.codePointAt(0)!};`);
  return `<code>${escaped}</code>`;
}

/** How editors are started. */
import { ProfError } from '../../kit/errors.ts';

/** Editors that take `+LINE` before the file, and those that take `-g FILE:LINE`. */
const PLUS = /^(?:vi|vim|nvim|view|ex|emacs|emacsclient|nano|pico|joe|micro|kak|jed|mg)$/;
const GOTO = /^(?:code|code-insiders|codium|cursor)$/;

/**
 * The words that open a file at a line: the editor's, which may have arguments of its own in quotes, as git takes them,
 * but no shell runs them.
 * @throws ProfError USAGE for an editor of no words and quotes that do not end
 */
export function editorWords(editor: string, path: string, line: number): [string, ...string[]] {
  const [program, ...args] = splitWords(editor);
  if (program === undefined) {
    throw new ProfError('USAGE', 'no editor is set', { hints: ['export EDITOR=vi, or VISUAL'] });
  }
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (line > 0 && PLUS.test(name)) return [program, ...args, `+${line}`, path];
  if (line > 0 && GOTO.test(name)) return [program, ...args, '-g', `${path}:${line}`];
  return [program, ...args, path];
}

function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (quote !== '' && unit === quote) quote = '';
    else if (quote === '' && (unit === '"' || unit === "'")) {
      quote = unit;
      word ??= '';
    } else if (unit === '\\' && quote !== "'" && i + 1 < text.length) word = (word ?? '') + text[++i]!;
    else if (quote === '' && /\s/.test(unit)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + unit;
  }
  if (quote !== '') throw new ProfError('USAGE', `a quote of the editor does not end: ${text}`);
  if (word !== undefined) words.push(word);
  return words;
}

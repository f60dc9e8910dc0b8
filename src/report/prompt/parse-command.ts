/** Lines that ask for a report: `top10 -cum`, `list main idle >file`. */
import { ProfError } from '../../kit/errors.ts';
import { parseDecimal } from '../../profile/go-parse-decimal.ts';
import { goQuote } from '../../profile/go-quote.ts';
import { type OutputFormat, PATTERN_FORMATS, PLAIN_FORMATS } from '../pprof-flags.ts';
import { CHOICES, type Settings, settingNamed } from './settings.ts';

export interface PromptCommand {
  readonly format: OutputFormat;
  /** Of the commands that look for something. */
  readonly pattern: string;
  /** The session's settings with those of this line, which hold for it alone. */
  readonly settings: Settings;
}

/** What `top` and `text` show where nobody said how many. */
const TOP_COUNT = 10;

/**
 * The command of a line's words, of which there is at least one.
 * @throws ProfError USAGE for an unknown command or a line that is not complete, in the reference's words.
 */
export function parseCommand(words: readonly string[], settings: Settings): PromptCommand {
  const { format, rest } = splitCommand(words);
  const takesPattern = PATTERN_FORMATS.some((known) => known === format);
  if (takesPattern && rest.length === 0) {
    throw new ProfError('USAGE', `command ${format} requires an argument`);
  }
  const asked = withArguments(rest.slice(takesPattern ? 1 : 0), format, settings);
  const isTop = format === 'top' || format === 'text';
  const count = isTop && asked.nodecount === -1 ? { nodecount: TOP_COUNT } : {};
  return { format, pattern: takesPattern ? rest[0]! : '', settings: { ...asked, ...count } };
}

/** The command that a word names; digits at its end are taken for its first argument. */
export function commandNamed(
  word: string,
): { readonly format: OutputFormat; readonly digits: string } | undefined {
  const known = formatNamed(word);
  if (known !== undefined) return { format: known, digits: '' };
  const { name, digits } = splitDigits(word);
  const format = formatNamed(name);
  return format && { format, digits };
}

const formatNamed = (name: string): OutputFormat | undefined =>
  [...PLAIN_FORMATS, ...PATTERN_FORMATS].find((format) => format === name);

function splitCommand([word = '', ...others]: readonly string[]) {
  const command = commandNamed(word);
  if (command !== undefined) {
    return { format: command.format, rest: command.digits === '' ? others : [command.digits, ...others] };
  }
  const { name, digits } = splitDigits(word);
  if (settingNamed(name) !== undefined && !CHOICES.has(name)) {
    const value = digits || others[0] || '<val>';
    throw new ProfError('USAGE', `did you mean: ${name}=${value}`);
  }
  throw new ProfError('USAGE', `unrecognized command: ${goQuote(name)}`);
}

function splitDigits(word: string): { readonly name: string; readonly digits: string } {
  let end = word.length;
  while (end > 0 && word[end - 1]! >= '0' && word[end - 1]! <= '9') end--;
  return end === 0 ? { name: word, digits: '' } : { name: word.slice(0, end), digits: word.slice(end) };
}

/** Numbers limit, `>` names a file, `-cum` sorts, other words are patterns: to look for, or with a dash to leave out. */
function withArguments(words: readonly string[], format: OutputFormat, settings: Settings): Settings {
  const changed: Record<string, Settings[string]> = {};
  const focus: string[] = [];
  const ignore: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const count = parseDecimal(word, 32);
    if (typeof count === 'bigint') changed.nodecount = Number(count);
    else if (word.startsWith('>')) {
      const file = word.slice(1) || words[++i];
      if (file === undefined) throw new ProfError('USAGE', 'unexpected end of line after >');
      changed.output = file;
    } else if (word === '-cum' || word === '--cum') changed.sort = 'cum';
    else if (word.startsWith('-')) ignore.push(word.slice(1));
    else focus.push(word);
  }
  const prefix = format === 'tags' ? 'tag' : '';
  const join = (patterns: readonly string[]) => patterns.filter((pattern) => pattern !== '').join('|');
  if (join(focus) !== '') changed[`${prefix}focus`] = join(focus);
  if (join(ignore) !== '') changed[`${prefix}ignore`] = join(ignore);
  return { ...settings, ...changed };
}

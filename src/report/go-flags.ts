/**
 * Go's command line flags: `-f` is `--f`, values follow `=` or as the next word, booleans take only `=`,
 * and the first word that is no flag ends them.
 */
import { goQuote } from '../profile/go-quote.ts';
import { parseBool, parseFloat64, parseInt64, type Refusal } from './go-literals.ts';

export type FlagValue = boolean | number | string;

/** Per flag its default; the default's type is the flag's. `int` flags are whole numbers. */
export type FlagDefinitions = Readonly<
  Record<string, { readonly kind: 'bool' | 'int' | 'float' | 'string'; readonly default: FlagValue }>
>;

export type FlagsOutcome =
  | {
      readonly state: 'parsed';
      readonly values: ReadonlyMap<string, FlagValue>;
      readonly args: readonly string[];
    }
  | { readonly state: 'help' }
  | { readonly state: 'failed'; readonly message: string };

/** The flags' values (given ones only) and the words after them. A repeated flag keeps its last value. */
export function parseGoFlags(argv: readonly string[], definitions: FlagDefinitions): FlagsOutcome {
  const values = new Map<string, FlagValue>();
  const failed = (message: string): FlagsOutcome => ({ state: 'failed', message });
  let next = 0;
  while (next < argv.length) {
    const word = argv[next]!;
    if (word.length < 2 || !word.startsWith('-')) break;
    next++;
    if (word === '--') break;
    const text = word.slice(word.startsWith('--') ? 2 : 1);
    if (text === '' || text.startsWith('-') || text.startsWith('='))
      return failed(`bad flag syntax: ${word}`);
    const equals = text.indexOf('=', 1);
    const name = equals === -1 ? text : text.slice(0, equals);
    let given = equals === -1 ? undefined : text.slice(equals + 1);
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (definition === undefined) {
      if (name === 'help' || name === 'h') return { state: 'help' };
      return failed(`flag provided but not defined: -${name}`);
    }
    const isBool = definition.kind === 'bool';
    if (given === undefined && !isBool) {
      if (next === argv.length) return failed(`flag needs an argument: -${name}`);
      given = argv[next++]!;
    }
    const value = parseValue(given ?? 'true', definition.kind);
    if (typeof value === 'object') {
      const what = isBool ? 'boolean value' : 'value';
      const flag = isBool ? `-${name}` : `flag -${name}`;
      return failed(`invalid ${what} ${goQuote(given ?? '')} for ${flag}: ${value.reason}`);
    }
    values.set(name, value);
  }
  return { state: 'parsed', values, args: argv.slice(next) };
}

function parseValue(text: string, kind: 'bool' | 'int' | 'float' | 'string'): FlagValue | Refusal {
  if (kind === 'bool') return parseBool(text);
  if (kind === 'int') return parseInt64(text);
  return kind === 'float' ? parseFloat64(text) : text;
}

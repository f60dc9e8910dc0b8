/**
 * Go's command line flags: `-f` is `--f`, values follow `=` or as the next word, booleans take only `=`,
 * and the first word that is no flag ends them.
 */
import { goQuote } from '../profile/go-quote.ts';

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

interface Refusal {
  readonly reason: 'parse error' | 'value out of range';
}

const PARSE_ERROR: Refusal = { reason: 'parse error' };
const OUT_OF_RANGE: Refusal = { reason: 'value out of range' };

function parseValue(text: string, kind: 'bool' | 'int' | 'float' | 'string'): FlagValue | Refusal {
  if (kind === 'bool') return parseBool(text);
  if (kind === 'int') return parseInt64(text);
  return kind === 'float' ? parseFloat64(text) : text;
}

function parseBool(text: string): boolean | Refusal {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : PARSE_ERROR;
}

/** Decimal, 0x, 0o, 0b or 0-prefixed octal; single underscores between digits after a prefix. */
function parseInt64(text: string): number | Refusal {
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const prefixed = /^0(?:[xX](?:_?[0-9a-fA-F])+|[bB](?:_?[01])+|[oO](?:_?[0-7])+|(?:_?[0-7])+)$/;
  if (!/^(?:0|[1-9](?:_?[0-9])*)$/.test(digits) && !prefixed.test(digits)) return PARSE_ERROR;
  const plain = digits.replaceAll('_', '').replace(/^0(?=[0-7])/, '0o');
  const magnitude = BigInt(plain);
  const value = sign === '-' ? -magnitude : magnitude;
  return BigInt.asIntN(64, value) === value ? Number(value) : OUT_OF_RANGE;
}

function parseFloat64(text: string): number | Refusal {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const digits = withoutUnderscores(text);
  const hex = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?[0-9]+)$/i.exec(digits);
  if (hex !== null) {
    const [, sign, whole = '', fraction = '', exponent] = hex;
    if (whole + fraction === '') return PARSE_ERROR;
    const scaled = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
    if (!Number.isFinite(scaled)) return OUT_OF_RANGE;
    return sign === '-' ? -scaled : scaled;
  }
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(digits)) return PARSE_ERROR;
  const value = Number(digits);
  return Number.isFinite(value) ? value : OUT_OF_RANGE;
}

/** Underscores may stand between two digits, and after `0x`; others stay, and spoil the number. */
function withoutUnderscores(text: string): string {
  const isHex = /^[+-]?0x/i.test(text);
  return isHex
    ? text.replace(/(?<=[0-9a-fx])_(?=[0-9a-f])/gi, '')
    : text.replace(/(?<=[0-9])_(?=[0-9])/g, '');
}

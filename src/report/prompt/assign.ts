/** Lines of the form `name=value`. */
import { ProfError } from '../../kit/errors.ts';
import { parseDecimal } from '../../profile/go-parse-decimal.ts';
import { goQuote } from '../../profile/go-quote.ts';
import type { Profile } from '../../profile/profile.ts';
import { chooseSampleIndex } from '../../profile/sample-value.ts';
import type { FlagValue } from '../go-flags.ts';
import { parseBool, parseFloat64 } from '../go-literals.ts';
import { goTrim } from './go-fields.ts';
import { COMMENT_START } from './list-settings.ts';
import { CHOICES, SETTINGS, type Settings, settingNamed } from './settings.ts';

/**
 * The settings after the line; undefined for a line that sets nothing. A name alone turns a switch on.
 * @throws ProfError USAGE for a value that the setting does not take, in the reference's words.
 */
export function assign(line: string, settings: Settings, profile: Profile): Settings | undefined {
  const equals = line.indexOf('=');
  const name = goTrim(equals === -1 ? line : line.slice(0, equals));
  const setting = settingNamed(name);
  if (setting === undefined) return undefined;
  const isChoice = setting !== name;
  if (equals === -1 && !isChoice && SETTINGS[name]!.kind !== 'bool') {
    throw new ProfError('USAGE', `please specify a value, e.g. ${name}=<val>`);
  }
  const given = equals === -1 ? '' : withoutComment(line.slice(equals + 1));
  if (!isChoice) return { ...settings, [name]: parseSetting(name, given, profile) };
  // A choice has to be given as true: the reference takes it alone for unknown.
  if (parseBool(given) === true) return { ...settings, [setting]: name };
  throw new ProfError('USAGE', `unknown config field ${goQuote(name)}; use ${name}=true`);
}

/** A line of the list of options can be given back as it stands. */
function withoutComment(value: string): string {
  const comment = value.lastIndexOf(COMMENT_START);
  return goTrim(comment === -1 ? value : value.slice(0, comment));
}

function parseSetting(name: string, given: string, profile: Profile): FlagValue {
  if (name === 'sample_index') return profile.sampleTypes[chooseSampleIndex(profile, given)]!.type;
  const choices = CHOICES.get(name);
  if (choices !== undefined && !choices.includes(given)) {
    throw new ProfError('USAGE', `invalid ${goQuote(name)} value ${goQuote(given)}`);
  }
  switch (SETTINGS[name]!.kind) {
    case 'bool':
      return parseSwitch(given);
    case 'int':
      return parseCount(given);
    case 'float':
      return parseNumber(given);
    case 'string':
      return given;
  }
}

const ON = ['true', 't', 'yes', 'y', '1', ''];
const OFF = ['false', 'f', 'no', 'n', '0'];

function parseSwitch(given: string): boolean {
  const word = given.toLowerCase();
  if (ON.includes(word)) return true;
  if (OFF.includes(word)) return false;
  throw new ProfError('USAGE', `illegal value "${given}" for bool variable`);
}

function parseCount(given: string): number {
  const count = parseDecimal(given, 64);
  if (typeof count === 'bigint') return Number(count);
  throw new ProfError('USAGE', `strconv.Atoi: parsing ${goQuote(given)}: ${count}`);
}

function parseNumber(given: string): number {
  const number = parseFloat64(given);
  if (typeof number === 'number') return number;
  const why = number.reason === 'parse error' ? 'invalid syntax' : number.reason;
  throw new ProfError('USAGE', `strconv.ParseFloat: parsing ${goQuote(given)}: ${why}`);
}

/** What may stand at the end of a line that is being typed. */
import { safeText } from '../../kit/safe-text.ts';
import type { Completion } from '../../ports/prompt-terminal.ts';
import type { Profile } from '../../profile/profile.ts';
import { PATTERN_FORMATS, PLAIN_FORMATS } from '../pprof-flags.ts';
import { commandNamed } from './parse-command.ts';
import { CHOICES, SETTINGS } from './settings.ts';

const OTHER_COMMANDS = ['exit', 'help', 'options', 'quit'];
const COMMANDS = [...PLAIN_FORMATS, ...PATTERN_FORMATS, ...OTHER_COMMANDS];
const NAMES = [...COMMANDS, ...Object.keys(SETTINGS)];

/** Commands and settings as a line's first word, values after `=`, functions after a command that takes patterns. */
export function completerOf(profile: Profile): (line: string) => Completion {
  const types = profile.sampleTypes.map(({ type }) => type);
  let patterns: readonly string[] | undefined;
  return (line) => {
    const last = line.slice(line.search(/\S*$/));
    const before = line.slice(0, line.length - last.length).trim();
    if (before === '') return completeFirst(last, types);
    if (before === 'help') return startingWith(last, [...NAMES, ...[...CHOICES.values()].flat()]);
    const command = commandNamed(before.split(/\s/, 1)[0]!);
    if (command === undefined || command.format === 'tags' || last.startsWith('>')) return nothing(last);
    patterns ??= functionPatterns(profile);
    return last.startsWith('-') ? completePattern(last.slice(1), patterns) : completePattern(last, patterns);
  };
}

const nothing = (replaces: string): Completion => ({ candidates: [], replaces });

function startingWith(typed: string, names: readonly string[]): Completion {
  return { candidates: names.filter((name) => name.startsWith(typed)).sort(), replaces: typed };
}

function completeFirst(typed: string, types: readonly string[]): Completion {
  const equals = typed.indexOf('=');
  if (equals !== -1) {
    const name = typed.slice(0, equals);
    const isSwitch = Object.hasOwn(SETTINGS, name) && SETTINGS[name]!.kind === 'bool';
    const values = isSwitch ? ['true', 'false'] : name === 'sample_index' ? types : (CHOICES.get(name) ?? []);
    return startingWith(typed.slice(equals + 1), values.filter(isPlain));
  }
  if (typed === '') return startingWith(typed, COMMANDS);
  const settings = Object.keys(SETTINGS).map((name) => (SETTINGS[name]!.kind === 'bool' ? name : `${name}=`));
  return startingWith(typed, [...COMMANDS, ...settings, ...types.filter(isPlain)]);
}

/** Patterns that begin as typed; where none does, those that have it anywhere. */
function completePattern(typed: string, patterns: readonly string[]): Completion {
  const found = patterns.filter((pattern) => pattern.startsWith(typed));
  const candidates =
    found.length > 0 || typed === '' ? found : patterns.filter((pattern) => pattern.includes(typed));
  return { candidates: candidates.slice(0, MAX_CANDIDATES), replaces: typed };
}

/** More are of no help, and take long to print. */
const MAX_CANDIDATES = 500;

/** Nothing that would steer the terminal it is printed on. */
const isPlain = (text: string): boolean => text !== '' && safeText(text) === text;

/** Each function's name as a word that is a pattern for it. */
function functionPatterns(profile: Profile): string[] {
  const { functions, strings } = profile;
  const names = new Set<string>();
  for (let i = 0; i < functions.count; i++) names.add(strings.get(functions.name[i]!));
  return [...names].filter(isPlain).map(asPattern).sort();
}

const asPattern = (name: string): string =>
  name.replaceAll(/[\\^$|?*+()[\]{}]/g, '\\$&').replaceAll(/\s/g, '.');

/** What can be set at the prompt by `name=value`: the reference's names, and their values from one line to the next. */
import type { FlagDefinitions, FlagValue } from '../go-flags.ts';
import { GRANULARITIES, OPTION_FLAGS, SORTS } from '../option-flags.ts';
import { optionFlag, type PprofRequest } from '../pprof-flags.ts';
import type { ReportOptions } from '../report-options.ts';

const bool = { kind: 'bool', default: false } as const;
const text = { kind: 'string', default: '' } as const;

/** All settings, with the kind of value each one takes. */
export const SETTINGS: FlagDefinitions = {
  ...Object.fromEntries(Object.entries(OPTION_FLAGS).map(([name, key]) => [name, optionFlag(key)])),
  output: text,
  intel_syntax: bool,
  normalize: bool,
  sort: text,
  granularity: text,
};

/** Settings that take one of a few words; the empty text stands for the default and cannot be set. */
export const CHOICES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['sort', SORTS],
  ['granularity', GRANULARITIES],
]);

/** Every setting has its value. */
export type Settings = Readonly<Record<string, FlagValue>>;

/** What the command line asked for. Headers are short from the start: the greeting has said the rest. */
export function settingsOf(request: PprofRequest): Settings {
  const { options } = request;
  return {
    ...Object.fromEntries(Object.entries(OPTION_FLAGS).map(([name, key]) => [name, options[key]])),
    compact_labels: true,
    output: request.output,
    intel_syntax: request.intelSyntax,
    normalize: request.normalize,
    sort: options.sort,
    granularity: options.granularity,
  };
}

/** The settings as a report takes them. */
export function reportOptionsOf(settings: Settings): ReportOptions {
  return {
    ...Object.fromEntries(Object.entries(OPTION_FLAGS).map(([name, key]) => [key, settings[name]])),
    sort: settings.sort,
    granularity: settings.granularity,
  } as ReportOptions;
}

/** The setting that a name or one of its choices (`lines`) belongs to. */
export function settingNamed(name: string): string | undefined {
  if (Object.hasOwn(SETTINGS, name)) return name;
  return [...CHOICES.keys()].find((group) => CHOICES.get(group)!.includes(name));
}

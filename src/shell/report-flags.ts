import { Flags } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import { chosenValue, GRANULARITIES, OPTION_FLAGS, VALUE_FLAGS } from '../report/option-flags.ts';
import type { ReportOptions } from '../report/report-options.ts';
import { snakeCase, snakeNames } from './snake-names.ts';
import { sourceFlags } from './source-flags.ts';

const REPORT = 'REPORT';
const FILTER = 'FILTER';
const SHORT = 'SHORT FOR --sample-index AND --granularity';

const fraction = (summary: string) => Flags.string({ summary, helpValue: 'F', helpGroup: REPORT });

const filter = (summary: string) => Flags.string({ summary, helpValue: 'REGEXP', helpGroup: FILTER });

const kebab = (flag: string): string => flag.replaceAll('_', '-');

/** The reference's short names of values: `--inuse-space`. */
const valueFlags = Object.fromEntries(
  VALUE_FLAGS.map(([flag, type]) => {
    const summary = flag.startsWith('mean') ? `--mean --sample-index ${type}` : `--sample-index ${type}`;
    return [kebab(flag), Flags.boolean({ summary, helpGroup: SHORT })];
  }),
);

const granularityFlags = Object.fromEntries(
  GRANULARITIES.map((name) => [
    name,
    Flags.boolean({
      summary: `--granularity ${name}`,
      exclusive: ['granularity', ...GRANULARITIES.filter((other) => other !== name)],
      helpGroup: SHORT,
    }),
  ]),
);

/** Options of every report on a profile, under the reference's names; its snake_case is understood too. */
export const reportFlags = snakeNames({
  ...sourceFlags,
  'sample-index': Flags.string({
    summary: 'which value: a sample type such as cpu or alloc_space, or its index',
    helpValue: 'TYPE',
    helpGroup: REPORT,
  }),
  unit: Flags.string({
    summary: 'unit of values, such as ms or MB; auto: each its own',
    helpValue: 'UNIT',
    helpGroup: REPORT,
  }),
  mean: Flags.boolean({ summary: 'divide by the first value: means instead of sums', helpGroup: REPORT }),
  'divide-by': Flags.string({ summary: 'divide all values', helpValue: 'N', helpGroup: REPORT }),
  granularity: Flags.string({
    summary: 'what a row is',
    options: [...GRANULARITIES],
    helpGroup: REPORT,
  }),
  noinlines: Flags.boolean({
    summary: 'count inlined functions as part of their callers',
    helpGroup: REPORT,
    aliases: ['no-inlines'],
  }),
  showcolumns: Flags.boolean({
    summary: 'show columns beside lines',
    helpGroup: REPORT,
    aliases: ['show-columns'],
  }),
  'trim-path': Flags.string({
    summary: 'prefixes to cut from source files, between colons',
    helpValue: 'PATHS',
    helpGroup: REPORT,
  }),
  'source-path': Flags.string({
    summary: 'folders of sources, between colons',
    helpValue: 'PATHS',
    helpGroup: REPORT,
  }),
  focus: filter('only samples with such a function, file or binary'),
  ignore: filter('no samples with such a function, file or binary'),
  hide: filter('leave such frames out'),
  show: filter('leave all other frames out'),
  'show-from': filter('cut stacks above such a frame'),
  'prune-from': filter('cut stacks below such a function'),
  tagfocus: filter('only samples with such a label, as KEY=REGEXP or a range such as bytes=1kb:'),
  tagignore: filter('no samples with such a label'),
  tagshow: filter('only labels with such a key'),
  taghide: filter('no labels with such a key'),
  tagroot: Flags.string({
    summary: 'labels of these keys as frames at the root',
    helpValue: 'KEYS',
    helpGroup: FILTER,
  }),
  tagleaf: Flags.string({
    summary: 'labels of these keys as frames at the leaf',
    helpValue: 'KEYS',
    helpGroup: FILTER,
  }),
  'relative-percentages': Flags.boolean({
    summary: 'percentages of what the filters leave, not of the whole profile',
    helpGroup: FILTER,
  }),
  ...valueFlags,
  ...granularityFlags,
});

/** Options of reports that order nodes. */
export const orderFlags = snakeNames({
  cum: Flags.boolean({
    summary: 'order by cumulative value instead of flat',
    exclusive: ['flat'],
    helpGroup: REPORT,
  }),
  flat: Flags.boolean({ summary: 'order by flat value, as without it', helpGroup: REPORT }),
  'drop-negative': Flags.boolean({ summary: 'leave out what became less', helpGroup: REPORT }),
  'compact-labels': Flags.boolean({
    summary: 'no lines about the profile above the report',
    helpGroup: REPORT,
  }),
});

/** Options of reports that order and limit nodes. */
export const nodeFlags = {
  ...orderFlags,
  nodecount: Flags.integer({
    char: 'n',
    summary: 'show at most so many',
    min: 0,
    helpGroup: REPORT,
    aliases: ['node-count'],
  }),
  nodefraction: fraction('hide what has less than this part of the total (0.005)'),
  edgefraction: fraction('ignore calls with less than this part of the total (0.001)'),
  trim: Flags.boolean({ summary: 'hide small nodes', allowNo: true, default: true, helpGroup: REPORT }),
};

/** What `--source-map` asks for. `none` beside paths is a path like them. */
export const sourceMapsOf = (flag: readonly string[] | undefined): readonly string[] | 'none' =>
  flag?.length === 1 && flag[0] === 'none' ? 'none' : (flag ?? []);

/** Options of reports that are graphs. */
export const graphFlags = snakeNames({
  'call-tree': Flags.boolean({
    summary: 'a node for each path to a function (pictures, dot, callgrind)',
    helpGroup: REPORT,
  }),
});

type Values<T> = { readonly [K in keyof T]?: unknown };

const FRACTIONS = ['divide-by', 'nodefraction', 'edgefraction'];

/**
 * What the flags ask of a report. `warn` hears of flags that others overrule.
 * @throws ProfError USAGE for what should be a number and is none.
 */
export function reportOptionsOf(
  flags: Values<typeof reportFlags & typeof nodeFlags & typeof graphFlags> &
    Readonly<Record<string, unknown>>,
  warn: (message: string) => void = () => {},
): Partial<ReportOptions> {
  const options: Record<string, unknown> = {};
  for (const [flag, value] of Object.entries(flags)) {
    const key = (OPTION_FLAGS as Readonly<Record<string, keyof ReportOptions>>)[snakeCase(flag)];
    if (key !== undefined && value !== undefined) options[key] = optionValue(flag, value);
  }
  const granularity = GRANULARITIES.find((name) => flags[name] === true) ?? flags.granularity;
  if (granularity !== undefined) options.granularity = granularity;
  const isSet = (flag: string) => flags[kebab(flag)] === true;
  const { sampleIndex, mean } = chosenValue(String(flags['sample-index'] ?? ''), isSet, warn);
  return {
    ...options,
    ...(sampleIndex === '' ? {} : { sampleIndex }),
    ...(mean ? { mean } : {}),
    ...(flags.cum === true ? { sort: 'cum' } : {}),
  };
}

const optionValue = (flag: string, value: unknown): unknown =>
  FRACTIONS.includes(flag) ? parseFraction(flag, String(value)) : value;

function parseFraction(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new ProfError('USAGE', `--${flag} is a number: ${text}`);
}

import { Flags } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import type { ReportOptions } from '../report/report-options.ts';

const REPORT = 'REPORT';
const FILTER = 'FILTER';

const fraction = (summary: string) => Flags.string({ summary, helpValue: 'F', helpGroup: REPORT });

const filter = (summary: string, alias?: string) =>
  Flags.string({ summary, helpValue: 'REGEXP', helpGroup: FILTER, ...(alias ? { aliases: [alias] } : {}) });

/** Options of every report on a profile, under the reference's names; its snake_case is understood too. */
export const reportFlags = {
  'sample-index': Flags.string({
    summary: 'which value: a sample type such as cpu or alloc_space, or its index',
    helpValue: 'TYPE',
    helpGroup: REPORT,
    aliases: ['sample_index'],
  }),
  unit: Flags.string({
    summary: 'unit of values, such as ms or MB; auto: each its own',
    helpValue: 'UNIT',
    helpGroup: REPORT,
  }),
  mean: Flags.boolean({ summary: 'divide by the first value: means instead of sums', helpGroup: REPORT }),
  'divide-by': Flags.string({
    summary: 'divide all values',
    helpValue: 'N',
    helpGroup: REPORT,
    aliases: ['divide_by'],
  }),
  granularity: Flags.string({
    summary: 'what a row is',
    options: ['functions', 'filefunctions', 'files', 'lines', 'addresses'],
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
  'all-frames': Flags.boolean({
    summary: 'also frames that the profile itself calls uninteresting',
    helpGroup: REPORT,
    aliases: ['all_frames'],
  }),
  symbolize: Flags.string({
    summary:
      'names of C++ and Rust: none (as recorded), demangle=none, demangle=templates, demangle=full, force',
    helpValue: 'WORDS',
    helpGroup: REPORT,
  }),
  'trim-path': Flags.string({
    summary: 'prefixes to cut from source files, between colons',
    helpValue: 'PATHS',
    helpGroup: REPORT,
    aliases: ['trim_path'],
  }),
  'source-path': Flags.string({
    summary: 'folders of sources, between colons',
    helpValue: 'PATHS',
    helpGroup: REPORT,
    aliases: ['source_path'],
  }),
  'source-map': Flags.string({
    summary:
      'source map, or folder of maps, of compiled JavaScript; maps beside scripts are found; none: use none',
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: REPORT,
    aliases: ['source_map'],
  }),
  base: Flags.string({
    summary: 'subtract this profile',
    helpValue: 'REF',
    exclusive: ['diff-base'],
    helpGroup: REPORT,
  }),
  'diff-base': Flags.string({
    summary: 'compare with this profile: percentages are of it',
    helpValue: 'REF',
    helpGroup: REPORT,
    aliases: ['diff_base'],
  }),
  normalize: Flags.boolean({ summary: 'scale to the total of the base first', helpGroup: REPORT }),
  focus: filter('only samples with such a function, file or binary'),
  ignore: filter('no samples with such a function, file or binary'),
  hide: filter('leave such frames out'),
  show: filter('leave all other frames out'),
  'show-from': filter('cut stacks above such a frame', 'show_from'),
  'prune-from': filter('cut stacks below such a function', 'prune_from'),
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
    aliases: ['relative_percentages'],
  }),
};

/** Options of reports that order nodes. */
export const orderFlags = {
  cum: Flags.boolean({ summary: 'order by cumulative value instead of flat', helpGroup: REPORT }),
  'drop-negative': Flags.boolean({
    summary: 'leave out what became less',
    helpGroup: REPORT,
    aliases: ['drop_negative'],
  }),
  'compact-labels': Flags.boolean({
    summary: 'no lines about the profile above the report',
    helpGroup: REPORT,
    aliases: ['compact_labels'],
  }),
};

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
export const graphFlags = {
  'call-tree': Flags.boolean({
    summary: 'a node for each path to a function (dot, callgrind)',
    helpGroup: REPORT,
    aliases: ['call_tree'],
  }),
};

type Values<T> = { readonly [K in keyof T]?: unknown };

/** Flags and the report options that they set. */
const OPTION_OF_FLAG: Readonly<Record<string, keyof ReportOptions>> = {
  'sample-index': 'sampleIndex',
  unit: 'unit',
  mean: 'mean',
  'divide-by': 'divideBy',
  granularity: 'granularity',
  noinlines: 'noInlines',
  showcolumns: 'showColumns',
  'trim-path': 'trimPath',
  'source-path': 'sourcePath',
  focus: 'focus',
  ignore: 'ignore',
  hide: 'hide',
  show: 'show',
  'show-from': 'showFrom',
  'prune-from': 'pruneFrom',
  tagfocus: 'tagFocus',
  tagignore: 'tagIgnore',
  tagshow: 'tagShow',
  taghide: 'tagHide',
  tagroot: 'tagRoot',
  tagleaf: 'tagLeaf',
  'relative-percentages': 'relativePercentages',
  nodecount: 'nodeCount',
  nodefraction: 'nodeFraction',
  edgefraction: 'edgeFraction',
  trim: 'trim',
  'drop-negative': 'dropNegative',
  'compact-labels': 'compactLabels',
  'call-tree': 'callTree',
};

const FRACTIONS = ['divide-by', 'nodefraction', 'edgefraction'];

/** What the flags ask of a report. Fails with USAGE for what should be a number and is none. */
export function reportOptionsOf(
  flags: Values<typeof reportFlags & typeof nodeFlags & typeof graphFlags>,
): Partial<ReportOptions> {
  const options: Record<string, unknown> = {};
  for (const [flag, value] of Object.entries(flags)) {
    const key = OPTION_OF_FLAG[flag];
    if (key === undefined || value === undefined) continue;
    options[key] = FRACTIONS.includes(flag) ? parseFraction(flag, String(value)) : value;
  }
  if (flags.cum === true) options.sort = 'cum';
  return options as Partial<ReportOptions>;
}

function parseFraction(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new ProfError('USAGE', `--${flag} is a number: ${text}`);
}

/** What `help` says of each command and each setting: a line for the list, then what more there is to know. */
import type { OutputFormat } from '../pprof-flags.ts';

/** First line: for the list. Further lines: for `help NAME`. */
type HelpText = readonly [summary: string, ...details: string[]];

const GRAPH_ARGUMENTS = '[N] [FOCUS]... [-IGNORE]... [>FILE]';
const SORTED_ARGUMENTS = `${GRAPH_ARGUMENTS} [-cum]`;
const PATTERN_ARGUMENTS = 'REGEXP [FOCUS]... [-IGNORE]... [>FILE]';

/** What may follow a command. */
export const COMMAND_ARGUMENTS: Readonly<Record<OutputFormat, string>> = {
  callgrind: GRAPH_ARGUMENTS,
  comments: '[>FILE]',
  disasm: PATTERN_ARGUMENTS,
  dot: GRAPH_ARGUMENTS,
  eog: GRAPH_ARGUMENTS,
  evince: GRAPH_ARGUMENTS,
  gif: GRAPH_ARGUMENTS,
  gv: GRAPH_ARGUMENTS,
  kcachegrind: GRAPH_ARGUMENTS,
  list: PATTERN_ARGUMENTS,
  pdf: GRAPH_ARGUMENTS,
  peek: PATTERN_ARGUMENTS,
  png: GRAPH_ARGUMENTS,
  proto: '[FOCUS]... [-IGNORE]... [>FILE]',
  ps: GRAPH_ARGUMENTS,
  raw: '[FOCUS]... [-IGNORE]... [>FILE]',
  svg: GRAPH_ARGUMENTS,
  tags: '[TAGFOCUS]... [-TAGIGNORE]... [>FILE]',
  text: SORTED_ARGUMENTS,
  top: SORTED_ARGUMENTS,
  topproto: SORTED_ARGUMENTS,
  traces: '[FOCUS]... [-IGNORE]... [>FILE]',
  tree: SORTED_ARGUMENTS,
  web: GRAPH_ARGUMENTS,
  weblist: PATTERN_ARGUMENTS,
};

/** What each argument means, in the order in which they are explained. */
export const ARGUMENT_MEANINGS: readonly (readonly [argument: string, meaning: string])[] = [
  ['REGEXP', 'the functions to show'],
  ['[N]', 'a number: show that many at most'],
  ['[FOCUS]', 'only samples that go through a match of this regular expression'],
  ['[TAGFOCUS]', 'only samples with a label that matches this regular expression'],
  ['[-IGNORE]', 'no samples that go through a match of this one'],
  ['[-TAGIGNORE]', 'no samples with a label that matches this one'],
  ['[-cum]', 'order by cumulative values'],
  ['[>FILE]', 'write into this file'],
];

export const COMMAND_HELP: Readonly<Record<OutputFormat, HelpText>> = {
  callgrind: ['Call graph for KCachegrind, into a file'],
  comments: ['What the producer noted'],
  disasm: ['Machine code with samples'],
  dot: ['Call graph in the language of Graphviz'],
  eog: ['Call graph in the program eog'],
  evince: ['Call graph in the program evince'],
  gif: ['Call graph as a GIF picture, into a file'],
  gv: ['Call graph in the program gv'],
  kcachegrind: ['Call graph in the program KCachegrind'],
  list: ['Source lines of functions that match, with values'],
  pdf: ['Call graph as PDF, into a file'],
  peek: ['Callers and callees of functions that match'],
  png: ['Call graph as a PNG picture, into a file'],
  proto: ['The profile itself, filtered, into a file'],
  ps: ['Call graph as PostScript, into a file'],
  raw: ['Everything in the profile as text'],
  svg: ['Call graph as an SVG picture, into a file'],
  tags: ['Labels and their values'],
  text: ['The same as top'],
  top: ['Functions that use most, ten of them'],
  topproto: ['What top shows, as a profile, into a file'],
  traces: ['Every sample with its stack'],
  tree: ['Functions with their callers and callees'],
  web: ['Call graph in a web browser'],
  weblist: ['Source lines in a web browser'],
};

const MATCHES = 'It is compared with names of functions, source files and programs.';
const TAG_MATCHES = 'KEY=REGEXP looks at one label; 32mb, 1kb:10kb, :1kb and 1kb: are numbers and ranges.';

/** Settings and choices. */
export const SETTING_HELP: Readonly<Record<string, HelpText>> = {
  addresses: ['A row for each address'],
  call_tree: ['Keep functions apart by their callers', 'Counts for dot and callgrind.'],
  compact_labels: ['Short headers'],
  cum: ['By values of functions with all that they call'],
  divide_by: ['Divide all values by this number'],
  drop_negative: ['Leave negative values out', 'They come from comparing with a base.'],
  edgefraction: ['Leave out calls below this share of the total'],
  filefunctions: ['A row for each function in each file'],
  files: ['A row for each file'],
  flat: ['By values of functions alone'],
  focus: ['Only samples that go through a match', MATCHES],
  functions: ['A row for each function'],
  hide: ['Take matching frames out of the stacks', MATCHES],
  ignore: ['No samples that go through a match', MATCHES],
  intel_syntax: ['No effect: no report here shows machine code'],
  lines: ['A row for each source line'],
  mean: ['Divide by the first value: means instead of sums'],
  nodecount: [
    'Show that many functions at most',
    '0 is all of them, -1 what the report has as its own limit.',
  ],
  nodefraction: ['Leave out functions below this share of the total'],
  noinlines: ['Count inlined functions for their callers'],
  normalize: [
    'No effect here: a base is scaled to when it is loaded',
    'Start with -normalize and -base or -diff_base.',
  ],
  output: ['Write every report into this file', 'Without a value reports go to standard output again.'],
  prune_from: ['Cut stacks below a match', 'What a matching function calls is counted for it.'],
  relative_percentages: ['Percentages of what the filters leave, not of all'],
  sample_index: ['Which value of the samples to show, by name or number'],
  show: ['Only frames that match', MATCHES],
  show_from: ['Cut stacks above a match', MATCHES],
  showcolumns: ['Show columns beside lines'],
  source_path: ['Folders with source files, between colons'],
  tagfocus: ['Only samples with a label that matches', TAG_MATCHES],
  taghide: ['Drop labels whose key matches'],
  tagignore: ['No samples with a label that matches', TAG_MATCHES],
  tagleaf: ['Add frames for values of these labels at the leaf', 'Keys between commas.'],
  tagroot: ['Add frames for values of these labels at the root', 'Keys between commas.'],
  tagshow: ['Drop labels whose key does not match'],
  trim: ['Apply nodecount, nodefraction and edgefraction'],
  trim_path: ['Beginnings of file names to cut, between colons'],
  unit: [
    'Unit of values: ms, kB and so on',
    'minimum takes one for all values, auto a fitting one for each.',
  ],
};

/** Options of reports as flags, under the reference's names: for its command line and for our own. */
import type { Granularity } from '../profile/graph-nodes.ts';
import type { ReportOptions } from './report-options.ts';

/** Flags that set a report option of their own. */
export const OPTION_FLAGS = {
  call_tree: 'callTree',
  relative_percentages: 'relativePercentages',
  unit: 'unit',
  compact_labels: 'compactLabels',
  source_path: 'sourcePath',
  trim_path: 'trimPath',
  mean: 'mean',
  sample_index: 'sampleIndex',
  divide_by: 'divideBy',
  tagroot: 'tagRoot',
  tagleaf: 'tagLeaf',
  drop_negative: 'dropNegative',
  nodecount: 'nodeCount',
  nodefraction: 'nodeFraction',
  edgefraction: 'edgeFraction',
  trim: 'trim',
  focus: 'focus',
  ignore: 'ignore',
  prune_from: 'pruneFrom',
  hide: 'hide',
  show: 'show',
  show_from: 'showFrom',
  tagfocus: 'tagFocus',
  tagignore: 'tagIgnore',
  tagshow: 'tagShow',
  taghide: 'tagHide',
  noinlines: 'noInlines',
  showcolumns: 'showColumns',
} as const satisfies Record<string, keyof ReportOptions>;

export const SORTS = ['cum', 'flat'] as const;
export const GRANULARITIES = [
  'functions',
  'filefunctions',
  'files',
  'lines',
  'addresses',
] as const satisfies Granularity[];

/** Short names of sample types, with the type each one asks for; the first given wins. */
export const VALUE_FLAGS = [
  ['total_delay', 'delay'],
  ['mean_delay', 'delay'],
  ['contentions', 'contentions'],
  ['inuse_space', 'inuse_space'],
  ['inuse_objects', 'inuse_objects'],
  ['alloc_space', 'alloc_space'],
  ['alloc_objects', 'alloc_objects'],
] as const;

/**
 * Which value is asked for, by `sample_index` or by the first short name that is set, and whether as a mean: `mean_delay`
 * asks for both.
 */
export function chosenValue(
  sampleIndex: string,
  isSet: (flag: string) => boolean,
  warn: (message: string) => void,
): Pick<ReportOptions, 'sampleIndex' | 'mean'> {
  let chosen = sampleIndex;
  for (const [flag, type] of VALUE_FLAGS) {
    if (!isSet(flag)) continue;
    if (chosen === '') chosen = type;
    else warn(`Multiple value selections, ignoring -${flag}`);
  }
  return { sampleIndex: chosen, mean: isSet('mean') || isSet('mean_delay') };
}

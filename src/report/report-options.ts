/** What a report can be asked, under the names of the reference's options, and what each kind makes of it. */
import type { Granularity } from '../profile/graph-nodes.ts';

export interface ReportOptions {
  readonly callTree: boolean;
  /** Percentages of what the filters leave, not of the whole profile. */
  readonly relativePercentages: boolean;
  /** A unit's name, `auto` (each value its own), or `minimum` (one for all, from the smallest). */
  readonly unit: string;
  readonly compactLabels: boolean;
  readonly sourcePath: string;
  readonly trimPath: string;
  /** Divide by the first value: means instead of sums. */
  readonly mean: boolean;
  /** An index or a type's name; empty for the profile's default. */
  readonly sampleIndex: string;
  readonly divideBy: number;
  readonly sort: 'flat' | 'cum';
  readonly tagRoot: string;
  readonly tagLeaf: string;
  readonly dropNegative: boolean;
  /** -1: what the report's kind has as default. */
  readonly nodeCount: number;
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  /** False: no limit on nodes or edges at all. */
  readonly trim: boolean;
  readonly focus: string;
  readonly ignore: string;
  readonly pruneFrom: string;
  readonly hide: string;
  readonly show: string;
  readonly showFrom: string;
  readonly tagFocus: string;
  readonly tagIgnore: string;
  readonly tagShow: string;
  readonly tagHide: string;
  readonly noInlines: boolean;
  readonly showColumns: boolean;
  /** Empty: what the report's kind has as default, functions for most. */
  readonly granularity: Granularity | '';
}

export const DEFAULT_REPORT_OPTIONS: ReportOptions = {
  callTree: false,
  relativePercentages: false,
  unit: 'minimum',
  compactLabels: false,
  sourcePath: '',
  trimPath: '',
  mean: false,
  sampleIndex: '',
  divideBy: 1,
  sort: 'flat',
  tagRoot: '',
  tagLeaf: '',
  dropNegative: false,
  nodeCount: -1,
  nodeFraction: 0.005,
  edgeFraction: 0.001,
  trim: true,
  focus: '',
  ignore: '',
  pruneFrom: '',
  hide: '',
  show: '',
  showFrom: '',
  tagFocus: '',
  tagIgnore: '',
  tagShow: '',
  tagHide: '',
  noInlines: false,
  showColumns: false,
  granularity: '',
};

/** The reference's output formats that are reports here. */
export const REPORT_KINDS = [
  'top',
  'text',
  'tree',
  'peek',
  'list',
  'traces',
  'tags',
  'comments',
  'raw',
  'proto',
  'topproto',
  'dot',
  'callgrind',
] as const;

export type ReportKind = (typeof REPORT_KINDS)[number];

/** Kinds that look up a part of the profile by a pattern: limits would hide what was asked for. */
const UNTRIMMED_KINDS: ReadonlySet<ReportKind> = new Set(['peek', 'list']);
/** Kinds that give the profile itself. */
const WHOLE_KINDS: ReadonlySet<ReportKind> = new Set(['proto', 'raw', 'callgrind']);
const UNLIMITED_KINDS: ReadonlySet<ReportKind> = new Set(['text', 'top', 'topproto']);

const OVERRIDES: Partial<Record<ReportKind, Partial<ReportOptions>>> = {
  list: { granularity: 'lines' },
};

/** The options with the kind's own defaults and fixed choices put in. */
export function optionsForKind(kind: ReportKind, options: ReportOptions): ReportOptions {
  const isWhole = WHOLE_KINDS.has(kind);
  const isTrimmed = options.trim && !isWhole && !UNTRIMMED_KINDS.has(kind);
  const defaultCount = UNLIMITED_KINDS.has(kind) ? 0 : 80;
  return {
    ...options,
    nodeCount: options.nodeCount === -1 ? defaultCount : options.nodeCount,
    ...OVERRIDES[kind],
    ...(isWhole ? { granularity: 'addresses' } : {}),
    ...(isTrimmed ? {} : { nodeCount: 0, nodeFraction: 0, edgeFraction: 0 }),
  };
}

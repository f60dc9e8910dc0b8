/** The reference's command line: which flags there are and what they ask for. */
import { ProfError } from '../kit/errors.ts';
import { type FlagDefinitions, type FlagValue, parseGoFlags } from './go-flags.ts';
import { chosenValue, GRANULARITIES, OPTION_FLAGS, SORTS, VALUE_FLAGS } from './option-flags.ts';
import { DEFAULT_REPORT_OPTIONS, type ReportOptions } from './report-options.ts';

/** Output formats without and with a pattern. */
export const PLAIN_FORMATS = [
  'callgrind',
  'comments',
  'dot',
  'eog',
  'evince',
  'gif',
  'gv',
  'kcachegrind',
  'pdf',
  'png',
  'proto',
  'ps',
  'raw',
  'svg',
  'tags',
  'text',
  'top',
  'topproto',
  'traces',
  'tree',
  'web',
] as const;
export const PATTERN_FORMATS = ['disasm', 'list', 'peek', 'weblist'] as const;

export type OutputFormat = (typeof PLAIN_FORMATS)[number] | (typeof PATTERN_FORMATS)[number];

const bool = { kind: 'bool', default: false } as const;
const text = { kind: 'string', default: '' } as const;
const int = { kind: 'int', default: -1 } as const;

const OTHER_FLAGS: FlagDefinitions = {
  base: text,
  diff_base: text,
  normalize: bool,
  symbolize: text,
  buildid: text,
  add_comment: text,
  output: text,
  seconds: int,
  timeout: int,
  tools: text,
  http: text,
  no_browser: bool,
  intel_syntax: bool,
  all_frames: bool,
  tls_cert: text,
  tls_key: text,
  tls_ca: text,
};

/** All flags, under the reference's names. */
export const PPROF_FLAGS: FlagDefinitions = {
  ...Object.fromEntries(Object.entries(OPTION_FLAGS).map(([flag, key]) => [flag, optionFlag(key)])),
  ...Object.fromEntries(
    [...SORTS, ...GRANULARITIES, ...PLAIN_FORMATS, ...VALUE_FLAGS.map(([flag]) => flag)].map((flag) => [
      flag,
      bool,
    ]),
  ),
  ...Object.fromEntries(PATTERN_FORMATS.map((flag) => [flag, text])),
  ...OTHER_FLAGS,
};

/** The kind and the default of the flag for an option. */
export function optionFlag(key: keyof ReportOptions): FlagDefinitions[string] {
  const value = DEFAULT_REPORT_OPTIONS[key];
  if (typeof value === 'boolean') return { kind: 'bool', default: value };
  if (typeof value === 'string') return { kind: 'string', default: value };
  return { kind: key === 'nodeCount' ? 'int' : 'float', default: value };
}

export interface PprofRequest {
  readonly sources: readonly string[];
  /** What to subtract or to compare with. */
  readonly base: readonly string[];
  readonly baseMode: 'base' | 'diff_base';
  readonly normalize: boolean;
  /** Means nothing here; the prompt lists it. */
  readonly intelSyntax: boolean;
  readonly format: OutputFormat | undefined;
  /** Of the formats that look for something. */
  readonly pattern: string;
  readonly options: ReportOptions;
  /** Empty: standard output. */
  readonly output: string;
  readonly symbolize: string;
  readonly buildId: string;
  readonly comment: string;
  readonly allFrames: boolean;
  readonly seconds: number;
  readonly timeoutSeconds: number;
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string };
}

export type PprofArguments =
  | { readonly state: 'help' }
  /** The flags themselves are wrong: the reference shows how to call it. */
  | { readonly state: 'failed'; readonly message: string }
  | {
      readonly state: 'parsed';
      /** The words after the flags: sources, perhaps after a program's file. */
      readonly args: readonly string[];
      /** What is asked, given the sources among the words. Fails with USAGE for options that contradict. */
      request(sources: readonly string[], warn: (message: string) => void): PprofRequest;
    };

/** Reads the words after `prof pprof`. */
export function parsePprofArguments(argv: readonly string[]): PprofArguments {
  const outcome = parseGoFlags(argv, PPROF_FLAGS);
  if (outcome.state !== 'parsed') return outcome;
  const { values, args } = outcome;
  return {
    state: 'parsed',
    args,
    request: (sources, warn) => buildRequest(new Given(values), sources, warn),
  };
}

/** Given values over the defaults. */
class Given {
  private readonly values: ReadonlyMap<string, FlagValue>;

  constructor(values: ReadonlyMap<string, FlagValue>) {
    this.values = values;
  }

  get(flag: string): FlagValue {
    return this.values.get(flag) ?? PPROF_FLAGS[flag]!.default;
  }

  text = (flag: string): string => String(this.get(flag));
  isSet = (flag: string): boolean => this.get(flag) === true;
  number = (flag: string): number => Number(this.get(flag));
}

function buildRequest(
  given: Given,
  sources: readonly string[],
  warn: (message: string) => void,
): PprofRequest {
  const sort = oneOf(given, SORTS) ?? DEFAULT_REPORT_OPTIONS.sort;
  const granularity = oneOf(given, GRANULARITIES) ?? '';
  const format = outputFormat(given);
  if (format !== undefined && given.text('http') !== '') {
    throw new ProfError('USAGE', '-http is not compatible with an output format on the command line');
  }
  if (format === undefined && given.text('http') !== '') {
    throw new ProfError('USAGE', '-http needs a browser; use -top, -tree or -dot, or no flag for a prompt');
  }
  if (given.isSet('no_browser') && given.text('http') === '') {
    throw new ProfError('USAGE', '-no_browser only makes sense with -http');
  }
  const options = {
    ...Object.fromEntries(Object.entries(OPTION_FLAGS).map(([flag, key]) => [key, given.get(flag)])),
    sort,
    granularity,
    ...chosenValue(given.text('sample_index'), given.isSet, warn),
  } as ReportOptions;
  const base = given.text('base');
  const diffBase = given.text('diff_base');
  if (base !== '' && diffBase !== '') {
    throw new ProfError('USAGE', '-base and -diff_base flags cannot both be specified');
  }
  if (given.isSet('normalize') && base + diffBase === '') {
    throw new ProfError('USAGE', 'must have base profile to normalize by');
  }
  return {
    sources,
    base: [base, diffBase].filter((source) => source !== ''),
    baseMode: diffBase === '' ? 'base' : 'diff_base',
    normalize: given.isSet('normalize'),
    intelSyntax: given.isSet('intel_syntax'),
    format,
    pattern: PATTERN_FORMATS.some((known) => known === format) ? given.text(format!) : '',
    options,
    output: given.text('output'),
    symbolize: given.text('symbolize'),
    buildId: given.text('buildid'),
    comment: given.text('add_comment'),
    allFrames: given.isSet('all_frames'),
    seconds: given.number('seconds'),
    timeoutSeconds: given.number('timeout'),
    tls: { cert: given.text('tls_cert'), key: given.text('tls_key'), ca: given.text('tls_ca') },
  };
}

/** The choice that is set; two are an error. */
function oneOf<T extends string>(given: Given, choices: readonly T[]): T | undefined {
  const set = choices.filter((choice) => given.isSet(choice));
  if (set.length > 1) {
    throw new ProfError('USAGE', `conflicting options set: [${set.toSorted().reverse().join(' ')}]`);
  }
  return set[0];
}

function outputFormat(given: Given): OutputFormat | undefined {
  const set = [
    ...PLAIN_FORMATS.filter((format) => given.isSet(format)),
    ...PATTERN_FORMATS.filter((format) => given.text(format) !== ''),
  ];
  if (set.length > 1) throw new ProfError('USAGE', 'must set at most one output format');
  return set[0];
}

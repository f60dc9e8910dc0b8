/** What `prof convert` writes: files that hold the profile, and reports that other programs read. */
import { FILE_TARGETS, type FileTarget, targetOfName } from '../formats/file-target.ts';
import { READABLE_FORMATS } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';

/** Reports as files: their names for `--to`, and endings. */
const REPORT_OUTPUTS = {
  callgrind: { title: 'callgrind, for kcachegrind', endings: ['.callgrind'], isBinary: false },
  dot: { title: 'a graph for Graphviz', endings: ['.dot', '.gv'], isBinary: false },
  svg: { title: 'a picture of the graph, by Graphviz', endings: ['.svg'], isBinary: false },
  png: { title: 'the same as PNG', endings: ['.png'], isBinary: true },
  gif: { title: 'the same as GIF', endings: ['.gif'], isBinary: true },
  pdf: { title: 'the same as PDF', endings: ['.pdf'], isBinary: true },
  ps: { title: 'the same as PostScript', endings: ['.ps'], isBinary: false },
  topproto: { title: 'the rows of top as pprof', endings: [], isBinary: true },
  json: { title: 'the rows of top as JSON', endings: ['.json'], isBinary: false },
  csv: { title: 'the rows of top as CSV', endings: ['.csv'], isBinary: false },
} as const;

export type ReportOutput = keyof typeof REPORT_OUTPUTS;

/** Other names for `--to`: the reference's, and what people call them. */
const ALIASES: Readonly<Record<string, string>> = { proto: 'pprof', folded: 'collapsed' };

export type OutputKind =
  | { readonly kind: 'file'; readonly id: FileTarget['id']; readonly target: FileTarget }
  | { readonly kind: 'report'; readonly id: ReportOutput };

export interface ChosenOutput {
  readonly output: OutputKind;
  readonly isBinary: boolean;
  /** The whole once more in gzip. */
  readonly isGzip: boolean;
}

const reportIds = Object.keys(REPORT_OUTPUTS) as ReportOutput[];

/** All that `--from` takes. */
export const INPUT_NAMES = READABLE_FORMATS;

/** All that `--to` takes, aliases included. */
export const OUTPUT_NAMES: readonly string[] = [
  ...FILE_TARGETS.map(({ id }) => id),
  ...reportIds,
  ...Object.keys(ALIASES),
];

/**
 * What to write, by `--to`, else by the name of the file.
 * @throws ProfError USAGE that lists what can be written.
 */
export function chooseOutput(to: string | undefined, path: string): ChosenOutput {
  if (to !== undefined) return chosen(outputById(ALIASES[to] ?? to), hasExtraGzip(path));
  const named = path === '-' ? undefined : outputOfName(path);
  if (named !== undefined) return named;
  throw new ProfError(
    'USAGE',
    path === '-' ? 'what to write is not said' : `the ending of ${path} does not say what to write`,
    { hints: ['say it: --to NAME, or end the name of the file as below', ...outputLines()] },
  );
}

function outputById(id: string): OutputKind {
  const target = FILE_TARGETS.find((known) => known.id === id);
  if (target !== undefined) return { kind: 'file', id: target.id, target };
  const report = reportIds.find((known) => known === id);
  if (report !== undefined) return { kind: 'report', id: report };
  throw new ProfError('USAGE', `nothing is written as ${id}`, { hints: outputLines() });
}

function outputOfName(path: string): ChosenOutput | undefined {
  const named = targetOfName(path);
  if (named !== undefined) return chosen(outputById(named.target.id), named.isGzip);
  const name = path.toLowerCase();
  const isGzip = name.endsWith('.gz');
  const bare = isGzip ? name.slice(0, -'.gz'.length) : name;
  // As valgrind names its files: callgrind.out.4242.
  const isCallgrind = /(?:^|\/)callgrind\.out(?:\.[^/]*)?$/.test(bare);
  const id = reportIds.find((known) => REPORT_OUTPUTS[known].endings.some((ending) => bare.endsWith(ending)));
  if (id === undefined && !isCallgrind) return undefined;
  return chosen({ kind: 'report', id: id ?? 'callgrind' }, isGzip);
}

function chosen(output: OutputKind, wantsGzip: boolean): ChosenOutput {
  const isBinary = output.kind === 'file' ? output.target.isBinary : REPORT_OUTPUTS[output.id].isBinary;
  // pprof is compressed by itself.
  return { output, isBinary: isBinary || wantsGzip, isGzip: wantsGzip && !isBinary };
}

const hasExtraGzip = (path: string): boolean => path.toLowerCase().endsWith('.gz');

/** One line for each: its name, what it is, how files of it end. */
function outputLines(): string[] {
  const rows = [
    ...FILE_TARGETS.map(({ id, title, endings }) => ({ id: id as string, title, endings })),
    ...reportIds.map((id) => ({ id: id as string, ...REPORT_OUTPUTS[id] })),
  ];
  return rows.map(
    ({ id, title, endings }) => `${id}: ${title}${endings.length === 0 ? '' : ` (${endings.join(' ')})`}`,
  );
}

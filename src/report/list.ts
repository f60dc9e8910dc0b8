/** Source lines of functions with what each line uses. */
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { compareUtf8 } from '../profile/compare-utf8.ts';
import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import { isPresent, sumOver } from '../profile/graph.ts';
import { percentage } from '../profile/measurement.ts';
import { padLeft } from './pad-left.ts';
import type { PreparedReport } from './prepare-report.ts';
import { type NodeValues, nodeValues } from './report-graph.ts';
import { joinLines, type ReportLine, shareOf } from './report-line.ts';
import { valueFormatter } from './report-values.ts';
import { SourceFiles } from './source-files.ts';

export interface ListDeps {
  readonly files: () => Promise<FileSystem>;
  /** The current folder, absolute: where relative source files are looked for. */
  readonly cwd: string;
}

export interface ListedLine {
  readonly line: number;
  readonly flat: Int64;
  readonly cum: Int64;
  readonly text: string;
}

/** A function in one source file. */
export interface ListedFile {
  readonly file: string;
  readonly flat: Int64;
  readonly cum: Int64;
  readonly lines: readonly ListedLine[];
  /** Why there are no lines. */
  readonly error: string | undefined;
}

export interface ListedFunction {
  readonly name: string;
  /** None where the profile does not say where the function stands. */
  readonly files: readonly ListedFile[];
}

export interface ListReport {
  readonly functions: readonly ListedFunction[];
  readonly total: Int64;
  readonly sampleType: string;
  readonly sampleUnit: string;
  /** Prints a value, each in a unit of its own unless one is asked for. */
  readonly format: (value: Int64) => string;
}

/** Functions by name. Fails with USAGE where none matches. */
export async function listOfPrepared(report: PreparedReport, deps: ListDeps): Promise<ListReport> {
  const { options, matches, pattern, total, sampleType, sampleUnit } = report;
  const values = nodeValues(report);
  const byName = new Map<string, number[]>();
  for (let node = 0; node < values.nodes.count; node++) {
    const name = values.nodes.name[node]!;
    if (isPresent(values.sums, node, options) && matches(name)) append(byName, name, node);
  }
  if (byName.size === 0) throw new ProfError('NOT_FOUND', `no matches found for regexp: ${pattern}`);
  const sources = new SourceFiles(await deps.files(), { ...options, cwd: deps.cwd });
  const functions: ListedFunction[] = [];
  for (const [name, members] of [...byName].sort(([a], [b]) => compareUtf8(a, b))) {
    functions.push({ name, files: await listFiles(values, members, sources) });
  }
  return { functions, total, sampleType, sampleUnit, format: valueFormatter(report, options.unit) };
}

function append<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

async function listFiles(
  values: NodeValues,
  members: readonly number[],
  sources: SourceFiles,
): Promise<ListedFile[]> {
  const { nodes, sums } = values;
  const byFile = new Map<string, number[]>();
  for (const node of members) if (nodes.file[node] !== '') append(byFile, nodes.file[node]!, node);
  const files: ListedFile[] = [];
  for (const [file, group] of [...byFile].sort(([a], [b]) => compareUtf8(a, b))) {
    const { first, last } = lineRange(values, group);
    if (first <= last) await sources.read(file);
    // A function without a range has the error of one that read the file before, as in the reference.
    const source = sources.peek(file);
    files.push({
      file,
      flat: sumOver(sums.flat, group),
      cum: sumOver(sums.cum, group),
      lines: source ? listLines(values, group, source.lines, first, last) : [],
      error: source?.error,
    });
  }
  return files;
}

/** Lines around the first and after the last with samples. */
const MARGIN = 5;

/** From where the function begins, as far as that is known. */
function lineRange({ nodes }: NodeValues, group: readonly number[]): { first: number; last: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const node of group) {
    const line = Number(nodes.line[node]!);
    first = Math.min(first, Number(nodes.startLine[node]!) || line - MARGIN);
    last = Math.max(last, line + MARGIN);
  }
  return { first: Math.max(first, 1), last };
}

function listLines(
  { nodes, sums }: NodeValues,
  group: readonly number[],
  texts: readonly string[],
  first: number,
  last: number,
): ListedLine[] {
  const flat = new Map<number, Int64>();
  const cum = new Map<number, Int64>();
  for (const node of group) {
    const line = Number(nodes.line[node]!);
    flat.set(line, addInt64(flat.get(line) ?? 0, sums.flat[node]!));
    cum.set(line, addInt64(cum.get(line) ?? 0, sums.cum[node]!));
  }
  const lines: ListedLine[] = [];
  for (let line = first; line <= Math.min(last, texts.length); line++) {
    lines.push({ line, flat: flat.get(line) ?? 0, cum: cum.get(line) ?? 0, text: texts[line - 1]! });
  }
  return lines;
}

/** The text of the report, as the reference prints it, a piece a function. */
export function* renderList(report: ListReport): Generator<string> {
  yield `Total: ${report.format(report.total)}\n`;
  for (const listed of report.functions) yield joinLines(functionLines(listed, report));
}

/** The same by lines. */
export function* listReportLines(report: ListReport): Generator<ReportLine> {
  yield { kind: 'fact', start: `Total: ${report.format(report.total)}` };
  for (const listed of report.functions) yield* functionLines(listed, report);
}

function* functionLines({ name, files }: ListedFunction, report: ListReport): Generator<ReportLine> {
  if (files.length === 0) yield { kind: 'problem', start: `No source information for ${name}` };
  for (const listed of files) {
    yield { kind: 'heading', start: `ROUTINE ======================== ${name} in ${listed.file}` };
    yield* fileLines(listed, report);
  }
}

function* fileLines(
  { flat, cum, lines, error }: ListedFile,
  { total, format }: ListReport,
): Generator<ReportLine> {
  const sums = `${padLeft(format(flat), 10)} ${padLeft(format(cum), 10)}`;
  yield { kind: 'fact', start: `${sums} (flat, cum) ${percentage(cum, total)} of Total` };
  if (error !== undefined) {
    yield { kind: 'problem', start: ` Error: ${error}` };
    return;
  }
  const orDot = (value: Int64): string => padLeft(Number(value) === 0 ? '.' : format(value), 10);
  for (const { flat: own, cum: all, line, text } of lines) {
    const start = `${orDot(own)} ${orDot(all)} ${String(line).padStart(6)}:`;
    yield { kind: 'source', start, name: text, share: shareOf(all, total) };
  }
}

import { readTls } from '../capture/access.ts';
import { ProfError } from '../kit/errors.ts';
import { storeEventLine } from '../present/store-text.ts';
import { terminalReport } from '../present/terminal-report.ts';
import { type LoadedForReport, loadForReport, type ReportSources } from '../report/load-for-report.ts';
import type { ReportDeps } from '../report/prepare-report.ts';
import type { ReportLine } from '../report/report-line.ts';
import { exactBytes, safeLines, textOf } from '../report/safe-lines.ts';
import { strictSymbolize } from '../report/symbolize-option.ts';
import { timeZoneOf } from '../report/time-zone-of.ts';
import type { LoadDeps } from '../store/load-profiles.ts';
import type { CommandContext } from './base-command.ts';
import { lookbackMs } from './lookback-flag.ts';
import type { Output } from './output.ts';
import { printCsv } from './print-csv.ts';
import { sourceMapsOf } from './report-flags.ts';

/** The flags of a report that say what it is about. */
export interface SubjectFlags {
  readonly base?: string | undefined;
  readonly 'diff-base'?: string | undefined;
  readonly normalize?: boolean;
  readonly symbolize?: string | undefined;
  readonly 'all-frames'?: boolean;
  readonly 'source-map'?: readonly string[] | undefined;
  readonly 'add-comment'?: string | undefined;
  readonly buildid?: string | undefined;
  readonly seconds?: number | undefined;
  readonly timeout?: number | undefined;
  readonly 'tls-ca'?: string | undefined;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
  readonly lookback: string;
  readonly from?: LoadDeps['format'];
}

/** Loads what a report command's arguments and flags mean, and gives what its report needs beside it. */
export async function loadSubject(
  references: readonly string[],
  flags: SubjectFlags,
  context: CommandContext,
): Promise<{ readonly loaded: LoadedForReport; readonly deps: ReportDeps }> {
  const { wiring, out, progress } = context;
  if (flags.seconds !== undefined) progress.status(`profiling for ${flags.seconds} s`);
  const loaded = await loadForReport(
    { references, ...sourcesOf(flags) },
    await loadDepsOf(flags, context),
  ).finally(() => progress.clear());
  const timeZone = await timeZoneOf(loaded.profile, process.env.TZ, wiring.files);
  return { loaded, deps: { timeZone, warn: (message) => out.note(message) } };
}

/** What to make of the profiles that references mean. */
export function sourcesOf(flags: SubjectFlags): Omit<ReportSources, 'references'> {
  return {
    base: flags.base,
    diffBase: flags['diff-base'],
    normalize: flags.normalize === true,
    symbolize: strictSymbolize(flags.symbolize ?? ''),
    allFrames: flags['all-frames'] === true,
    buildId: flags.buildid,
    comment: flags['add-comment'],
  };
}

/** What loading profiles needs. @throws ProfError for TLS files that cannot be read. */
export async function loadDepsOf(
  flags: SubjectFlags,
  { wiring, config, out }: CommandContext,
): Promise<LoadDeps> {
  const { seconds, timeout } = flags;
  const paths = { ca: flags['tls-ca'], cert: flags['tls-cert'], key: flags['tls-key'] };
  const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
  return {
    ...wiring,
    limits: config.limits,
    format: flags.from,
    lookbackMs: lookbackMs(flags.lookback),
    sourceMaps: sourceMapsOf(flags['source-map']),
    url: { seconds, timeoutMs, tls: await readTls(paths, wiring) },
    emit: (event) => {
      const line = storeEventLine(event);
      if (line !== undefined) out.note(line);
    },
  };
}

/** A report in the forms that it can leave in. */
export interface PrintableReport {
  /** Pieces that join to the exact text. */
  readonly pieces: () => Iterable<string | Uint8Array>;
  /** The same by lines, for a terminal. */
  readonly lines: () => Iterable<ReportLine>;
  /** Of reports that are a table. */
  readonly csv?: () => Iterable<string>;
}

export interface PrintFlags {
  readonly output?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly csv?: boolean | undefined;
}

/**
 * Prints a report: dressed on a terminal, byte for byte the reference's elsewhere and in a file, or as CSV; nothing
 * with --json.
 * @throws ProfError USAGE where the file is there already, and what writing it throws.
 */
export async function printReport(
  report: PrintableReport,
  flags: PrintFlags,
  { out, page, wiring }: CommandContext,
): Promise<void> {
  if (out.json) return;
  const csv = flags.csv === true ? report.csv?.() : undefined;
  const { output: path = '-', overwrite = false } = flags;
  if (path !== '-') {
    const contents = bytesOf(csv ?? report.pieces());
    const result = await (await wiring.files()).write(path, contents, { overwrite });
    if (result === 'exists') {
      throw new ProfError('USAGE', `a file is there already: ${path}`, {
        hints: ['--overwrite replaces it'],
        details: { path },
      });
    }
    out.note(`wrote ${path}`);
    return;
  }
  if (csv !== undefined) return printCsv(out, csv);
  if (out.isTerminal || out.color) {
    return page(terminalReport(report.lines(), { columns: out.columns, color: out.color }));
  }
  return printPieces(out, report.pieces());
}

/** Prints pieces of a text: safe on a terminal, exact elsewhere; nothing with --json. */
export async function printPieces(out: Output, pieces: Iterable<string | Uint8Array>): Promise<void> {
  if (out.json) return;
  for (const piece of pieces) {
    // Whoever read it is gone: the rest need not be made.
    if (!(await out.passOn(out.isTerminal ? safeLines(textOf(piece)) : exactBytes(piece)))) return;
  }
}

function* bytesOf(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  for (const piece of pieces) yield exactBytes(piece);
}

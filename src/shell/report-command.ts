import { storeEventLine } from '../present/store-text.ts';
import { type LoadedForReport, loadForReport } from '../report/load-for-report.ts';
import type { ReportDeps } from '../report/prepare-report.ts';
import { exactBytes, safeLines, textOf } from '../report/safe-lines.ts';
import { strictSymbolize } from '../report/symbolize-option.ts';
import { timeZoneOf } from '../report/time-zone-of.ts';
import type { LoadDeps } from '../store/load-profiles.ts';
import type { CommandContext } from './base-command.ts';
import { lookbackMs } from './lookback-flag.ts';
import type { Output } from './output.ts';
import { sourceMapsOf } from './report-flags.ts';

/** The flags of a report that say what it is about. */
export interface SubjectFlags {
  readonly base?: string | undefined;
  readonly 'diff-base'?: string | undefined;
  readonly normalize?: boolean;
  readonly symbolize?: string | undefined;
  readonly 'all-frames'?: boolean;
  readonly 'source-map'?: readonly string[] | undefined;
  readonly lookback: string;
  readonly from?: LoadDeps['format'];
}

/** Loads what a report command's arguments and flags mean, and gives what its report needs beside it. */
export async function loadSubject(
  references: readonly string[],
  flags: SubjectFlags,
  { wiring, config, out }: CommandContext,
): Promise<{ readonly loaded: LoadedForReport; readonly deps: ReportDeps }> {
  const loaded = await loadForReport(
    {
      references,
      base: flags.base,
      diffBase: flags['diff-base'],
      normalize: flags.normalize === true,
      symbolize: strictSymbolize(flags.symbolize ?? ''),
      allFrames: flags['all-frames'] === true,
    },
    {
      ...wiring,
      limits: config.limits,
      format: flags.from,
      lookbackMs: lookbackMs(flags.lookback),
      sourceMaps: sourceMapsOf(flags['source-map']),
      emit: (event) => {
        const line = storeEventLine(event);
        if (line !== undefined) out.note(line);
      },
    },
  );
  const timeZone = await timeZoneOf(loaded.profile, process.env.TZ, wiring.files);
  return { loaded, deps: { timeZone, warn: (message) => out.note(message) } };
}

/** Prints a report's pieces: safe on a terminal, exact elsewhere; nothing with --json. */
export async function printReport(out: Output, pieces: Iterable<string | Uint8Array>): Promise<void> {
  if (out.json) return;
  for (const piece of pieces) {
    // Whoever read it is gone: the rest need not be made.
    if (!process.stdout.writable) return;
    if (out.isTerminal) out.text(safeLines(textOf(piece)));
    else await out.bytes(exactBytes(piece));
  }
}

import type { CaptureDeps, CaptureOptions } from '../capture/capture-options.ts';
import { captureSeries, type SeriesOptions, type SeriesResult } from '../capture/capture-series.ts';
import { waitMs } from '../capture/deadline.ts';
import { type CaptureSeriesDocument, CaptureSeriesRecord } from '../present/capture-series.ts';
import { errorDocument } from '../present/error.ts';
import { formatJsonLine } from '../present/json.ts';
import type { Output } from './output.ts';
import { type PrintCaptureOptions, printCapture } from './print-capture.ts';
import type { Progress } from './progress.ts';

export interface SeriesSurroundings {
  readonly out: Output;
  readonly progress: Progress;
}

/** Runs a series and prints each run when it is done. @throws ProfError the first one, where nothing was kept */
export async function runSeries(
  options: CaptureOptions,
  { series, print }: { readonly series: SeriesOptions; readonly print: PrintCaptureOptions },
  deps: CaptureDeps & SeriesSurroundings,
): Promise<{ readonly document: CaptureSeriesDocument; readonly result: SeriesResult }> {
  const { out, progress } = deps;
  const record = new CaptureSeriesRecord();
  const result = await captureSeries(options, series, {
    ...deps,
    pause: waitMs,
    onRun: (run) => {
      if (out.json) record.add(run);
      progress.clear();
      if (run.kind === 'run') return printCapture(run.result, print, out);
      if (print.jsonl) out.data(formatJsonLine(errorDocument(run.error)));
      out.warn(run.error.message);
      for (const hint of run.error.hints) out.note(`  ${hint}`);
    },
  });
  if (result.firstError !== undefined && !result.hasKept) throw result.firstError;
  return { document: record.document(series, result.missedRuns), result };
}

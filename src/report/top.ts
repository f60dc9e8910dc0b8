/** The report of who uses most: one row a node. */
import { absInt64, addInt64, type Int64 } from '../profile/go-number-format.ts';
import { type InlineMark, inlineMarks } from '../profile/graph-edges.ts';
import { percentage } from '../profile/measurement.ts';
import type { Profile } from '../profile/profile.ts';
import { padLeft } from './pad-left.ts';
import { type PreparedReport, prepareReport, type ReportDeps } from './prepare-report.ts';
import { graphHeader, reportGraph } from './report-graph.ts';
import { joinLines, plainLines, type ReportLine, shareOf } from './report-line.ts';
import type { ReportOptions } from './report-options.ts';
import { valueFormatter } from './report-values.ts';

export interface TopRow {
  readonly name: string;
  /** The function alone, at granularities that tell its lines apart; the name where none is known. */
  readonly functionName: string;
  /** Whether the function was inlined into all or some of its callers. */
  readonly inline: InlineMark;
  readonly flat: Int64;
  readonly cum: Int64;
}

export interface TopReport {
  readonly header: readonly string[];
  readonly rows: readonly TopRow[];
  readonly total: Int64;
  readonly sampleType: string;
  readonly sampleUnit: string;
  /** The unit that values print in. */
  readonly outputUnit: string;
  readonly divideBy: number;
  /** How many nodes there were before the limit on their number. */
  readonly originalCount: number;
  /** How many were too small to show. */
  readonly droppedCount: number;
}

/** Rows, largest first; the options' defaults are the reference's. Fails with USAGE. */
export async function topReport(
  profile: Profile,
  options: Partial<ReportOptions> = {},
  deps: ReportDeps = {},
): Promise<TopReport> {
  return topOfPrepared(await prepareReport(profile, 'top', options, deps));
}

export function topOfPrepared(report: PreparedReport): TopReport {
  const { profile, options, column, divisors, total, sampleType, sampleUnit } = report;
  const graph = reportGraph(report);
  const { nodes, trimmed, outputUnit } = graph;
  const marks = inlineMarks(profile.samples, nodes, column, trimmed.shown, {
    isReduced: trimmed.isReduced,
    isHeavy: (weight) => absInt64(weight) >= trimmed.edgeCutoff,
    ...(divisors ? { divisors } : {}),
  });
  const rows = trimmed.shown.map(
    (node): TopRow => ({
      name: graph.names.of(node),
      functionName: nodes.name[node] || graph.names.of(node),
      inline: marks.get(node),
      flat: graph.flat(node),
      cum: graph.cum(node),
    }),
  );
  return {
    header: graphHeader(report, graph),
    rows,
    total,
    sampleType,
    sampleUnit,
    outputUnit,
    divideBy: options.divideBy,
    originalCount: trimmed.originalCount,
    droppedCount: trimmed.droppedCount,
  };
}

/** The text of the report, as the reference prints it. */
export const renderTop = (report: TopReport): string => joinLines(topLines(report));

/** The same by lines. */
export function* topLines(report: TopReport): Generator<ReportLine> {
  const { rows, total, sampleUnit, outputUnit, divideBy } = report;
  const format = valueFormatter(
    { sampleUnit, total, kind: 'top', options: { divideBy, unit: outputUnit } },
    outputUnit,
  );
  yield* plainLines('fact', report.header);
  yield { kind: 'titles', start: '      flat  flat%   sum%        cum   cum%' };
  let flatSum: Int64 = 0;
  for (const { name, inline, flat, cum } of rows) {
    flatSum = addInt64(flatSum, flat);
    const own = `${padLeft(format(flat), 10)} ${percentage(flat, total)} ${percentage(flatSum, total)}`;
    const all = `${padLeft(format(cum), 10)} ${percentage(cum, total)}`;
    const end = inline ? ` (${inline})` : '';
    yield { kind: 'row', start: `${own} ${all}  `, name, end, share: shareOf(flat, total) };
  }
}

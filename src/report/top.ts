/** The report of who uses most: one row a node. */
import { absInt64, addInt64, divideInt64, type Int64 } from '../profile/go-number-format.ts';
import { sumNodes, trimNodes } from '../profile/graph.ts';
import { type InlineMark, inlineMarks } from '../profile/graph-edges.ts';
import { buildNodes, printableName } from '../profile/graph-nodes.ts';
import { percentage } from '../profile/measurement.ts';
import type { Profile } from '../profile/profile.ts';
import { type PreparedReport, prepareReport, type ReportDeps } from './prepare-report.ts';
import { headerLines } from './report-header.ts';
import type { ReportOptions } from './report-options.ts';
import { chooseOutputUnit, valueFormatter } from './report-values.ts';

export interface TopRow {
  readonly name: string;
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
  const { samples } = profile;
  const nodes = buildNodes(profile, { ...options, granularity: options.granularity || 'functions' });
  const sums = sumNodes(samples, nodes, column);
  const divisorSums = divisors && sumNodes(samples, nodes, divisors);
  const trimmed = trimNodes(nodes, sums, { ...options, sortBy: options.sort });
  const marks = inlineMarks(samples, nodes, column, trimmed.shown, {
    isReduced: trimmed.isReduced,
    isHeavy: (weight) => absInt64(weight) >= trimmed.edgeCutoff,
    ...(divisors ? { divisors } : {}),
  });
  const rows = trimmed.shown.map(
    (node): TopRow => ({
      name: printableName(nodes, node),
      inline: marks.get(node),
      flat: divideInt64(sums.flat[node]!, divisorSums?.flat[node] ?? 0),
      cum: divideInt64(sums.cum[node]!, divisorSums?.cum[node] ?? 0),
    }),
  );
  const outputUnit = chooseOutputUnit(report, rows);
  const shown = {
    flatTotal: rows.reduce((sum: Int64, row) => addInt64(sum, row.flat), 0),
    nodeCount: rows.length,
    originalCount: trimmed.originalCount,
    droppedNodes: trimmed.droppedCount,
  };
  return {
    header: headerLines(report, shown, valueFormatter(report, outputUnit)),
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
export function renderTop(report: TopReport): string {
  const { rows, total, sampleUnit, outputUnit, divideBy } = report;
  const format = valueFormatter(
    { sampleUnit, total, kind: 'top', options: { divideBy, unit: outputUnit } },
    outputUnit,
  );
  const lines = [...report.header, '      flat  flat%   sum%        cum   cum%'];
  let flatSum: Int64 = 0;
  for (const { name, inline, flat, cum } of rows) {
    flatSum = addInt64(flatSum, flat);
    const own = `${padLeft(format(flat), 10)} ${percentage(flat, total)} ${percentage(flatSum, total)}`;
    const all = `${padLeft(format(cum), 10)} ${percentage(cum, total)}`;
    lines.push(`${own} ${all}  ${name}${inline ? ` (${inline})` : ''}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Pads to a width in characters, not in UTF-16 units. */
function padLeft(text: string, width: number): string {
  let size = 0;
  for (const _ of text) size++;
  return size >= width ? text : ' '.repeat(width - size) + text;
}

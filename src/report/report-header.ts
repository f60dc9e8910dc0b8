/** The lines above a report: where the profile is from, what is shown and what is not. */
import { basePath } from '../profile/file-path.ts';
import { absInt64, type Int64, truncateToInt64 } from '../profile/go-number-format.ts';
import { formatValue, percentage, scale } from '../profile/measurement.ts';
import { decodeUtf8, encodeUtf8 } from '../profile/utf8.ts';
import { formatReportTime } from './go-time.ts';
import type { PreparedReport } from './prepare-report.ts';
import type { ReportOptions } from './report-options.ts';

/** `File:`, `Type:`, `Time:` and so on, as far as the profile says them. */
export function profileLines(report: PreparedReport, format: (value: Int64) => string): string[] {
  const { profile } = report;
  const main = profile.mappings[0];
  const lines: string[] = [];
  if (main !== undefined && main.file !== '') lines.push(`File: ${basePath(main.file)}`);
  if (main !== undefined && main.buildId !== '') lines.push(`Build ID: ${main.buildId}`);
  lines.push(...profile.comments.filter((comment) => !comment.startsWith('#')));
  if (report.sampleType !== '') lines.push(`Type: ${report.sampleType}`);
  if (profile.docUrl !== '') lines.push(`Doc: ${profile.docUrl}`);
  if (profile.timeNanos !== 0n) lines.push(`Time: ${formatReportTime(profile.timeNanos, report.timeZone)}`);
  if (profile.durationNanos !== 0n) lines.push(durationLine(report, format));
  return lines;
}

function durationLine(
  { profile, total, sampleUnit }: PreparedReport,
  format: (value: Int64) => string,
): string {
  const duration = formatValue(profile.durationNanos, 'nanoseconds', 'auto');
  const inNanos = scale(total, sampleUnit, 'nanoseconds');
  const share =
    inNanos.unit === 'ns' && inNanos.value !== 0
      ? `(${percentage(truncateToInt64(inNanos.value), profile.durationNanos)})`
      : '';
  return `Duration: ${duration}, Total samples = ${format(total)} ${share}`;
}

const FILTER_OPTIONS = [
  ['focus', 'focus'],
  ['ignore', 'ignore'],
  ['hide', 'hide'],
  ['show', 'show'],
  ['show_from', 'showFrom'],
  ['tagfocus', 'tagFocus'],
  ['tagignore', 'tagIgnore'],
  ['tagshow', 'tagShow'],
  ['taghide', 'tagHide'],
] as const;

/** `focus=json`, … */
export function activeFilters(options: Partial<ReportOptions>): string[] {
  const active = FILTER_OPTIONS.filter(([, key]) => (options[key] ?? '') !== '');
  return active.map(([name, key]) => cutAtBytes(`${name}=${options[key]}`, 80));
}

function filterLines({ options }: PreparedReport): string[] {
  const active = activeFilters(options).map((filter) => `   ${filter}`);
  return active.length === 0 ? [] : ['Active filters:', ...active];
}

/** The reference cuts bytes, even inside a character. */
function cutAtBytes(text: string, size: number): string {
  const bytes = encodeUtf8(text);
  return bytes.length <= size ? text : `${decodeUtf8(bytes.subarray(0, size))}…`;
}

export interface ShownFacts {
  /** Sum of the flat values of the nodes that are shown. */
  readonly flatTotal: Int64;
  readonly nodeCount: number;
  readonly originalCount: number;
  readonly droppedNodes: number;
  /** Counted by dot only. */
  readonly droppedEdges?: number;
}

/** The whole header of a graph report. */
export function headerLines(
  report: PreparedReport,
  shown: ShownFacts,
  format: (value: Int64) => string,
): string[] {
  const { options, total } = report;
  // A drawing has room for all of it.
  const lines = options.compactLabels && report.kind !== 'dot' ? [] : profileLines(report, format);
  lines.push(...filterLines(report));
  const share = percentage(shown.flatTotal, total).trim();
  lines.push(`Showing nodes accounting for ${format(shown.flatTotal)}, ${share} of ${format(total)} total`);
  if (Number(total) === 0) return lines;
  const below = (fraction: number) => format(absInt64(truncateToInt64(Number(total) * fraction)));
  const dropped = (count: number, what: string, by: string) =>
    `Dropped ${count} ${what}${count > 1 ? 's' : ''} (${by})`;
  if (shown.droppedNodes > 0) {
    lines.push(dropped(shown.droppedNodes, 'node', `cum <= ${below(options.nodeFraction)}`));
  }
  if (shown.droppedEdges !== undefined && shown.droppedEdges > 0) {
    lines.push(dropped(shown.droppedEdges, 'edge', `freq <= ${below(options.edgeFraction)}`));
  }
  if (shown.nodeCount > 0 && shown.nodeCount < shown.originalCount) {
    lines.push(`Showing top ${shown.nodeCount} nodes out of ${shown.originalCount}`);
  }
  return lines;
}

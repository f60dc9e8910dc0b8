import type { FileSystem } from '../ports/file-system.ts';
import type { TextReport, TextReportRequest } from '../ports/profile-reports.ts';
import type { Profile } from '../profile/profile.ts';
import { rawLines, tagLines } from '../report/lines-of-text.ts';
import { listOfPrepared, listReportLines } from '../report/list.ts';
import { type PreparedReport, prepareReport } from '../report/prepare-report.ts';
import { rawOfPrepared } from '../report/raw.ts';
import type { ReportLine } from '../report/report-line.ts';
import { renderTags, tagsOfPrepared } from '../report/tags.ts';
import { timeZoneOf } from '../report/time-zone-of.ts';
import { treeLines, treeOfPrepared } from '../report/tree.ts';
import { functionPattern, textOptions } from './filter-options.ts';

/** Nobody reads more on a screen; the command has it all. */
const MAX_LINES = 20_000;
/** Of each line: a stack may be 100,000 frames deep. */
const MAX_LINE_LENGTH = 4_000;

export interface TextReportDeps {
  readonly files: () => Promise<FileSystem>;
  readonly cwd: string;
  readonly tz: string | undefined;
}

/** A report's lines as on a pipe, as many as a screen can hold. @throws ProfError USAGE as the report does */
export async function textReport(
  profile: Profile,
  { kind, settings, functionName }: TextReportRequest,
  deps: TextReportDeps,
): Promise<TextReport> {
  const timeZone = await timeZoneOf(profile, deps.tz, deps.files);
  const pattern =
    kind === 'peek' || kind === 'list' ? functionPattern(functionName, settings.granularity) : '';
  // A source is shown by lines, whatever nodes are elsewhere.
  const options =
    kind === 'list' ? { ...textOptions(settings), granularity: '' as const } : textOptions(settings);
  const prepared = await prepareReport(profile, kind, options, { timeZone }, pattern);
  const lines: string[] = [];
  let isCut = false;
  for (const { start, name = '', end = '' } of await linesOf(prepared, deps)) {
    if (lines.length >= MAX_LINES) return { lines, isCut: true };
    const text = start + name + end;
    if (text.length > MAX_LINE_LENGTH) isCut = true;
    lines.push(text.slice(0, MAX_LINE_LENGTH));
  }
  return { lines, isCut };
}

async function linesOf(prepared: PreparedReport, deps: TextReportDeps): Promise<Iterable<ReportLine>> {
  switch (prepared.kind) {
    case 'list':
      return listReportLines(await listOfPrepared(prepared, deps));
    case 'tags':
      return tagLines(renderTags(tagsOfPrepared(prepared)));
    case 'raw':
      return rawLines(rawOfPrepared(prepared));
    default:
      return treeLines(treeOfPrepared(prepared));
  }
}

/** Output formats of the reference's command line: which are reports here, and what to use instead of the others. */
import { ProfError } from '../kit/errors.ts';
import type { PictureFormat } from '../ports/graphviz.ts';
import type { OutputFormat } from './pprof-flags.ts';
import { REPORT_KINDS, type ReportKind } from './report-options.ts';

const PICTURES = ['gif', 'pdf', 'png', 'ps', 'svg'] as const satisfies PictureFormat[];
const VIEWERS: Readonly<Record<string, string>> = {
  eog: 'svg',
  evince: 'pdf',
  gv: 'ps',
  kcachegrind: 'callgrind',
};

/** Whether there is a report of this format here. */
export const isReportFormat = (format: OutputFormat): boolean =>
  REPORT_KINDS.some((known) => known === format) || pictureFormatOf(format) !== undefined;

/** Fails with USAGE for no format, and for one that takes a browser, a disassembler or another program. */
export function reportKindOf(format: OutputFormat | undefined): ReportKind {
  const kind = REPORT_KINDS.find((known) => known === format);
  if (kind !== undefined) return kind;
  if (pictureFormatOf(format) !== undefined) return 'dot';
  throw new ProfError('USAGE', instead(format));
}

/** The picture that a format is; undefined: it is none. */
export const pictureFormatOf = (format: OutputFormat | undefined): PictureFormat | undefined =>
  PICTURES.find((known) => known === format);

/**
 * The ending of the file that a format is written to instead of a terminal; undefined for text.
 * These are the reference's endings.
 */
export function endingAwayFromTerminal(format: OutputFormat | undefined): string | undefined {
  if (format === 'proto' || format === 'topproto') return 'pb.gz';
  return format === 'callgrind' ? 'callgraph.out' : pictureFormatOf(format);
}

function instead(format: OutputFormat | undefined): string {
  const formats = REPORT_KINDS.map((kind) => `-${kind}`).join(' ');
  if (format === undefined) {
    return `there is no terminal to ask on; name a report: one of ${formats}, as in prof pprof -top FILE`;
  }
  if (format === 'web') return '-web starts a browser; use -svg -output=FILE, and open the file with it';
  if (format === 'disasm' || format === 'weblist') {
    return `-${format} needs a disassembler; use -list=REGEXP for source lines, or -top -addresses`;
  }
  return `-${format} starts another program; use -${VIEWERS[format]} -output=FILE, and open the file with it`;
}

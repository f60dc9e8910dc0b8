/** Output formats of the reference's command line: which are reports here, and what to use instead of the others. */
import { ProfError } from '../kit/errors.ts';
import type { OutputFormat } from './pprof-flags.ts';
import { REPORT_KINDS, type ReportKind } from './report-options.ts';

const PICTURES: readonly string[] = ['gif', 'pdf', 'png', 'ps', 'svg'];
const VIEWERS: Readonly<Record<string, string>> = {
  eog: 'dot',
  evince: 'dot',
  gv: 'dot',
  kcachegrind: 'callgrind',
};

/** Whether there is a report of this format here. */
export const isReportFormat = (format: OutputFormat): boolean =>
  REPORT_KINDS.some((known) => known === format);

/** Fails with USAGE for no format, and for one that takes a browser, a disassembler or another program. */
export function reportKindOf(format: OutputFormat | undefined): ReportKind {
  const kind = REPORT_KINDS.find((known) => known === format);
  if (kind !== undefined) return kind;
  throw new ProfError('USAGE', instead(format));
}

function instead(format: OutputFormat | undefined): string {
  const formats = REPORT_KINDS.map((kind) => `-${kind}`).join(' ');
  if (format === undefined) {
    return `there is no terminal to ask on; name a report: one of ${formats}, as in prof pprof -top FILE`;
  }
  if (format === 'web') return `-web needs a browser; use -dot, or one of ${formats}`;
  if (format === 'disasm' || format === 'weblist') {
    return `-${format} needs a disassembler; use -list=REGEXP for source lines, or -top -addresses`;
  }
  if (PICTURES.includes(format))
    return `-${format} needs Graphviz; use -dot, and pipe it into dot -T${format}`;
  return `-${format} starts another program; use -${VIEWERS[format]} -output=FILE, and open the file with it`;
}

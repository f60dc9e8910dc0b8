import { expandTabs } from '../kit/expand-tabs.ts';
import { safeText } from '../kit/safe-text.ts';
import { shortenName } from '../profile/shorten-name.ts';
import type { LineKind, ReportLine } from '../report/report-line.ts';
import { fitted } from './fit-end.ts';
import { fitName } from './fit-name.ts';
import { type Paint, paint } from './paint.ts';

export interface TerminalLook {
  /** Width of the terminal; undefined: as wide as needed. */
  readonly columns: number | undefined;
  readonly color: boolean;
}

/** Parts of the total from which on a line stands out, and stands out much. */
const WARM = 0.05;
const HOT = 0.1;

const MIN_NAME_WIDTH = 16;
/** Below so many columns the narrow forms of lines are used. */
const WIDE = 110;
const LAYOUT_TAB_WIDTH = 8;
/** Source code has little room beside its values. */
const CODE_TAB_WIDTH = 4;
const CHUNK_LENGTH = 1 << 14;

/**
 * The lines of a report dressed for a terminal, in chunks of whole lines: control characters shown, names cut to the
 * width at their less telling end, colours. Without colours and cuts it is the exact text, but for tabs, which become
 * spaces, and blanks at the ends of lines.
 */
export async function* terminalReport(
  lines: Iterable<ReportLine>,
  look: TerminalLook,
): AsyncGenerator<string> {
  let chunk = '';
  const isNarrow = look.columns !== undefined && look.columns < WIDE;
  for (const given of lines) {
    const line = isNarrow && given.narrowStart !== undefined ? { ...given, start: given.narrowStart } : given;
    const name = line.name === undefined ? '' : shownName(line, line.name, look);
    chunk += `${dressed(line, typeof name === 'string' ? name : await name, look.color)}\n`;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Tabs of our own are layout. */
const shown = (text: string): string => safeText(expandTabs(text, LAYOUT_TAB_WIDTH));

function shownName(line: ReportLine, name: string, { columns }: TerminalLook): string | Promise<string> {
  const taken = line.start.length + (line.end?.length ?? 0);
  const room = columns === undefined ? undefined : Math.max(MIN_NAME_WIDTH, columns - taken);
  if (line.kind === 'source') return fitted(safeText(expandTabs(name, CODE_TAB_WIDTH)), room, 'start');
  return fitName(safeText(name), room);
}

const WHOLE_LINES: Partial<Record<LineKind, Paint>> = {
  fact: 'dim',
  titles: 'bold',
  rule: 'dim',
  heading: 'bold',
  label: 'cyan',
  problem: 'yellow',
};

function dressed(line: ReportLine, name: string, color: boolean): string {
  const start = shown(line.start);
  if (!color) return (start + name + (line.end ?? '')).trimEnd();
  const whole = WHOLE_LINES[line.kind];
  if (whole !== undefined) return paint(start.trimEnd(), whole, true);
  const end = paint(line.end ?? '', 'dim', true);
  const share = line.share ?? 0;
  if (line.kind === 'source') return sourceLine(start, name, share);
  const values =
    share >= HOT ? paint(start, 'red', true) : share >= WARM ? paint(start, 'warm', true) : start;
  if (line.kind === 'node' || share >= HOT) return values + paint(name, 'bold', true) + end;
  return values + withDimPackage(name) + end;
}

function sourceLine(start: string, code: string, share: number): string {
  if (share === 0) return paint((start + code).trimEnd(), 'dim', true);
  if (share < WARM) return start + code;
  return paint(start, share >= HOT ? 'red' : 'warm', true) + paint(code, 'bold', true);
}

/** What is the same for many functions, a package or a namespace, stands back behind the name. */
function withDimPackage(name: string): string {
  const short = shortenName(name);
  const isEnd = short.length < name.length && name.endsWith(short);
  return isEnd ? paint(name.slice(0, -short.length), 'dim', true) + short : name;
}

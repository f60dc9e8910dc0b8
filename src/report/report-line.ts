import type { Int64 } from '../profile/go-number-format.ts';

/** What a line of a report is, so that a terminal can dress it. */
export type LineKind =
  /** About the profile or the report. */
  | 'fact'
  /** Titles of columns. */
  | 'titles'
  /** Between parts. */
  | 'rule'
  | 'heading'
  /** A node with its values. */
  | 'row'
  /** The node that the calls around it are of. */
  | 'node'
  | 'call'
  | 'label'
  /** A line of a source file: its text is the name. */
  | 'source'
  | 'problem'
  | 'plain';

/** A line of a report, without its end. The parts join to the exact text. */
export interface ReportLine {
  readonly kind: LineKind;
  /** Before the name: values. */
  readonly start: string;
  /** The same in fewer columns, for a narrow terminal. */
  readonly narrowStart?: string;
  /** May be cut where a terminal is too narrow for it. */
  readonly name?: string;
  readonly end?: string;
  /** The value as a part of the total, 0 to 1. */
  readonly share?: number;
}

const lineText = ({ start, name = '', end = '' }: ReportLine): string => start + name + end;

/** |value| as a part of |total|; 0 where that is 0. */
export const shareOf = (value: Int64, total: Int64): number =>
  Number(total) === 0 ? 0 : Math.abs(Number(value) / Number(total));

/** Whole lines as one text. */
export function joinLines(lines: Iterable<ReportLine>): string {
  let text = '';
  for (const line of lines) text += `${lineText(line)}\n`;
  return text;
}

/** Lines that stand as they are. */
export function* plainLines(kind: LineKind, texts: Iterable<string>): Generator<ReportLine> {
  for (const start of texts) yield { kind, start };
}

import type { TopReport, TopRow } from '../report/top.ts';
import { type CsvColumn, csvText } from './csv.ts';
import { percentOf } from './share.ts';

/** What `prof top --json` prints. */
export interface TopDocument {
  readonly schema: 'prof.top.v1';
  /** Keys, paths or URLs of the profiles that were merged. */
  readonly profiles: readonly string[];
  /** Those that were subtracted or compared with. */
  readonly base: readonly string[];
  readonly sampleType: string;
  /** The unit of all values here. */
  readonly unit: string;
  /** What percentages refer to. */
  readonly total: number | string;
  /** How many nodes there are beyond the rows: below the limit, or after the first so many. */
  readonly hidden: { readonly small: number; readonly further: number };
  readonly rows: readonly TopRowDocument[];
}

export interface TopRowDocument {
  readonly name: string;
  readonly flat: number | string;
  /** Of the total, 0 where that is 0. */
  readonly flatPercent: number;
  readonly cum: number | string;
  readonly cumPercent: number;
  readonly inline: 'inline' | 'partial-inline' | null;
}

const MAX_ROWS = 10_000;

/** Values beyond 2^53-1 are decimal strings. Rows beyond 10,000 are counted as hidden. */
export function topDocument(
  report: TopReport,
  sources: { readonly names: readonly string[]; readonly baseNames: readonly string[] },
): TopDocument {
  const rows = report.rows.slice(0, MAX_ROWS);
  return {
    schema: 'prof.top.v1',
    profiles: sources.names,
    base: sources.baseNames,
    sampleType: report.sampleType,
    unit: report.sampleUnit,
    total: exact(report.total),
    hidden: { small: report.droppedCount, further: report.originalCount - rows.length },
    rows: rows.map((row) => topRow(row, report)),
  };
}

function topRow({ name, flat, cum, inline }: TopRow, { total }: TopReport): TopRowDocument {
  return {
    name,
    flat: exact(flat),
    flatPercent: percentOf(flat, total),
    cum: exact(cum),
    cumPercent: percentOf(cum, total),
    inline: inline ?? null,
  };
}

/** All rows as CSV. */
export function topCsv(report: TopReport): Iterable<string> {
  const unit = report.sampleUnit;
  const columns: CsvColumn<TopRowDocument>[] = [
    { header: 'function', value: ({ name }) => name },
    { header: `flat_${unit}`, value: ({ flat }) => flat },
    { header: 'flat_percent', value: ({ flatPercent }) => flatPercent },
    { header: `cum_${unit}`, value: ({ cum }) => cum },
    { header: 'cum_percent', value: ({ cumPercent }) => cumPercent },
    { header: 'inline', value: ({ inline }) => inline },
  ];
  return csvText(columns, topRows(report));
}

function* topRows(report: TopReport): Generator<TopRowDocument> {
  for (const row of report.rows) yield topRow(row, report);
}

const exact = (value: number | bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

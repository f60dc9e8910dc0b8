import type { TopReport, TopRow } from '../report/top.ts';
import type { Column } from './table.ts';

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
  const percent = (value: number | bigint) =>
    Number(report.total) === 0 ? 0 : (Number(value) / Number(report.total)) * 100;
  return {
    schema: 'prof.top.v1',
    profiles: sources.names,
    base: sources.baseNames,
    sampleType: report.sampleType,
    unit: report.sampleUnit,
    total: exact(report.total),
    hidden: { small: report.droppedCount, further: report.originalCount - rows.length },
    rows: rows.map(({ name, flat, cum, inline }) => ({
      name,
      flat: exact(flat),
      flatPercent: percent(flat),
      cum: exact(cum),
      cumPercent: percent(cum),
      inline: inline ?? null,
    })),
  };
}

const exact = (value: number | bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

/** All rows; percentages are of the total. */
export const TOP_CSV = ({ sampleUnit, total }: TopReport): readonly Column<TopRow>[] => {
  const percent = (value: number | bigint) =>
    Number(total) === 0 ? '0' : String((Number(value) / Number(total)) * 100);
  return [
    { header: 'function', cell: ({ name }) => name },
    { header: 'flat', cell: ({ flat }) => String(flat) },
    { header: 'flat_percent', cell: ({ flat }) => percent(flat) },
    { header: 'cum', cell: ({ cum }) => String(cum) },
    { header: 'cum_percent', cell: ({ cum }) => percent(cum) },
    { header: 'unit', cell: () => sampleUnit },
    { header: 'inline', cell: ({ inline }) => inline ?? '' },
  ];
};

import type { TrendMeasure } from '../compare/measure-run.ts';
import type { Trend, TrendRow } from '../compare/trend.ts';
import { safeText } from '../kit/safe-text.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { formatValue } from '../profile/measurement.ts';
import type { CsvColumn } from './csv.ts';
import { fitEnd } from './fit-end.ts';
import { slotsOf } from './run-slots.ts';
import { sparkline } from './sparkline.ts';
import { isoTime, tableTime } from './store-text.ts';
import { type Column, formatTable } from './table.ts';

/** What `prof trend --json` prints. */
export interface TrendDocument {
  readonly schema: 'prof.trend.v1';
  readonly service: string;
  readonly type: string;
  readonly sampleType: string;
  /** The unit of all values here. */
  readonly unit: string;
  readonly measure: TrendMeasure;
  /** Oldest first. */
  readonly runs: readonly { readonly time: string; readonly profiles: number; readonly total: Int64 }[];
  /** How many runs are missing where they come at a steady pace; null where they do not. */
  readonly missing: number | null;
  readonly rows: readonly TrendRowDocument[];
  /** Functions that are not among the rows. */
  readonly hidden: number;
  readonly notes: readonly string[];
  readonly errors?: readonly { readonly time: string; readonly code: string; readonly message: string }[];
}

export interface TrendRowDocument {
  /** The function, or the pattern that was asked for. */
  readonly name: string;
  /** Percent of the total; null where no run has one. */
  readonly first: number | null;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** last - first, in percentage points. */
  readonly points: number | null;
  /** One for each run. */
  readonly values: readonly { readonly value: Int64; readonly percent: number | null }[];
}

export function trendDocument(trend: Trend): TrendDocument {
  const { service, type, sampleType, unit, measure, runs, failed, hidden } = trend;
  return {
    schema: 'prof.trend.v1',
    service,
    type,
    sampleType,
    unit,
    measure,
    runs: runs.map(({ timeMs, profiles, total }) => ({ time: isoTime(timeMs), profiles, total })),
    missing: slotsOfTrend(trend, MAX_SLOTS).missing ?? null,
    rows: trend.rows.map(rowDocument),
    hidden,
    notes: trendNotes(trend),
    ...(failed.length === 0
      ? {}
      : {
          errors: failed.map(({ timeMs, error }) => ({
            time: isoTime(timeMs),
            code: error.code,
            message: error.message,
          })),
        }),
  };
}

function rowDocument({ name, points }: TrendRow): TrendRowDocument {
  const shares = points.flatMap(({ percent }) => percent ?? []);
  const [first = null] = shares;
  const last = shares.at(-1) ?? null;
  return {
    name,
    first,
    last,
    min: shares.reduce((low: number | null, share) => (low === null || share < low ? share : low), null),
    max: shares.reduce((high: number | null, share) => (high === null || share > high ? share : high), null),
    points: first === null || last === null ? null : last - first,
    values: points.map(({ value, percent }) => ({ value, percent: percent ?? null })),
  };
}

const MAX_SLOTS = 40;
const MIN_SLOTS = 8;
const GAP_WIDTH = 2;
const MIN_NAME_WIDTH = 16;

const slotsOfTrend = ({ runs }: Trend, maxSlots: number) =>
  slotsOf(
    runs.map(({ timeMs }) => timeMs),
    maxSlots,
  );

/** What a reader must know beside the numbers. */
export function trendNotes(trend: Trend): string[] {
  const { missing } = slotsOfTrend(trend, MAX_SLOTS);
  const runs = (count: number) => `${count} ${count === 1 ? 'run' : 'runs'}`;
  return [
    ...(missing ? [`${runs(missing)} missing at the usual pace: gaps in the lines`] : []),
    ...(trend.omitted > 0 ? [`${runs(trend.omitted)} before these are left out; --since chooses`] : []),
  ];
}

export interface TrendView {
  /** Width of the terminal; undefined: as wide as needed. */
  readonly columns: number | undefined;
  /** Sparklines without block characters. */
  readonly isAscii: boolean;
}

/** A row a function: its share over time, from left to right, and in numbers. */
export async function trendText(trend: Trend, view: TrendView): Promise<string> {
  const { service, type, sampleType, unit, runs, hidden } = trend;
  const first = runs[0]!;
  const last = runs.at(-1)!;
  const subject = safeText(type === sampleType ? `${service} ${type}` : `${service} ${type} (${sampleType})`);
  const when =
    runs.length === 1 ? tableTime(first.timeMs) : `${tableTime(first.timeMs)} to ${tableTime(last.timeMs)}`;
  const slots = slotsOfTrend(trend, slotRoom(view.columns));
  const totals = line(
    runs.map(({ total }) => Number(total)),
    slots,
    view.isAscii,
  );
  const value = (total: Int64) => formatValue(total, unit, 'auto');
  const parts = [
    `${subject}: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${when} UTC\n`,
    `total ${totals} ${value(first.total)} → ${value(last.total)}\n`,
    '\n',
    await rowsText(trend, slots, view),
  ];
  if (hidden > 0) parts.push(`… ${hidden} more; --all shows them\n`);
  return parts.join('');
}

async function rowsText(trend: Trend, slots: ReturnType<typeof slotsOf>, view: TrendView): Promise<string> {
  const rows = trend.rows.map((row) => ({ ...rowDocument(row), row }));
  const percent = (share: number | null) => (share === null ? '-' : `${share.toFixed(1)}%`);
  const lines = new Map(
    rows.map(({ row }) => [
      row,
      line(
        row.points.map((point) => point.percent),
        slots,
        view.isAscii,
      ),
    ]),
  );
  type Shown = (typeof rows)[number];
  const columns: Column<Shown>[] = [
    { header: 'SHARE', cell: ({ row }) => lines.get(row)! },
    { header: 'FIRST', align: 'right', cell: ({ first }) => percent(first) },
    { header: 'LAST', align: 'right', cell: ({ last }) => percent(last) },
    { header: 'MIN', align: 'right', isOptional: true, cell: ({ min }) => percent(min) },
    { header: 'MAX', align: 'right', isOptional: true, cell: ({ max }) => percent(max) },
    { header: 'PP', align: 'right', cell: ({ points }) => (points === null ? '-' : signedPoints(points)) },
  ];
  const taken = columns.reduce(
    (sum, { header, cell }) =>
      sum + GAP_WIDTH + Math.max(header.length, ...rows.map((row) => cell(row).length)),
    0,
  );
  const room = view.columns === undefined ? undefined : Math.max(MIN_NAME_WIDTH, view.columns - taken);
  const names = await fitEnd(
    rows.map(({ name }) => safeText(name)),
    room,
  );
  const name: Column<Shown> = {
    header: trend.isFiltered ? 'FUNCTIONS' : 'FUNCTION',
    cell: (row) => names[rows.indexOf(row)]!,
  };
  return formatTable([name, ...columns], rows, { maxWidth: view.columns });
}

/** Half of a narrow terminal is for names and numbers. */
function slotRoom(columns: number | undefined): number {
  return columns === undefined ? MAX_SLOTS : Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, columns - 60));
}

/** Means of the runs that share a slot, from 0 to the row's own highest. */
function line(
  values: readonly (number | undefined)[],
  { slotOf, count }: ReturnType<typeof slotsOf>,
  isAscii: boolean,
): string {
  const sums = Array.from({ length: count }, () => ({ sum: 0, runs: 0 }));
  for (const [run, value] of values.entries()) {
    if (value === undefined) continue;
    const slot = sums[slotOf[run]!]!;
    slot.sum += value;
    slot.runs += 1;
  }
  const means = sums.map(({ sum, runs }) => (runs === 0 ? undefined : sum / runs));
  const max = means.reduce((high: number, mean) => Math.max(high, mean ?? 0), 0);
  return sparkline(means, { max, isAscii });
}

function signedPoints(points: number): string {
  const text = points.toFixed(1);
  return points > 0 && text !== '0.0' ? `+${text}` : text.replace(/^-0\.0$/, '0.0');
}

export interface TrendCell {
  readonly time: string;
  readonly name: string;
  readonly value: Int64;
  readonly total: Int64;
  readonly percent: number | undefined;
}

/** One line for each function of each run. */
export function* trendCells({ runs, rows }: Trend): Generator<TrendCell> {
  for (const [i, { timeMs, total }] of runs.entries()) {
    for (const { name, points } of rows) {
      const { value, percent } = points[i]!;
      yield { time: isoTime(timeMs), name, value, total, percent };
    }
  }
}

export const trendCsv = ({ unit }: Trend): readonly CsvColumn<TrendCell>[] => [
  { header: 'time', value: ({ time }) => time },
  { header: 'function', value: ({ name }) => name },
  { header: `value_${unit}`, value: ({ value }) => value },
  { header: `total_${unit}`, value: ({ total }) => total },
  { header: 'percent', value: ({ percent }) => percent },
];

/** How the values are spread over labels. */
import { compareUtf8 } from '../profile/compare-utf8.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { type LabelKeySums, sumLabels } from '../profile/label-sums.ts';
import type { LabelValues } from '../profile/label-values.ts';
import { formatValue, percentage } from '../profile/measurement.ts';
import { decodeUtf8, encodeUtf8 } from '../profile/utf8.ts';
import { alignColumns } from './align-columns.ts';
import { padLeft } from './pad-left.ts';
import type { PreparedReport } from './prepare-report.ts';
import { valueFormatter } from './report-values.ts';
import { TextPool } from './text-pool.ts';

export interface TagsReport {
  /** By name. */
  readonly keys: readonly LabelKeySums[];
  readonly total: Int64;
  readonly sampleType: string;
  readonly sampleUnit: string;
  /** Prints a value, each in a unit of its own unless one is asked for. */
  readonly format: (value: Int64) => string;
}

export function tagsOfPrepared(report: PreparedReport): TagsReport {
  const { profile, column, options, total, sampleType, sampleUnit, labelUnits } = report;
  const formatNumber = (value: bigint, key: string) => formatValue(value, labelUnits.get(key)!, options.unit);
  const keys = sumLabels(profile, column, formatNumber).sort((a, b) => compareUtf8(a.key, b.key));
  return { keys, total, sampleType, sampleUnit, format: valueFormatter(report, options.unit) };
}

/**
 * The report's bytes, as the reference prints it, in pieces; each is valid until the next one is asked for. Values of
 * samples are never means here.
 */
export function* renderTags(report: TagsReport): Generator<Uint8Array> {
  const areAllPlain = report.keys.every(({ key, values }) => isPlain(encodeUtf8(key)) && arePlain(values));
  const pool = new TextPool();
  for (const keySums of report.keys) {
    for (const _ of areAllPlain ? alignedRows(report, keySums, pool) : tabbedRows(report, keySums, pool)) {
      if (areAllPlain && pool.isFull) yield pool.take();
    }
  }
  if (areAllPlain) yield pool.take();
  else yield encodeUtf8(alignColumns(decodeUtf8(pool.take())));
}

function arePlain(values: LabelValues): boolean {
  const { buffer } = values;
  for (let i = 0; i < values.count; i++) {
    if (!isPlain(buffer, values.start(i), values.end(i))) return false;
  }
  return true;
}

/** Without bytes that mean something to the layout of columns: \t \n \v \f, and the quote 0xff. */
function isPlain(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if ((byte >= 9 && byte <= 12) || byte === 0xff) return false;
  }
  return true;
}

const shareOf = ({ total }: TagsReport, value: Int64): string =>
  total > 0 ? ` (${percentage(value, total)})` : '';

const headOf = (report: TagsReport, total: Int64): string =>
  `Total ${report.format(total)} of ${report.format(report.total)}${shareOf(report, total)}`;

const cellOf = (report: TagsReport, value: Int64): string =>
  `${report.format(value)}${shareOf(report, value)}:`;

/** Adds the rows of a key with tabs between cells; yields after each. */
function* tabbedRows(report: TagsReport, { key, total, values }: LabelKeySums, pool: TextPool) {
  pool.add(`${key}:\t ${headOf(report, total)}\n`);
  for (let i = 0; i < values.count; i++) {
    pool.add(` \t${cellOf(report, values.sum(i))}\t ${values.text(i)}\n`);
    yield;
  }
  pool.add('\n');
}

/** What `alignColumns` makes of the same rows. Equal sums are neighbours, and formatted once. */
function* alignedRows(report: TagsReport, { key, total, values }: LabelKeySums, pool: TextPool) {
  const cells: string[] = [];
  let widest = 0;
  for (let i = 0; i < values.count; i++) {
    if (i > 0 && values.sum(i) === values.sum(i - 1)) continue;
    const cell = cellOf(report, values.sum(i));
    cells.push(cell);
    widest = Math.max(widest, [...cell].length);
  }
  const indent = ' '.repeat([...key].length + 2);
  pool.add(` ${key}: ${headOf(report, total)}\n`);
  let start: Uint8Array = new Uint8Array(0);
  for (let i = 0, next = 0; i < values.count; i++) {
    if (i === 0 || values.sum(i) !== values.sum(i - 1)) {
      start = encodeUtf8(`${indent}${padLeft(cells[next++]!, widest + 1)} `);
    }
    pool.addBytes(start);
    pool.addBytes(values.buffer, values.start(i), values.end(i));
    pool.addAscii('\n');
    yield;
  }
  pool.addAscii('\n');
}

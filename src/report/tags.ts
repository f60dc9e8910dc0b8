/** How the values are spread over labels. */
import { compareUtf8 } from '../profile/compare-utf8.ts';
import { absInt64, type Int64 } from '../profile/go-number-format.ts';
import { compareMagnitude } from '../profile/graph.ts';
import { type LabelKeySums, type LabelValueSum, sumLabels } from '../profile/label-sums.ts';
import { formatValue, percentage } from '../profile/measurement.ts';
import { alignColumns } from './align-columns.ts';
import { padLeft } from './pad-left.ts';
import type { PreparedReport } from './prepare-report.ts';
import { valueFormatter } from './report-values.ts';

export interface TagKey extends LabelKeySums {
  /** No text has characters that the layout or the order of texts must heed. */
  readonly areTextsPlain: boolean;
}

export interface TagsReport {
  /** By name; the values of each, largest first. */
  readonly keys: readonly TagKey[];
  readonly total: Int64;
  readonly sampleType: string;
  readonly sampleUnit: string;
  /** Prints a value, each in a unit of its own unless one is asked for. */
  readonly format: (value: Int64) => string;
}

export function tagsOfPrepared(report: PreparedReport): TagsReport {
  const { profile, column, options, total, sampleType, sampleUnit, labelUnits } = report;
  const formatNumber = (value: bigint, key: string) => formatValue(value, labelUnits.get(key)!, options.unit);
  const keys = sumLabels(profile, column, formatNumber)
    .map(({ key, total: keyTotal, values }) => {
      const areTextsPlain = values.every((value) => isPlain(value.text));
      return { key, total: keyTotal, values: largestFirst(values, areTextsPlain), areTextsPlain };
    })
    .sort((a, b) => compareUtf8(a.key, b.key));
  return { keys, total, sampleType, sampleUnit, format: valueFormatter(report, options.unit) };
}

/** Few sums differ among many values, so each sum's texts are sorted by themselves. */
function largestFirst(values: readonly LabelValueSum[], arePlain: boolean): LabelValueSum[] {
  const groups = new Map<string, { size: Int64; values: LabelValueSum[] }>();
  for (const value of values) {
    const size = absInt64(value.sum);
    const key = `${size}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { size, values: [value] });
    else group.values.push(value);
  }
  return [...groups.values()]
    .sort((a, b) => compareMagnitude(b.size, a.size))
    .flatMap((group) => byText(group.values, arePlain));
}

/** In byte order. Plain texts have that order by themselves, which sorts faster. */
function byText(values: LabelValueSum[], arePlain: boolean): LabelValueSum[] {
  return arePlain
    ? values.sort((a, b) => (a.text < b.text ? -1 : 1))
    : values.sort((a, b) => compareUtf8(a.text, b.text));
}

/** Without surrogates, and without characters that mean something to the layout of columns: \t \n \v \f. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if ((unit >= 9 && unit <= 12) || (unit >= 0xd800 && unit <= 0xdfff)) return false;
  }
  return true;
}

/** The text of the report, as the reference prints it. Values of samples are never means here. */
export function renderTags({ keys, total, format }: TagsReport): string {
  const share = (value: Int64) => (total > 0 ? ` (${percentage(value, total)})` : '');
  const areAllPlain = keys.every(({ key, areTextsPlain }) => areTextsPlain && isPlain(key));
  let text = '';
  for (const { key, total: keyTotal, values } of keys) {
    const head = `Total ${format(keyTotal)} of ${format(total)}${share(keyTotal)}`;
    const cells = eachOnce(values, (value) => `${format(value)}${share(value)}:`);
    text += areAllPlain ? alignedRows(key, head, values, cells) : tabbedRows(key, head, values, cells);
  }
  return areAllPlain ? text : alignColumns(text);
}

/** Equal sums are neighbours, and formatted once. */
function eachOnce(values: readonly LabelValueSum[], format: (value: Int64) => string): string[] {
  let last: Int64 | undefined;
  let cell = '';
  return values.map(({ sum }) => {
    if (sum !== last) cell = format(sum);
    last = sum;
    return cell;
  });
}

type Rows = (key: string, head: string, values: readonly LabelValueSum[], cells: readonly string[]) => string;

const tabbedRows: Rows = (key, head, values, cells) => {
  let text = `${key}:\t ${head}\n`;
  for (const [i, value] of values.entries()) text += ` \t${cells[i]}\t ${value.text}\n`;
  return `${text}\n`;
};

/** What `alignColumns` makes of the same rows. */
const alignedRows: Rows = (key, head, values, cells) => {
  const indent = ' '.repeat([...key].length + 2);
  let widest = 0;
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] !== cells[i - 1]) widest = Math.max(widest, [...cells[i]!].length);
  }
  let text = ` ${key}: ${head}\n`;
  let start = '';
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] !== cells[i - 1]) start = `${indent}${padLeft(cells[i]!, widest + 1)} `;
    text += `${start}${values[i]!.text}\n`;
  }
  return `${text}\n`;
};

/** How the values are spread over labels. */
import { compareUtf8 } from '../profile/compare-utf8.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { compareMagnitude } from '../profile/graph.ts';
import { type LabelKeySums, sumLabels } from '../profile/label-sums.ts';
import { formatValue, percentage } from '../profile/measurement.ts';
import { alignColumns } from './align-columns.ts';
import type { PreparedReport } from './prepare-report.ts';
import { valueFormatter } from './report-values.ts';

export interface TagsReport {
  /** By name; the values of each, largest first. */
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
  const keys = sumLabels(profile, column, formatNumber)
    .map((key) => ({
      ...key,
      values: key.values.toSorted((a, b) => compareMagnitude(b.sum, a.sum) || compareUtf8(a.text, b.text)),
    }))
    .sort((a, b) => compareUtf8(a.key, b.key));
  return { keys, total, sampleType, sampleUnit, format: valueFormatter(report, options.unit) };
}

/** The text of the report, as the reference prints it. Values of samples are never means here. */
export function renderTags({ keys, total, format }: TagsReport): string {
  const known = new Map<Int64, string>();
  const shown = (value: Int64): string => {
    let text = known.get(value);
    if (text === undefined) {
      text = total > 0 ? `${format(value)} (${percentage(value, total)})` : format(value);
      known.set(value, text);
    }
    return text;
  };
  const share = (value: Int64) => (total > 0 ? ` (${percentage(value, total)})` : '');
  let text = '';
  for (const { key, total: keyTotal, values } of keys) {
    text += `${key}:\t Total ${format(keyTotal)} of ${format(total)}${share(keyTotal)}\n`;
    for (const { text: name, sum } of values) text += ` \t${shown(sum)}:\t ${name}\n`;
    text += '\n';
  }
  return alignColumns(text);
}

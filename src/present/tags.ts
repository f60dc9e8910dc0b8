import type { LabelValues } from '../profile/label-values.ts';
import type { TagsReport } from '../report/tags.ts';
import { type CsvColumn, csvText } from './csv.ts';
import { MAX_ROWS, percentOf, type ReportHead, reportHead } from './share.ts';

/** What `prof tags --json` prints. */
export interface TagsDocument extends ReportHead {
  readonly schema: 'prof.tags.v1';
  readonly keys: readonly {
    readonly key: string;
    /** Of all its values. */
    readonly total: number | bigint;
    readonly totalPercent: number;
    /** How many values it has; the largest 10,000 follow. */
    readonly count: number;
    readonly values: readonly TagValueDocument[];
  }[];
}

interface TagValueDocument {
  readonly text: string;
  readonly value: number | bigint;
  readonly percent: number;
}

export function tagsDocument(
  report: TagsReport,
  sources: { readonly names: readonly string[]; readonly baseNames: readonly string[] },
): TagsDocument {
  return {
    schema: 'prof.tags.v1',
    ...reportHead(report, sources),
    keys: report.keys.map(({ key, total, values }) => ({
      key,
      total,
      totalPercent: percentOf(total, report.total),
      count: values.count,
      values: Array.from({ length: Math.min(values.count, MAX_ROWS) }, (_, i) =>
        valueDocument(values, i, report),
      ),
    })),
  };
}

function valueDocument(values: LabelValues, i: number, { total }: TagsReport): TagValueDocument {
  return { text: values.text(i), value: values.sum(i), percent: percentOf(values.sum(i), total) };
}

type TagCsvRow = TagValueDocument & { readonly key: string };

/** All values of all keys. */
export function tagsCsv(report: TagsReport): Iterable<string> {
  const columns: CsvColumn<TagCsvRow>[] = [
    { header: 'key', value: ({ key }) => key },
    { header: 'text', value: ({ text }) => text },
    { header: `value_${report.sampleUnit}`, value: ({ value }) => value },
    { header: 'percent', value: ({ percent }) => percent },
  ];
  return csvText(columns, tagsCsvRows(report));
}

function* tagsCsvRows(report: TagsReport): Generator<TagCsvRow> {
  for (const { key, values } of report.keys) {
    for (let i = 0; i < values.count; i++) yield { key, ...valueDocument(values, i, report) };
  }
}

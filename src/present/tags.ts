import type { TagsReport } from '../report/tags.ts';
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
    readonly values: readonly {
      readonly text: string;
      readonly value: number | bigint;
      readonly percent: number;
    }[];
  }[];
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
      values: Array.from({ length: Math.min(values.count, MAX_ROWS) }, (_, i) => ({
        text: values.text(i),
        value: values.sum(i),
        percent: percentOf(values.sum(i), report.total),
      })),
    })),
  };
}

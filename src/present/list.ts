import type { ListReport } from '../report/list.ts';
import { percentOf, type ReportHead, reportHead } from './share.ts';

/** What `prof list --json` prints. */
export interface ListDocument extends ReportHead {
  readonly schema: 'prof.list.v1';
  readonly pattern: string;
  readonly functions: readonly {
    readonly name: string;
    /** None where the profile does not say where the function stands. */
    readonly files: readonly ListedFileDocument[];
  }[];
}

interface ListedFileDocument {
  readonly file: string;
  readonly flat: number | bigint;
  readonly cum: number | bigint;
  readonly cumPercent: number;
  /** Why there are no lines. */
  readonly error: string | null;
  readonly lines: readonly {
    readonly line: number;
    readonly flat: number | bigint;
    readonly cum: number | bigint;
    readonly text: string;
  }[];
}

export function listDocument(
  report: ListReport,
  pattern: string,
  sources: { readonly names: readonly string[]; readonly baseNames: readonly string[] },
): ListDocument {
  return {
    schema: 'prof.list.v1',
    ...reportHead(report, sources),
    pattern,
    functions: report.functions.map(({ name, files }) => ({
      name,
      files: files.map(({ file, flat, cum, error, lines }) => ({
        file,
        flat,
        cum,
        cumPercent: percentOf(cum, report.total),
        error: error ?? null,
        lines,
      })),
    })),
  };
}

import type { ListReport } from '../report/list.ts';
import { type CsvColumn, csvText } from './csv.ts';
import { percentOf, type ReportHead, reportHead } from './share.ts';

/** What `prof list --json` prints. */
export interface ListDocument extends ReportHead {
  readonly schema: 'prof.list.v1';
  readonly pattern: string;
  readonly functions: readonly ListedFunctionDocument[];
}

interface ListedFunctionDocument {
  readonly name: string;
  /** None where the profile does not say where the function stands. */
  readonly files: readonly ListedFileDocument[];
}

interface ListedFileDocument {
  readonly file: string;
  readonly flat: number | bigint;
  readonly cum: number | bigint;
  readonly cumPercent: number;
  /** Why there are no lines. */
  readonly error: string | null;
  readonly lines: readonly ListedLineDocument[];
}

interface ListedLineDocument {
  readonly line: number;
  readonly flat: number | bigint;
  readonly cum: number | bigint;
  readonly text: string;
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
    functions: functionDocuments(report),
  };
}

function functionDocuments(report: ListReport): ListedFunctionDocument[] {
  return report.functions.map(({ name, files }) => ({
    name,
    files: files.map(({ file, flat, cum, error, lines }) => ({
      file,
      flat,
      cum,
      cumPercent: percentOf(cum, report.total),
      error: error ?? null,
      lines,
    })),
  }));
}

/** What to say where sources are not there, and how to give them; undefined: they are. */
export function missingSourcesNote({ functions }: ListReport): string | undefined {
  const files = functions.flatMap((listed) => listed.files);
  const missing = new Set(files.filter(({ error }) => error !== undefined).map(({ file }) => file));
  const nowhere = functions.filter((listed) => listed.files.length === 0).length;
  if (missing.size > 0) {
    const [first] = missing;
    const which = missing.size === 1 ? first : `${missing.size} files, such as ${first}`;
    return `no source for ${which}; --source-path FOLDER says where sources are, --trim-path PREFIX cuts what stands before them elsewhere`;
  }
  return nowhere > 0
    ? `the profile does not say where ${nowhere === 1 ? 'this function stands' : `${nowhere} of these functions stand`}`
    : undefined;
}

interface ListCsvRow {
  readonly name: string;
  readonly file?: ListedFileDocument;
  readonly line?: ListedLineDocument;
}

/** A row a source line; one without a line for a function whose source is not there. */
export function listCsv(report: ListReport): Iterable<string> {
  const unit = report.sampleUnit;
  const columns: CsvColumn<ListCsvRow>[] = [
    { header: 'function', value: ({ name }) => name },
    { header: 'file', value: ({ file }) => file?.file },
    { header: 'line', value: ({ line }) => line?.line },
    { header: `flat_${unit}`, value: ({ file, line }) => (line ?? file)?.flat },
    { header: `cum_${unit}`, value: ({ file, line }) => (line ?? file)?.cum },
    { header: 'text', value: ({ line }) => line?.text },
    { header: 'error', value: ({ file }) => file?.error },
  ];
  return csvText(columns, listCsvRows(functionDocuments(report)));
}

function* listCsvRows(functions: readonly ListedFunctionDocument[]): Generator<ListCsvRow> {
  for (const { name, files } of functions) {
    if (files.length === 0) yield { name };
    for (const file of files) {
      if (file.lines.length === 0) yield { name, file };
      for (const line of file.lines) yield { name, file, line };
    }
  }
}

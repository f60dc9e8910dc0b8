import { safeText } from '../kit/safe-text.ts';
import type { TopReport } from '../report/top.ts';
import { formatJson } from './json.ts';
import { topCsv, topDocument } from './top.ts';

/** What `prof convert -o FILE --json` prints. */
export interface ConvertDocument {
  readonly schema: 'prof.convert.v1';
  readonly profiles: readonly string[];
  readonly base: readonly string[];
  readonly path: string;
  /** What was written, as --to names it. */
  readonly format: string;
  readonly sizeBytes: number;
}

interface Sources {
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
}

export function convertDocument(
  { path, sizeBytes }: { readonly path: string; readonly sizeBytes: number },
  format: string,
  { names, baseNames }: Sources,
): ConvertDocument {
  return { schema: 'prof.convert.v1', profiles: names, base: baseNames, path, format, sizeBytes };
}

/** The path, as `prof get` says it. */
export const convertText = ({ path }: ConvertDocument): string => `${safeText(path)}\n`;

/** The rows of top for a file. */
export function topTable(report: TopReport, kind: 'json' | 'csv', sources: Sources): Iterable<string> {
  return kind === 'csv' ? topCsv(report) : [formatJson(topDocument(report, sources))];
}

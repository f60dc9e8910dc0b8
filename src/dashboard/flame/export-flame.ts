/** What is on the screen as a file. */

import { foldedStacks } from '../../flame/folded-stacks.ts';
import type { ViewState } from '../../flame/view/view-state.ts';
import { flameFile } from '../../flame-file/flame-file.ts';
import { ProfError } from '../../kit/errors.ts';
import type { FileSystem } from '../../ports/file-system.ts';
import type { FlamePage } from '../../ports/flame-page.ts';
import { requireFree, writeConverted } from '../../report/convert.ts';
import { type FlameReport, flameReport } from '../../report/flame-report.ts';
import { prepareReport } from '../../report/prepare-report.ts';
import { protoReport } from '../../report/proto.ts';
import { filterOptions } from './filter-options.ts';
import { markdownOf } from './flame-markdown.ts';

export interface ExportDeps {
  files(): Promise<FileSystem>;
  flamePage(): Promise<FlamePage>;
}

export interface ExportSubject {
  /** As the flags of the command made it; filters of the screen come on top. */
  readonly report: FlameReport;
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
}

/**
 * Writes the tree as folded stacks or Markdown, the filtered profile as pprof, or a page or picture of it, by the
 * ending of the name. Returns what to say. A file that is there stays.
 * @throws ProfError USAGE for other endings
 */
export async function exportFlame(
  path: string,
  state: ViewState,
  subject: ExportSubject,
  deps: ExportDeps,
): Promise<string> {
  const pieces = await piecesOf(path.toLowerCase(), state, subject, deps);
  const files = await deps.files();
  await requireFree(path, false, files);
  await writeConverted(pieces, path, { isGzip: false, overwrite: false }, files);
  return `wrote ${path}`;
}

async function piecesOf(
  name: string,
  state: ViewState,
  { report, names, baseNames }: ExportSubject,
  deps: ExportDeps,
): Promise<(string | Uint8Array)[]> {
  const { tree, frames } = state.shown;
  const options = filterOptions(state.shown.settings);
  if (/\.(?:folded|collapsed|txt)$/.test(name)) return [foldedStacks(tree, frames)];
  if (name.endsWith('.md')) return [markdownOf(state)];
  if (/\.(?:pb|pb\.gz|pprof)$/.test(name)) {
    return [await protoReport(await prepareReport(report.source.profile, 'proto', options))];
  }
  const output = name.endsWith('.svg') ? 'svg' : /\.html?$/.test(name) ? 'html' : undefined;
  if (output === undefined) {
    throw new ProfError('USAGE', 'the name ends in .svg, .html, .md, .folded or .pb.gz');
  }
  const filtered = await flameReport(report.source.profile, options);
  const { isInverted } = state.shown.settings;
  // Percentages stay those of the whole.
  const whole = { ...filtered, totals: report.totals };
  return [await flameFile({ report: whole, names, baseNames, output, isInverted }, deps)];
}

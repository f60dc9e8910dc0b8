/** A flame graph as one file that opens anywhere: a page to explore, or a picture. */
import { buildFrames } from '../flame/frames.ts';
import type { FlamePage } from '../ports/flame-page.ts';
import type { FlameReport } from '../report/flame-report.ts';
import type { FlameOutput } from './flame-output.ts';
import { pageData } from './page-data-of.ts';
import { writeHtml } from './write-html.ts';
import { writeSvg } from './write-svg.ts';

export interface FlameFileOptions {
  /** With a comparison's base in it: a comparison. */
  readonly report: FlameReport;
  /** The profiles, as people call them. */
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
  readonly output: FlameOutput;
  /** Pictures only, for a page has both: callers below their callees. */
  readonly isInverted?: boolean;
  /** What a reader must know of the profiles. */
  readonly notes?: readonly string[];
}

export interface FlameFileDeps {
  readonly flamePage: () => Promise<FlamePage>;
}

/** The whole file. */
export async function flameFile(options: FlameFileOptions, deps: FlameFileDeps): Promise<string> {
  const frames = buildFrames(options.report.source.profile, options.report.nodes);
  if (options.output === 'svg') return writeSvg(frames, options);
  return writeHtml(pageData(frames, options), await deps.flamePage());
}

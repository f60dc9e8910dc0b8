/** What a screen shows as a file. */
import { foldedStacks } from '../flame/folded-stacks.ts';
import type { TreeSettings } from '../flame/view/view-state.ts';
import { flameFile } from '../flame-file/flame-file.ts';
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { FlamePage } from '../ports/flame-page.ts';
import { requireFree, writeConverted } from '../report/convert.ts';
import { flameReport } from '../report/flame-report.ts';
import { prepareReport } from '../report/prepare-report.ts';
import { protoReport } from '../report/proto.ts';
import { filterOptions } from './filter-options.ts';
import type { ProfileSide } from './profile-side.ts';

export interface WriteFlameDeps {
  readonly files: () => Promise<FileSystem>;
  readonly flamePage: () => Promise<FlamePage>;
}

/**
 * Writes the tree as folded stacks, the filtered profile as pprof, or a page or picture of it, by the ending of the
 * name. A file that is there stays.
 * @throws ProfError USAGE for other endings, and where there is a file
 */
export async function writeFlame(
  path: string,
  settings: TreeSettings,
  side: ProfileSide,
  deps: WriteFlameDeps,
): Promise<void> {
  const files = await deps.files();
  const make = pieceMaker(path.toLowerCase());
  await requireFree(path, false, files);
  const pieces = await make(settings, side, deps);
  await writeConverted(pieces, path, { isGzip: false, overwrite: false }, files);
}

type PieceMaker = (
  settings: TreeSettings,
  side: ProfileSide,
  deps: WriteFlameDeps,
) => Promise<(string | Uint8Array)[]>;

function pieceMaker(name: string): PieceMaker {
  if (/\.(?:folded|collapsed|txt)$/.test(name)) return foldedPieces;
  if (/\.(?:pb|pb\.gz|pprof)$/.test(name)) return protoPieces;
  if (name.endsWith('.svg')) return (...given) => drawnPieces('svg', ...given);
  if (/\.html?$/.test(name)) return (...given) => drawnPieces('html', ...given);
  throw new ProfError('USAGE', 'the name ends in .svg, .html, .md, .folded or .pb.gz');
}

const foldedPieces: PieceMaker = async (settings, side) => [
  foldedStacks(side.tree(settings), side.frames(settings)),
];

const protoPieces: PieceMaker = async (settings, { report }) => [
  await protoReport(await prepareReport(report.source.profile, 'proto', filterOptions(settings))),
];

async function drawnPieces(
  output: 'svg' | 'html',
  settings: TreeSettings,
  { report, names, baseNames }: ProfileSide,
  deps: WriteFlameDeps,
): Promise<string[]> {
  const filtered = await flameReport(report.source.profile, filterOptions(settings));
  // Percentages stay those of the whole.
  const whole = { ...filtered, totals: report.totals };
  return [
    await flameFile({ report: whole, names, baseNames, output, isInverted: settings.isInverted }, deps),
  ];
}

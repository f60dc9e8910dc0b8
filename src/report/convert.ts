import { joinPieces } from '../formats/file-target.ts';
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { PictureFormat } from '../ports/graphviz.ts';
import type { NodeOptions } from '../profile/graph-nodes.ts';
import type { Profile } from '../profile/profile.ts';
import type { ListDeps } from './list.ts';
import type { ChosenOutput, OutputKind, ReportOutput } from './output-kind.ts';
import { type PictureDeps, pictureOf } from './picture.ts';
import { type PreparedReport, prepareReport, type ReportDeps } from './prepare-report.ts';
import { dividedProfile } from './proto.ts';
import type { ReportKind, ReportOptions } from './report-options.ts';
import { reportPieces } from './report-pieces.ts';
import { type TopReport, topOfPrepared } from './top.ts';

export interface ConvertOptions {
  readonly profile: Profile;
  readonly output: OutputKind;
  /** What the profile is called, where the format has a place for it. */
  readonly name: string;
  readonly report: Partial<ReportOptions>;
}

export interface ConvertDeps extends ReportDeps, ListDeps, PictureDeps {
  readonly warn: (message: string) => void;
  /** How the rows of top read as JSON or CSV. */
  readonly renderTable: (report: TopReport, kind: 'json' | 'csv') => Iterable<string>;
}

/**
 * A profile in another format, or as a report for other programs, in pieces that join to the file. Options of reports
 * apply: filters and the choice of values to all of them, the rest where there is a place for it.
 * @throws ProfError USAGE for options that do not fit the profile.
 */
export async function convertProfile(
  { profile, output, name, report }: ConvertOptions,
  deps: ConvertDeps,
): Promise<Iterable<string | Uint8Array>> {
  const prepared = await prepareReport(profile, reportKindOf(output), report, deps);
  if (output.kind === 'report') {
    const { id } = output;
    if (id === 'json' || id === 'csv') return deps.renderTable(topOfPrepared(prepared), id);
    return isPicture(id) ? [await pictureOf(prepared, id, deps)] : reportPieces(prepared, deps);
  }
  return output.target.encode(dividedProfile(prepared), {
    sampleIndex: report.sampleIndex ?? '',
    name,
    frames: frameOptions(prepared, report),
  });
}

function reportKindOf(output: OutputKind): ReportKind {
  if (output.kind === 'file') return 'proto';
  if (output.id === 'json' || output.id === 'csv') return 'top';
  return isPicture(output.id) ? 'dot' : output.id;
}

const isPicture = (id: ReportOutput): id is PictureFormat & ReportOutput =>
  ['svg', 'png', 'gif', 'pdf', 'ps'].includes(id);

/** Only what was asked for: each format has a default of its own. */
function frameOptions({ options }: PreparedReport, given: Partial<ReportOptions>): NodeOptions {
  const { trimPath, sourcePath, showColumns } = options;
  return {
    ...(given.granularity === undefined || given.granularity === ''
      ? {}
      : { granularity: given.granularity }),
    ...(trimPath === '' && sourcePath === '' ? {} : { trimPath, sourcePath, keepPrefixes: false }),
    ...(showColumns ? { showColumns } : {}),
  };
}

export interface WrittenFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Writes a file completely or not at all.
 * @throws ProfError USAGE where one is there and was not to be replaced.
 */
export async function writeConverted(
  pieces: Iterable<string | Uint8Array>,
  path: string,
  { isGzip, overwrite }: Pick<ChosenOutput, 'isGzip'> & { readonly overwrite: boolean },
  files: FileSystem,
): Promise<WrittenFile> {
  const bytes = joinPieces(pieces, isGzip);
  if ((await files.write(path, bytes, { overwrite })) === 'exists') throw fileExists(path);
  return { path, sizeBytes: bytes.length };
}

/** Before the work: whether it would be for nothing. @throws ProfError USAGE */
export async function requireFree(path: string, overwrite: boolean, files: FileSystem): Promise<void> {
  const there = await files.stat(path);
  if (there?.kind === 'file' && !overwrite) throw fileExists(path);
}

function fileExists(path: string): ProfError {
  return new ProfError('USAGE', `a file is there already: ${path}`, {
    hints: ['--overwrite replaces it'],
    details: { path },
  });
}

/** One report from a loaded profile to where it goes: standard output, a file, a file with a free name. */
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { PictureFormat } from '../ports/graphviz.ts';
import type { Profile } from '../profile/profile.ts';
import { encodeUtf8 } from '../profile/utf8.ts';
import type { ListDeps } from './list.ts';
import { literalPath } from './load-sources.ts';
import { type PictureDeps, pictureOf } from './picture.ts';
import { prepareReport } from './prepare-report.ts';
import type { ReportKind, ReportOptions } from './report-options.ts';
import { isBinaryKind, reportPieces } from './report-pieces.ts';
import { exactBytes, safeLines, textOf } from './safe-lines.ts';
import type { TimeZone } from './time-zone.ts';

export interface ReportRequest {
  readonly kind: ReportKind;
  /** Of the kind `dot`: drawn. */
  readonly picture?: PictureFormat | undefined;
  /** Of the kinds that look for something. */
  readonly pattern: string;
  readonly options: ReportOptions;
  readonly destination: ReportDestination;
}

export type ReportDestination =
  | { readonly state: 'stdout' }
  | { readonly state: 'file'; readonly path: string }
  /** `profile001` with this ending, or the next number that is free, in the current folder. */
  | { readonly state: 'numbered'; readonly ending: string };

export interface WriteReportDeps extends ListDeps, PictureDeps {
  /** For moments in the report. */
  readonly timeZone: TimeZone | undefined;
  /**
   * Standard output. Resolves to false when nobody reads it any more. The bytes are valid until it resolves: their
   * memory is used again.
   */
  readonly write: (bytes: Uint8Array) => Promise<boolean>;
  /** Standard output is a terminal: control characters of names are shown, and binary data is refused. */
  readonly isTerminal: boolean;
}

/** Resolves to false where nobody reads standard output any more. Fails with USAGE as preparing a report does. */
export async function writeReport(
  profile: Profile,
  { kind, picture, pattern, options, destination }: ReportRequest,
  deps: WriteReportDeps,
): Promise<boolean> {
  const prepared = await prepareReport(profile, kind, options, deps, pattern);
  const pieces =
    picture === undefined ? await reportPieces(prepared, deps) : [await pictureOf(prepared, picture, deps)];
  if (destination.state === 'stdout') {
    if (deps.isTerminal && (picture !== undefined || isBinaryKind(kind))) {
      throw new ProfError('USAGE', 'binary data is not written to a terminal; use -output=FILE');
    }
    for (const piece of pieces) {
      const bytes = deps.isTerminal ? encodeUtf8(safeLines(textOf(piece))) : exactBytes(piece);
      if (!(await deps.write(bytes))) return false;
    }
    return true;
  }
  const files = await deps.files();
  if (destination.state === 'file') {
    deps.warn(`Generating report in ${destination.path}`);
    await files.write(literalPath(destination.path), bytesOf(pieces), { overwrite: true });
  } else {
    const whole = Buffer.concat(Array.from(bytesOf(pieces), (bytes) => bytes.slice()));
    deps.warn(`Generating report in ${await writeNumbered(whole, destination.ending, files)}`);
  }
  return true;
}

function* bytesOf(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  for (const piece of pieces) yield exactBytes(piece);
}

const LAST_NUMBER = 9999;

/** The name of the new file. */
async function writeNumbered(bytes: Uint8Array, ending: string, files: FileSystem): Promise<string> {
  for (let number = 1; number <= LAST_NUMBER; number++) {
    const name = `profile${String(number).padStart(3, '0')}.${ending}`;
    if ((await files.stat(literalPath(name))) !== undefined) continue;
    if ((await files.write(literalPath(name), bytes, { overwrite: false })) === 'written') return name;
  }
  throw new ProfError(
    'USAGE',
    `all names from profile001.${ending} to profile${LAST_NUMBER}.${ending} are taken`,
  );
}

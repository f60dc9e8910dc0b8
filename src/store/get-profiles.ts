import { ProfError } from '../kit/errors.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../profile/limits.ts';
import { convertForFile, endingOf, type TargetId } from './convert-for-file.ts';
import type { ProfileEntry } from './entry.ts';
import { readStored } from './read-stored.ts';
import { type ResolveDeps, resolveStoredOnly } from './resolve-reference.ts';
import { encodeSegment } from './service-folder.ts';

export interface GetOptions {
  readonly references: readonly string[];
  /** A file, a folder (ends in `/`, or exists as one, or is made for several profiles), or `-`. */
  readonly output: string;
  readonly overwrite: boolean;
  /** The form of all copies, whatever their names. */
  readonly as?: TargetId | undefined;
}

export interface GetDeps extends ResolveDeps {
  readonly limits?: Partial<DecodeLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface GotProfile {
  readonly key: string;
  /** `-`: the bytes are for standard output. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The file was there already, with the same bytes. */
  readonly unchanged: boolean;
}

export interface FailedProfile {
  readonly key: string;
  readonly error: ProfError;
}

export interface GotProfiles {
  readonly got: readonly GotProfile[];
  readonly failed: readonly FailedProfile[];
}

/**
 * Copies stored profiles to files (converted where the one file's ending asks for it), each checked against its SHA-256 and written completely or not at all.
 * One that fails leaves the others be; if all fail, the first failure is thrown.
 * @throws ProfError USAGE (several for one file, a file that is there), STORE_NOT_FOUND, BAD_DATA, NOT_ALLOWED.
 */
export async function getProfiles(options: GetOptions, deps: GetDeps): Promise<GotProfiles> {
  const entries = new Map<string, ProfileEntry>();
  for (const reference of options.references) {
    for (const entry of await resolveStoredOnly(reference, deps)) entries.set(entry.key, entry);
  }
  const pathOf = await targetPaths(options, entries.size, deps);
  const got: GotProfile[] = [];
  const failed: FailedProfile[] = [];
  for (const entry of entries.values()) {
    deps.signal?.throwIfAborted();
    try {
      got.push(await getOne(entry, pathOf(entry), options, deps));
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      failed.push({ key: entry.key, error });
    }
  }
  if (got.length === 0 && failed[0]) throw failed[0].error;
  return { got, failed };
}

/** The name of a stored profile outside of its folder: service and file name, so that no two are alike. */
function downloadName(entry: ProfileEntry, as: TargetId | undefined): string {
  const name = nativeName(entry);
  if (as === undefined || as === entry.ext) return name;
  const ext = `.${entry.ext}`;
  return (name.endsWith(ext) ? name.slice(0, -ext.length) : name) + endingOf(as);
}

function nativeName(entry: ProfileEntry): string {
  const file = entry.key.slice(entry.key.lastIndexOf('/') + 1);
  if (entry.layout === 'openprofiling') return file;
  const named = entry.layout === 'autopgo' && !file.includes('.') ? `${file}.pgo` : file;
  return `${encodeSegment(entry.service)}-${named}`;
}

async function getOne(
  entry: ProfileEntry,
  path: string,
  options: GetOptions,
  deps: GetDeps,
): Promise<GotProfile> {
  const stored = await readStored(await deps.store(), entry.key);
  const native = { ext: entry.ext, type: entry.type, bytes: stored.bytes };
  const isNamed = path === options.output && path !== '-'; // by the user, so its ending says what is wanted
  const bytes =
    isNamed || options.as !== undefined
      ? await convertForFile(native, path, { ...DEFAULT_LIMITS, ...deps.limits }, options.as)
      : stored.bytes;
  if (path === '-') return { key: entry.key, path, bytes, unchanged: false };
  const files = await deps.files();
  const result = await files.write(path, bytes, { overwrite: options.overwrite });
  if (result === 'written') {
    deps.emit?.({ kind: 'written', key: entry.key, path });
    return { key: entry.key, path, bytes, unchanged: false };
  }
  const there = await files.read(path, Number.MAX_SAFE_INTEGER);
  if (Buffer.compare(there, bytes) === 0) return { key: entry.key, path, bytes, unchanged: true };
  throw new ProfError('USAGE', `a file is there already: ${path}`, {
    hints: ['--overwrite replaces it'],
    details: { path },
  });
}

async function targetPaths(
  { output, as }: GetOptions,
  count: number,
  deps: GetDeps,
): Promise<(entry: ProfileEntry) => string> {
  if (output === '-') {
    if (count > 1) {
      throw new ProfError('USAGE', `${count} profiles do not fit into standard output`, {
        hints: ['-o FOLDER writes a file for each; name one pod with ,pod=NAME, or one type'],
      });
    }
    return () => '-';
  }
  const there = await (await deps.files()).stat(output);
  const isFolder = output.endsWith('/') || there?.kind === 'folder' || (there === undefined && count > 1);
  if (isFolder) {
    const base = output.endsWith('/') ? output : `${output}/`;
    return (entry) => base + downloadName(entry, as);
  }
  if (count > 1) {
    throw new ProfError('USAGE', `${count} profiles do not fit into one file: ${output}`, {
      hints: ['-o FOLDER/ writes a file for each; name one pod with ,pod=NAME, or one type'],
    });
  }
  return () => output;
}

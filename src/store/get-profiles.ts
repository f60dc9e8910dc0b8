import { ProfError } from '../kit/errors.ts';
import { sha256Hex } from '../kit/sha256.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../profile/limits.ts';
import { convertForFile, endingOf, type TargetId } from './convert-for-file.ts';
import type { ProfileEntry } from './entry.ts';
import { patternFilter } from './key-patterns.ts';
import { readStored } from './read-stored.ts';
import { type ResolveDeps, resolveStoredOnly } from './resolve-reference.ts';
import { type Selection, selectEntries } from './select-entries.ts';
import { encodeSegment } from './service-folder.ts';
import { type TransferDeps, type TransferFailure, throwIfAllFailed, transferAll } from './transfer-all.ts';

export interface GetOptions {
  readonly references: readonly string[];
  /** Without references: those that `prof ls` would list. Patterns choose among references' profiles too. */
  readonly selection?: Selection | undefined;
  /** A file, a folder (ends in `/`, or exists as one, or is made for several profiles), or `-`. */
  readonly output: string;
  readonly overwrite: boolean;
  /** The form of all copies, whatever their names. */
  readonly as?: TargetId | undefined;
}

export interface GetDeps extends ResolveDeps, TransferDeps {
  readonly limits?: Partial<DecodeLimits> | undefined;
}

export interface GotProfile {
  readonly key: string;
  /** `-`: standard output. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What is for standard output. */
  readonly bytes?: Uint8Array;
  /** The file was there already, with the same bytes. */
  readonly unchanged: boolean;
}

export interface GotProfiles {
  readonly got: readonly GotProfile[];
  readonly failed: readonly TransferFailure[];
  /** Neither written nor failed: it was stopped. */
  readonly remaining: number;
}

/**
 * Copies stored profiles to files (converted where the one file's ending asks for it), some at once, each checked against its
 * SHA-256 and written completely or not at all. One that is there already is not asked for again.
 * One that fails leaves the others be; if all fail, the first failure is thrown.
 * @throws ProfError USAGE (several for one file, a file that is there), STORE_NOT_FOUND, BAD_DATA, NOT_ALLOWED.
 */
export async function getProfiles(options: GetOptions, deps: GetDeps): Promise<GotProfiles> {
  const entries = await findEntries(options, deps);
  const pathOf = await targetPaths(options, entries.length, deps);
  const items = entries.map((entry) => ({ entry, name: entry.key, sizeBytes: entry.sizeBytes }));
  const { done, failed, remaining } = await transferAll(
    items,
    ({ entry }) => getOne(entry, pathOf(entry), options, deps),
    deps,
  );
  if (remaining === 0) throwIfAllFailed(done.length, failed);
  return { got: done, failed, remaining };
}

async function findEntries({ references, selection }: GetOptions, deps: GetDeps): Promise<ProfileEntry[]> {
  if (references.length === 0) {
    const store = await deps.store();
    const found = await selectEntries(store, selection ?? {}, deps);
    if (found.length > 0) return found;
    throw new ProfError('STORE_NOT_FOUND', `no profile matches in ${store.url}`, {
      hints: ['prof ls takes the same filters'],
    });
  }
  const passes = patternFilter(selection?.patterns ?? []);
  const entries = new Map<string, ProfileEntry>();
  for (const reference of references) {
    for (const entry of await resolveStoredOnly(reference, deps)) {
      if (passes(entry.key)) entries.set(entry.key, entry);
    }
  }
  return [...entries.values()];
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
  const { key, sizeBytes } = entry;
  const isNamed = path === options.output && path !== '-'; // by the user, so its ending says what is wanted
  const isConverted = isNamed || options.as !== undefined;
  if (path !== '-' && !isConverted && (await isThere(entry, path, deps))) {
    return { key, path, sizeBytes, unchanged: true };
  }
  const stored = await readStored(await deps.store(), key, { signal: deps.signal });
  const native = { ext: entry.ext, type: entry.type, bytes: stored.bytes };
  const bytes = isConverted
    ? await convertForFile(native, path, { ...DEFAULT_LIMITS, ...deps.limits }, options.as)
    : stored.bytes;
  if (path === '-') return { key, path, sizeBytes: bytes.length, bytes, unchanged: false };
  const files = await deps.files();
  const result = await files.write(path, bytes, { overwrite: options.overwrite });
  const got = { key, path, sizeBytes: bytes.length };
  if (result === 'written') {
    deps.emit?.({ kind: 'written', key, path });
    return { ...got, unchanged: false };
  }
  const there = await files.read(path, Number.MAX_SAFE_INTEGER);
  if (Buffer.compare(there, bytes) === 0) return { ...got, unchanged: true };
  throw new ProfError('USAGE', `a file is there already: ${path}`, {
    hints: ['--overwrite replaces it'],
    details: { path },
  });
}

/** Whether an earlier run wrote the file, which size and SHA-256 tell without the profile itself. */
async function isThere({ key, sizeBytes }: ProfileEntry, path: string, deps: GetDeps): Promise<boolean> {
  const files = await deps.files();
  const there = await files.stat(path);
  if (there?.kind !== 'file' || there.sizeBytes !== sizeBytes) return false;
  const expected = (await (await deps.store()).head(key, { signal: deps.signal }))?.metadata.sha256;
  return expected !== undefined && sha256Hex(await files.read(path, sizeBytes)) === expected;
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

/**
 * How a profile takes the place of another so that bytes and metadata change together, whatever is killed when:
 *
 * 1. the new profile is written to a temporary file and synced;
 * 2. the lock of the name is taken: one replaces at a time;
 * 3. a sidecar takes the place of the old one that holds the new metadata, and the old for as long as the profile still
 *    is the old file; the folder is synced;
 * 4. the new profile takes the place of the old, the folder is synced: only now is it reported as stored.
 */
import { join } from 'node:path';
import { type FileOps, syncFolder, temporaryName, unlinkIfThere } from './file-ops.ts';
import { underLock } from './name-lock.ts';
import { lockName, sidecarName } from './safe-path.ts';
import { formatSidecar, type Metadata, type ReplacedFile } from './sidecar.ts';
import { type WriteTarget, writeSynced } from './write-blob.ts';

export interface Replacement {
  readonly bytes: Uint8Array;
  readonly metadata: Metadata;
  /** The profile that stands there now; undefined: none. */
  readCurrent(): Promise<ReplacedFile | undefined>;
}

/** Writes a profile and its metadata in the place of what has that name; the folder exists. */
export async function replaceBlob(
  ops: FileOps,
  { folder, name }: WriteTarget,
  { bytes, metadata, readCurrent }: Replacement,
): Promise<void> {
  const written = join(folder, temporaryName());
  const described = join(folder, temporaryName());
  try {
    await (await writeSynced(ops, written, bytes)).close();
    await underLock(ops, join(folder, lockName(name)), async (holdsLock) => {
      const sidecar = formatSidecar({ metadata, replaced: await readCurrent() });
      await (await writeSynced(ops, described, sidecar)).close();
      await holdsLock();
      await ops.rename(described, join(folder, sidecarName(name)));
      await syncFolder(ops, folder);
      await holdsLock();
      await ops.rename(written, join(folder, name));
      await syncFolder(ops, folder);
    });
  } finally {
    await unlinkIfThere(ops, written).catch(() => {});
    await unlinkIfThere(ops, described).catch(() => {});
  }
}

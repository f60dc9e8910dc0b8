/**
 * How a profile gets into a folder so that it is there completely or not at all, whatever is killed when:
 *
 * 1. profile and metadata are written to temporary files and synced;
 * 2. the metadata is linked to its sidecar name: this claims the key (a link never replaces);
 * 3. the folder is synced: the metadata is durable;
 * 4. the profile is linked to its name: from here on it is visible;
 * 5. the folder is synced: only now is it reported as stored.
 *
 * A writer killed in between leaves temporary files or a sidecar without profile; neither is visible, and both are
 * swept once they are old. A sweeper may take the sidecar of a writer that slept between 2 and 4, so the
 * writer looks after 4 whether its sidecar is still there and puts it back.
 */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, type FileOps, inodeOf, syncFolder, temporaryName, unlinkIfThere } from './file-ops.ts';
import { underLock } from './name-lock.ts';
import { lockName, sidecarName } from './safe-path.ts';
import { formatSidecar, type Metadata } from './sidecar.ts';
import { removeExactly, sweepFolder } from './sweep.ts';

export interface WriteTarget {
  readonly folder: string;
  readonly name: string;
  readonly staleMs: number;
  /** Sweep the folder afterwards. */
  readonly sweep: boolean;
}

/** Writes a profile and its metadata under a free name; the folder exists. */
export async function writeBlob(
  ops: FileOps,
  target: WriteTarget,
  bytes: Uint8Array,
  metadata: Metadata,
): Promise<'stored' | 'taken'> {
  if ((await inodeOf(ops, join(target.folder, target.name))) !== undefined) return 'taken';
  const written = join(target.folder, temporaryName());
  const described = join(target.folder, temporaryName());
  let claim: FileHandle | undefined;
  try {
    await (await writeSynced(ops, written, bytes)).close();
    const profileInode = (await ops.lstat(written, { bigint: true })).ino;
    // Held open to the end: as long as it is, no other file can get its inode number, by which we know it.
    claim = await writeSynced(ops, described, formatSidecar({ metadata }));
    const stat = await claim.stat({ bigint: true });
    const staleness = { nowMs: Number(stat.mtimeMs), staleMs: target.staleMs };
    const result = await place(ops, target, { written, profileInode, described, inode: stat.ino });
    if (result === 'stored' && target.sweep) await sweepFolder(ops, target.folder, staleness).catch(() => {});
    return result;
  } finally {
    await claim?.close();
    await unlinkIfThere(ops, written).catch(() => {});
    await unlinkIfThere(ops, described).catch(() => {});
  }
}

interface Temporaries {
  readonly written: string;
  readonly profileInode: bigint;
  readonly described: string;
  /** Of the described one. */
  readonly inode: bigint;
}

async function place(ops: FileOps, target: WriteTarget, files: Temporaries): Promise<'stored' | 'taken'> {
  const { folder, name } = target;
  const profile = join(folder, name);
  const sidecar = join(folder, sidecarName(name));
  const claim = await claimKey(ops, files, sidecar);
  if (claim === undefined) return 'taken'; // by a profile, a writer at work, or what a killed one left
  let placed = false;
  try {
    await syncFolder(ops, folder);
    placed = await publish(ops, files.written, profile);
  } finally {
    if (!placed) await removeExactly(ops, sidecar, claim).catch(() => {});
  }
  if (!placed) return 'taken';
  // The profile is ours, so the sidecar must be: a sweeper or another writer may have taken its name.
  if ((await inodeOf(ops, sidecar)) !== claim) {
    await underLock(ops, join(folder, lockName(name)), async (holdsLock) => {
      const isReplaced = (await inodeOf(ops, profile)) !== files.profileInode;
      if (isReplaced || (await inodeOf(ops, sidecar)) === claim) return;
      await holdsLock();
      await ops.rename(files.described, sidecar);
    });
  }
  await syncFolder(ops, folder);
  return 'stored';
}

const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Gives the described file the sidecar's name. The result is the inode now behind that name, or undefined if the
 * name is taken. Where the file system has no hard links an exclusive copy is the claim: half of it is invisible,
 * for its profile is not there yet.
 */
async function claimKey(ops: FileOps, files: Temporaries, sidecar: string): Promise<bigint | undefined> {
  try {
    await ops.link(files.described, sidecar);
    return files.inode;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return undefined;
    if (!NO_LINKS.includes(errnoOf(error) ?? '')) throw error;
  }
  try {
    await ops.copyFile(files.described, sidecar, constants.COPYFILE_EXCL);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return undefined;
    throw error;
  }
  const handle = await ops.open(sidecar, 'r+');
  try {
    await handle.sync();
    return (await handle.stat({ bigint: true })).ino;
  } finally {
    await handle.close();
  }
}

/** Gives the written profile its name; false if that is taken. Without hard links, the claim guards the renaming. */
async function publish(ops: FileOps, written: string, profile: string): Promise<boolean> {
  try {
    await ops.link(written, profile);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (!NO_LINKS.includes(errnoOf(error) ?? '')) throw error;
  }
  if ((await inodeOf(ops, profile)) !== undefined) return false;
  await ops.rename(written, profile);
  return true;
}

/** A new file, on the disk when this returns, still open. */
export async function writeSynced(ops: FileOps, path: string, bytes: Uint8Array): Promise<FileHandle> {
  const handle = await ops.open(path, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

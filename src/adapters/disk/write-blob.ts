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
import { join } from 'node:path';
import { errnoOf, type FileOps, inodeOf, syncFolder, temporaryName, unlinkIfThere } from './file-ops.ts';
import { sidecarName } from './safe-path.ts';
import { formatSidecar, type Metadata } from './sidecar.ts';
import { removeExactly, sweepFolder, sweepOrphan } from './sweep.ts';

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
  const profile = join(target.folder, target.name);
  if ((await inodeOf(ops, profile)) !== undefined) return 'taken';
  const written = join(target.folder, temporaryName());
  const described = join(target.folder, temporaryName());
  try {
    await writeSynced(ops, written, bytes);
    const nowMs = await writeSynced(ops, described, formatSidecar(metadata));
    const staleness = { nowMs, staleMs: target.staleMs };
    const result = await place(ops, target, { written, described }, staleness);
    if (result === 'stored' && target.sweep) await sweepFolder(ops, target.folder, staleness).catch(() => {});
    return result;
  } finally {
    await unlinkIfThere(ops, written).catch(() => {});
    await unlinkIfThere(ops, described).catch(() => {});
  }
}

interface Temporaries {
  readonly written: string;
  readonly described: string;
}

async function place(
  ops: FileOps,
  target: WriteTarget,
  files: Temporaries,
  staleness: { readonly nowMs: number; readonly staleMs: number },
): Promise<'stored' | 'taken'> {
  const { folder, name } = target;
  const profile = join(folder, name);
  const sidecar = join(folder, sidecarName(name));
  if (!(await linkNew(ops, files.described, sidecar, 'claim'))) {
    const free = await sweepOrphan(ops, { folder, sidecar: sidecarName(name), profile: name }, staleness);
    if (!free || !(await linkNew(ops, files.described, sidecar, 'claim'))) return 'taken';
  }
  const claim = await inodeOf(ops, sidecar);
  let placed = false;
  try {
    await syncFolder(ops, folder);
    placed = await linkNew(ops, files.written, profile, 'publish');
  } finally {
    if (!placed && claim !== undefined) await removeExactly(ops, sidecar, claim).catch(() => {});
  }
  if (!placed) return 'taken';
  await restoreSidecar(ops, files.described, sidecar, claim);
  await syncFolder(ops, folder);
  return 'stored';
}

/** The profile is ours, so the sidecar must be: brings it back if a sweeper or another writer took its name. */
async function restoreSidecar(
  ops: FileOps,
  described: string,
  sidecar: string,
  claim: bigint | undefined,
): Promise<void> {
  if (claim !== undefined && (await inodeOf(ops, sidecar)) === claim) return;
  await ops.rename(described, sidecar);
}

/** Gives a file a second name; false if the name is taken. */
async function linkNew(ops: FileOps, from: string, to: string, how: 'claim' | 'publish'): Promise<boolean> {
  try {
    await ops.link(from, to);
    return true;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errno)) throw error;
  }
  return moveNew(ops, from, to, how);
}

/**
 * The same where the file system has no hard links. For a sidecar the exclusive copy is the claim (half of it is
 * invisible without its profile); the profile itself is renamed, complete, by the holder of the claim.
 */
async function moveNew(ops: FileOps, from: string, to: string, how: 'claim' | 'publish'): Promise<boolean> {
  if ((await inodeOf(ops, to)) !== undefined) return false;
  if (how === 'publish') {
    await ops.rename(from, to);
    return true;
  }
  try {
    await ops.copyFile(from, to, EXCLUSIVE);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
  const handle = await ops.open(to, 'r+');
  await handle.sync().finally(() => handle.close());
  return true;
}

/** fs.constants.COPYFILE_EXCL */
const EXCLUSIVE = 1;

/** A new file, on the disk when this returns; the result is its time as the file system sees it. */
async function writeSynced(ops: FileOps, path: string, bytes: Uint8Array): Promise<number> {
  const handle = await ops.open(path, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
    return (await handle.stat()).mtimeMs;
  } finally {
    await handle.close();
  }
}

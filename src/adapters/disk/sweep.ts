import { join } from 'node:path';
import { errnoOf, type FileOps, inodeOf, isTemporaryName, temporaryName, unlinkIfThere } from './file-ops.ts';
import { isLockName, profileOfSidecar } from './safe-path.ts';

export interface Staleness {
  /** The file system's own present, taken from a file just written: clocks of machines differ. */
  readonly nowMs: number;
  /** How long a writer may be in the middle of a write. */
  readonly staleMs: number;
}

/**
 * Removes what killed writers left in a folder: temporary files, locks, and sidecars without a profile.
 * What is younger than `staleMs` may belong to a writer at work and stays.
 */
export async function sweepFolder(ops: FileOps, folder: string, staleness: Staleness): Promise<void> {
  const names = await ops.readdir(folder);
  const visible = new Set(names);
  for (const name of names) {
    const profile = profileOfSidecar(name);
    if (isTemporaryName(name) || isLockName(name)) {
      const path = join(folder, name);
      if (await isStale(ops, path, staleness)) await unlinkIfThere(ops, path);
    } else if (profile !== undefined && !visible.has(profile)) {
      await sweepOrphan(ops, join(folder, name), join(folder, profile), staleness);
    }
  }
}

/** Removes an old sidecar whose profile is not there; if the profile appears meanwhile, the sidecar stays. */
async function sweepOrphan(
  ops: FileOps,
  sidecar: string,
  profile: string,
  staleness: Staleness,
): Promise<void> {
  const inode = await inodeOf(ops, sidecar);
  if (inode === undefined || !(await isStale(ops, sidecar, staleness))) return;
  const isOrphan = async () => (await inodeOf(ops, profile)) === undefined;
  if (await isOrphan()) await removeExactly(ops, sidecar, inode, isOrphan);
}

/**
 * Removes a name only while it leads to the expected file: moved aside, looked at, and put back if it is another
 * one or if `stillWanted` says no.
 */
export async function removeExactly(
  ops: FileOps,
  path: string,
  inode: bigint,
  stillWanted: () => Promise<boolean> = async () => true,
): Promise<void> {
  if ((await inodeOf(ops, path)) !== inode) return;
  const aside = join(path, '..', temporaryName());
  try {
    await ops.rename(path, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  const removed = (await inodeOf(ops, aside)) === inode && (await stillWanted());
  if (!removed) await putBack(ops, aside, path);
  await unlinkIfThere(ops, aside);
}

async function putBack(ops: FileOps, aside: string, path: string): Promise<void> {
  try {
    await ops.link(aside, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') await ops.rename(aside, path);
  }
}

async function isStale(ops: FileOps, path: string, staleness: Staleness): Promise<boolean> {
  try {
    const stat = await ops.lstat(path);
    // The change time counts too: a copied file keeps its old modification time.
    return Math.max(stat.mtimeMs, stat.ctimeMs) < staleness.nowMs - staleness.staleMs;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

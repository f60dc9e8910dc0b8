import type { FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ProfError } from '../../kit/errors.ts';
import { errnoOf, type FileOps, inodeOf } from './file-ops.ts';
import { removeExactly } from './sweep.ts';

/** What is done under a lock takes milliseconds: a holder that took this long was killed. */
const STALE_MS = 10_000;
const POLL_MS = 10;

/**
 * Runs while nobody else does under the same lock, in this process or another. Before each step that cannot be taken
 * back the work asks whether it still holds the lock.
 */
export async function underLock(
  ops: FileOps,
  path: string,
  work: (holdsLock: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const lock = await takeLock(ops, path);
  let inode: bigint | undefined;
  try {
    inode = (await lock.stat({ bigint: true })).ino;
    await work(async () => {
      if ((await inodeOf(ops, path)) === inode) return;
      throw new ProfError('UNREACHABLE', `another process took over while this one stood still: ${path}`, {
        hints: ['this one replaced nothing; try again'],
      });
    });
  } finally {
    if (inode !== undefined) await removeExactly(ops, path, inode).catch(() => {});
    await lock.close();
  }
}

/** Held open: as long as it is, no other file can get its inode number, by which we know it. */
async function takeLock(ops: FileOps, path: string): Promise<FileHandle> {
  let holder: bigint | undefined;
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    try {
      return await ops.open(path, 'wx');
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    const inode = await inodeOf(ops, path);
    if (inode !== holder) waitedMs = 0;
    holder = inode;
    if (waitedMs >= STALE_MS && inode !== undefined) await removeExactly(ops, path, inode);
    else await pause(POLL_MS);
  }
}

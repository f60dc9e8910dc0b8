import type * as fs from 'node:fs/promises';
import { lateCrypto } from '../../kit/late-modules.ts';

/** The file calls of the disk store; tests give ones that fail or stop at the n-th call. */
export type FileOps = Pick<
  typeof fs,
  'copyFile' | 'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'rmdir' | 'unlink'
>;

const TEMPORARY = /^\.[0-9a-f]{24}\.tmp$/;

/** A fresh name for a file that is not visible as a profile. */
export function temporaryName(): string {
  return `.${lateCrypto().randomBytes(12).toString('hex')}.tmp`;
}

export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}

export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** Tells a file from every other that stood or will stand under its name. */
export function fileVersion(stat: {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}): string {
  return `${stat.ino.toString(36)}-${stat.size.toString(36)}-${stat.mtimeMs}`;
}

/** Makes the names in a folder durable. File systems that cannot sync a folder need not. */
export async function syncFolder(ops: FileOps, folder: string): Promise<void> {
  let handle: fs.FileHandle | undefined;
  try {
    handle = await ops.open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'ENOTSUP', 'EISDIR', 'EACCES'].includes(errnoOf(error) ?? '')) throw error;
  } finally {
    await handle?.close();
  }
}

/** Removes a file, if it is there. */
export async function unlinkIfThere(ops: FileOps, path: string): Promise<void> {
  try {
    await ops.unlink(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** The inode behind a name, or undefined where there is none. */
export async function inodeOf(ops: FileOps, path: string): Promise<bigint | undefined> {
  try {
    return (await ops.lstat(path, { bigint: true })).ino;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

import type * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { ProfError } from '../kit/errors.ts';

type FolderCalls = Pick<typeof fs, 'lstat' | 'mkdir'>;

/**
 * Makes a folder and those missing above it; the result is the topmost that it made, undefined where all was there.
 * Node's own recursive mkdir never ends below /proc, which says that the folder above is missing when it is not.
 * @throws ProfError NOT_ALLOWED where that happens, and the file call's own error for the rest.
 */
export async function makeFolders(
  calls: FolderCalls,
  path: string,
  mode = 0o777,
): Promise<string | undefined> {
  let above: string | undefined;
  try {
    await calls.mkdir(path, { mode });
    return path;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) {
      if (await isFolder(calls, path)) return undefined;
      throw error;
    }
    above = await makeFolders(calls, dirname(path), mode);
  }
  try {
    await calls.mkdir(path, { mode });
    return above ?? path;
  } catch (error) {
    if (await isFolder(calls, path)) return above; // another process was faster
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new ProfError('NOT_ALLOWED', `no folder can be made in ${dirname(path)}`, {
      cause: error,
      details: { path },
    });
  }
}

/** Also through a symbolic link. */
async function isFolder(calls: FolderCalls, path: string): Promise<boolean> {
  try {
    return (await calls.lstat(`${path}/.`)).isDirectory();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { lstat, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProfError } from '../kit/errors.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import { makeFolders } from './make-folders.ts';

/** A configuration is a page of text; more is a mistake (a profile named by accident, a device). */
const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * Configuration files on this machine's disk. Reading is synchronous on purpose: every command does it at its start, and a few
 * system calls are faster so, without the modules behind `node:fs/promises`.
 */
export function createConfigFiles(): ConfigFiles {
  return { read, write, findUpwards, realPath };
}

async function read(path: string): Promise<string | undefined> {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new ProfError('CONFIG_INVALID', `${path} is not a file`);
    if (found.size > MAX_CONFIG_BYTES) throw new ProfError('CONFIG_INVALID', `${path} is larger than 1 MiB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw translate(error, `cannot read ${path}`);
  }
}

async function write(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await makeFolders({ lstat, mkdir }, dirname(path), 0o700);
    await writeFile(temporary, text, { mode: 0o600, flush: true });
    await rename(temporary, path);
  } catch (error) {
    throw translate(error, `cannot write ${path}`);
  }
}

async function findUpwards(folder: string, fileName: string): Promise<string | undefined> {
  let nearest: string | undefined;
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, fileName);
    // A link that leads nowhere is there, too, and an error once it is read.
    const isThere = lstatSync(candidate, { throwIfNoEntry: false }) !== undefined;
    if (nearest === undefined && isThere) nearest = candidate;
    if (existsSync(join(at, '.git'))) return nearest;
    if (at === dirname(at)) break;
  }
  // No repository: what lies in folders above may be anyone's.
  return nearest !== undefined && dirname(nearest) === folder ? nearest : undefined;
}

async function realPath(path: string): Promise<string> {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (isMissing(error)) return path;
    throw translate(error, `cannot read ${path}`);
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function translate(error: unknown, attempt: string): ProfError {
  if (error instanceof ProfError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  return new ProfError(denied ? 'NOT_ALLOWED' : 'CONFIG_INVALID', `${attempt}: ${code ?? String(error)}`, {
    cause: error,
  });
}

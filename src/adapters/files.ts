import * as fs from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ProfError } from '../kit/errors.ts';
import { lateCrypto } from '../kit/late-modules.ts';
import type { FileContents, FileStat, FileSystem, FileWriteOptions } from '../ports/file-system.ts';
import { globFiles } from './glob-files.ts';
import { makeFolders } from './make-folders.ts';

/** The files of this machine, and its standard input. */
export function createFiles(): FileSystem {
  let stdinIsTaken = false;
  const readInput = async (maxBytes: number) => {
    // A second reader would find it at its end, and call it an empty file.
    if (stdinIsTaken) throw new ProfError('USAGE', 'standard input can be read only once', STDIN_HINTS);
    stdinIsTaken = true;
    return collect(process.stdin, 'standard input', maxBytes);
  };
  return {
    stat: (path) => translated(path, () => stat(home(path))),
    read: (path, maxBytes) =>
      path === '-' ? readInput(maxBytes) : translated(path, () => readFile(home(path), maxBytes)),
    realPath: (path) => realPath(home(path)),
    list: (folder) => translated(folder, () => list(home(folder))),
    glob: (pattern) => translated(pattern, () => globFiles(home(pattern))),
    write: (path, bytes, options) => translated(path, () => write(home(path), bytes, options)),
  };
}

const STDIN_HINTS = { hints: ['name - only once; save it to a file to use it again'] };

function home(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
}

async function stat(path: string): Promise<FileStat | undefined> {
  try {
    const found = await fs.stat(path);
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
    return { kind, sizeBytes: found.size, modifiedMs: found.mtimeMs };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'].includes(codeOf(error)))
      return undefined;
    throw error;
  }
}

async function realPath(path: string): Promise<string> {
  try {
    return await fs.realpath(path);
  } catch {
    return path;
  }
}

async function readFile(path: string, maxBytes: number): Promise<Uint8Array> {
  const handle = await fs.open(path, 'r');
  try {
    const found = await handle.stat();
    if (found.isFile() && found.size > maxBytes) throw tooLarge(path, maxBytes);
    if (found.isFile() && found.size > 0) return await handle.readFile();
    // Pipes and files under /proc do not know their size: read to the end, within the limit.
    return await collect(
      handle.createReadStream({ autoClose: false, highWaterMark: 1 << 20 }),
      path,
      maxBytes,
    );
  } finally {
    await handle.close();
  }
}

async function collect(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(name, maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}

async function list(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const target = entry.isSymbolicLink() ? await stat(join(folder, entry.name)) : undefined;
    if (entry.isSymbolicLink() && target === undefined) continue; // leads nowhere
    const isFolder = target === undefined ? entry.isDirectory() : target.kind === 'folder';
    names.push(isFolder ? `${entry.name}/` : entry.name);
  }
  return names.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

async function write(
  path: string,
  bytes: FileContents,
  options: FileWriteOptions,
): Promise<'written' | 'exists'> {
  const there = await stat(path);
  if (there?.kind === 'folder') {
    throw new ProfError('USAGE', `a folder stands there: ${path}`, { hints: ['name a file inside it'] });
  }
  if (there?.kind === 'other') {
    await fs.writeFile(path, bytes); // a device or a pipe takes bytes, it cannot be replaced
    return 'written';
  }
  if (there && !options.overwrite) return 'exists';
  const folder = dirname(path);
  await makeFolders(fs, folder);
  const temporary = join(
    folder,
    `.${basename(path).slice(0, 100)}.${lateCrypto().randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    const handle = await fs.open(temporary, 'wx');
    await handle
      .writeFile(bytes)
      .then(() => handle.sync())
      .finally(() => handle.close());
    return await place(temporary, path, options);
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

async function place(
  temporary: string,
  path: string,
  options: FileWriteOptions,
): Promise<'written' | 'exists'> {
  if (options.overwrite) {
    await fs.rename(temporary, path);
    return 'written';
  }
  try {
    await fs.link(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'exists';
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error))) throw error;
    await fs.copyFile(temporary, path, fs.constants.COPYFILE_EXCL); // no hard links here
  }
  return 'written';
}

function tooLarge(name: string, maxBytes: number): ProfError {
  return new ProfError('LIMIT', `${name} is larger than ${maxBytes} bytes`, {
    hints: ['raise the limit with --limit compressedBytes=SIZE'],
    details: { limit: 'compressedBytes', maxBytes },
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? '') : '';
}

async function translated<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw fileError(error, path);
  }
}

function fileError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (error instanceof ProfError || code === '') return error;
  const options = { cause: error, details: { path, errno: code } };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ProfError('NOT_FOUND', `no such file: ${path}`, options);
    case 'EEXIST':
      return new ProfError('USAGE', `a file stands where a folder is wanted: ${path}`, options);
    case 'EISDIR':
      return new ProfError('USAGE', `a folder, not a file: ${path}`, options);
    case 'ERR_INVALID_ARG_VALUE':
    case 'ENAMETOOLONG':
      return new ProfError('USAGE', `not a file name: ${path.slice(0, 200)}`, options);
    case 'ENOSPC':
    case 'EDQUOT':
      return new ProfError('UNREACHABLE', `no space left to write ${path}`, {
        ...options,
        hints: ['free some space, or name another place'],
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ProfError('NOT_ALLOWED', `not allowed: ${path}: ${(error as Error).message}`, options);
    default:
      return new ProfError('UNREACHABLE', `${path}: ${(error as Error).message}`, options);
  }
}

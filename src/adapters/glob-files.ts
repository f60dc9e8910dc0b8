import * as fs from 'node:fs/promises';
import { isGlob, segmentMatcher } from '../kit/glob.ts';

/** The files that a pattern with `*`, `**`, `?`, `[…]` matches, in byte order; hidden ones only if it says so. */
export async function globFiles(pattern: string): Promise<string[]> {
  const absolute = pattern.startsWith('/');
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  const found = new Set<string>();
  await expand(absolute ? '/' : '', segments, found);
  return [...found].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

/** Adds the files that the rest of a pattern matches below a folder (empty: the working folder). */
async function expand(folder: string, segments: readonly string[], found: Set<string>): Promise<void> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  if (segment === '**') {
    if (rest.length === 0) return expand(folder, ['**', '*'], found);
    await expand(folder, rest, found);
    for (const entry of await entriesOf(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith('.'))
        await expand(`${folder}${entry.name}/`, segments, found);
    }
  } else if (isGlob(segment)) {
    const matches = segmentMatcher(segment);
    for (const entry of await entriesOf(folder)) {
      if (matches(entry.name)) await take(folder + entry.name, rest, found);
    }
  } else await take(folder + segment.replace(/\\(.)/g, '$1'), rest, found);
}

async function take(path: string, rest: readonly string[], found: Set<string>): Promise<void> {
  if (rest.length > 0) return expand(`${path}/`, rest, found);
  if (await isFile(path)) found.add(path);
}

async function entriesOf(folder: string) {
  try {
    return await fs.readdir(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(codeOf(error))) return [];
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return !(await fs.stat(path)).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(codeOf(error))) return false;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? '') : '';
}

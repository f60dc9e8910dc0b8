import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import type { BlobEntry, BlobLevelItem, BlobListOptions, BlobRangeOptions } from '../../ports/blob-store.ts';
import { errnoOf, type FileOps, fileVersion } from './file-ops.ts';
import { isKeySegment } from './safe-path.ts';

/** Files looked at together while listing a folder. */
const STAT_BATCH = 64;

/** Visible files under a root as entries, in byte order of their keys. Symbolic links are not followed. */
export async function* listBlobs(
  ops: FileOps,
  root: string,
  options: BlobListOptions = {},
): AsyncGenerator<BlobEntry> {
  const prefix = options.prefix ?? '';
  const parent = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (!(await isPlainFolder(ops, root, parent))) return;
  yield* listFolder(ops, root, parent, { ...boundsOf(options), prefix });
}

interface Bounds {
  readonly prefix: string;
  readonly startAfter: string;
  readonly before: string | undefined;
  readonly signal: AbortSignal | undefined;
}

function boundsOf({ startAfter = '', before, signal }: BlobRangeOptions): Bounds {
  return { prefix: '', startAfter, before, signal };
}

/** What stands directly under a prefix that ends in `/` or is empty, in byte order. */
export async function* listBlobLevel(
  ops: FileOps,
  root: string,
  prefix: string,
  options: BlobRangeOptions = {},
): AsyncGenerator<BlobLevelItem> {
  const bounds = boundsOf(options);
  if (!(await isPlainFolder(ops, root, prefix))) return;
  let waiting: string[] = [];
  for (const name of await sortedNames(ops, join(root, prefix))) {
    bounds.signal?.throwIfAborted();
    const key = prefix + name;
    if (!isWithin(key, bounds)) continue;
    if (!name.endsWith('/')) waiting.push(key);
    if (!name.endsWith('/') && waiting.length < STAT_BATCH) continue;
    for await (const entry of entriesOf(ops, root, waiting)) yield { kind: 'blob', key: entry.key, entry };
    waiting = [];
    if (name.endsWith('/')) yield { kind: 'folder', key };
  }
  for await (const entry of entriesOf(ops, root, waiting)) yield { kind: 'blob', key: entry.key, entry };
}

/** The names of the folders under a prefix that ends in `/` or is empty, each with a `/`, in byte order. */
export async function* listBlobFolders(
  ops: FileOps,
  root: string,
  prefix: string,
  options: BlobRangeOptions = {},
): AsyncGenerator<string> {
  const bounds = boundsOf(options);
  if (!(await isPlainFolder(ops, root, prefix))) return;
  for (const name of await sortedNames(ops, join(root, prefix))) {
    bounds.signal?.throwIfAborted();
    if (name.endsWith('/') && isWithin(prefix + name, bounds)) yield name;
  }
}

async function* listFolder(
  ops: FileOps,
  root: string,
  folderKey: string,
  bounds: Bounds,
): AsyncGenerator<BlobEntry> {
  let keys: string[] = [];
  for (const name of await sortedNames(ops, join(root, folderKey))) {
    bounds.signal?.throwIfAborted();
    const key = folderKey + name;
    if (!name.endsWith('/')) {
      if (isWithin(key, bounds)) keys.push(key);
      if (keys.length < STAT_BATCH) continue;
    }
    yield* entriesOf(ops, root, keys);
    keys = [];
    if (name.endsWith('/') && mayHold(key, bounds)) yield* listFolder(ops, root, key, bounds);
  }
  yield* entriesOf(ops, root, keys);
}

function isWithin(key: string, { prefix, startAfter, before }: Bounds): boolean {
  const isBefore = before === undefined || compareBytes(key, before) < 0;
  return isBefore && key.startsWith(prefix) && compareBytes(key, startAfter) > 0;
}

function mayHold(folderKey: string, { prefix, startAfter, before }: Bounds): boolean {
  if (!folderKey.startsWith(prefix) && !prefix.startsWith(folderKey)) return false;
  if (before !== undefined && compareBytes(folderKey, before) >= 0) return false;
  return startAfter.startsWith(folderKey) || compareBytes(folderKey, startAfter) > 0;
}

async function* entriesOf(ops: FileOps, root: string, keys: readonly string[]): AsyncGenerator<BlobEntry> {
  for (const entry of await Promise.all(keys.map((key) => entryOf(ops, root, key)))) if (entry) yield entry;
}

async function entryOf(ops: FileOps, root: string, key: string): Promise<BlobEntry | undefined> {
  try {
    const stat = await ops.lstat(join(root, key));
    if (!stat.isFile()) return undefined;
    return { key, sizeBytes: stat.size, modifiedMs: stat.mtimeMs, version: fileVersion(stat) };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined; // deleted meanwhile
    throw error;
  }
}

/** Files, and folders with a trailing slash, in the order of the keys below them. */
async function sortedNames(ops: FileOps, folder: string): Promise<string[]> {
  let found: Dirent[];
  try {
    found = await ops.readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
  const names: string[] = [];
  for (const entry of found) {
    if (!isKeySegment(entry.name)) continue;
    if (entry.isDirectory()) names.push(`${entry.name}/`);
    else if (entry.isFile()) names.push(entry.name);
  }
  return names.sort(compareBytes);
}

/** Whether every folder on the way is one, and no symbolic link. */
export async function isPlainFolder(ops: FileOps, root: string, folderKey: string): Promise<boolean> {
  const segments = folderKey.split('/').slice(0, -1);
  let path = root;
  for (const segment of segments) {
    if (!isKeySegment(segment)) return false;
    path = join(path, segment);
    try {
      if (!(await ops.lstat(path)).isDirectory()) return false;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errnoOf(error) ?? '')) return false;
      throw error;
    }
  }
  return true;
}

const SURROGATE = /[\ud800-\udfff]/;

/** UTF-8 byte order; code unit order differs from it only where surrogates are involved. */
function compareBytes(left: string, right: string): number {
  if (SURROGATE.test(left) || SURROGATE.test(right))
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

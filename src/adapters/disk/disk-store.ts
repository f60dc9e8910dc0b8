/** `file:` store: one file a profile, its metadata in a sidecar beside it. */
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProfError } from '../../kit/errors.ts';
import type { BlobEntry, BlobListOptions, BlobStore, StoredBlob } from '../../ports/blob-store.ts';
import { diskError } from './disk-error.ts';
import { errnoOf, type FileOps, inodeOf, syncFolder } from './file-ops.ts';
import { isPlainFolder, listBlobFolders, listBlobs } from './list-blobs.ts';
import { sidecarName, splitKey } from './safe-path.ts';
import { type Metadata, parseSidecar } from './sidecar.ts';
import { StoreFolders } from './store-folders.ts';
import { removeExactly } from './sweep.ts';
import { writeBlob } from './write-blob.ts';

export interface DiskStoreOptions {
  readonly ops?: FileOps;
  /** How old the leftovers of a write are before they count as a killed writer's; one hour. */
  readonly staleMs?: number;
}

const STALE_MS = 3_600_000;
/** A sidecar holds at most some kilobytes; more is not ours. */
const MAX_SIDECAR_BYTES = 256 * 1024;
/** Attempts at a write whose folder was removed under it. */
const MAX_ATTEMPTS = 5;

/** The store in a folder, given as `file:/absolute/folder` or an absolute path. Nothing is touched yet. */
export function createDiskStore(url: string, options: DiskStoreOptions = {}): BlobStore {
  return new DiskStore(url.replace(/^file:(?:\/\/(?=\/))?/, ''), options);
}

class DiskStore implements BlobStore {
  readonly url: string;
  readonly #root: string;
  readonly #ops: FileOps;
  readonly #staleMs: number;
  readonly #folders: StoreFolders;
  /** Folders that this process swept. */
  readonly #swept = new Set<string>();

  constructor(root: string, options: DiskStoreOptions) {
    this.#root = root;
    this.url = `file:${root}`;
    this.#ops = options.ops ?? fs;
    this.#folders = new StoreFolders(root, this.#ops);
    this.#staleMs = options.staleMs ?? STALE_MS;
  }

  async *list(options?: BlobListOptions): AsyncGenerator<BlobEntry> {
    try {
      yield* listBlobs(this.#ops, this.#root, options);
    } catch (error) {
      throw diskError(error, this.url, 'list');
    }
  }

  async *listFolders(prefix: string): AsyncGenerator<string> {
    try {
      yield* listBlobFolders(this.#ops, this.#root, prefix);
    } catch (error) {
      throw diskError(error, this.url, 'list');
    }
  }

  async head(key: string): Promise<(BlobEntry & { readonly metadata: Metadata }) | undefined> {
    return this.#reading(key, async (handle, path) => {
      const stat = await handle.stat();
      const metadata = await this.#metadata(path);
      return { key, sizeBytes: stat.size, modifiedMs: stat.mtimeMs, metadata };
    });
  }

  async get(key: string): Promise<StoredBlob | undefined> {
    return this.#reading(key, async (handle, path) => ({
      bytes: await handle.readFile(),
      metadata: await this.#metadata(path),
    }));
  }

  async putIfAbsent(key: string, bytes: Uint8Array, metadata: Metadata): Promise<'stored' | 'taken'> {
    const { folders, name } = splitKey(key);
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          const folder = await this.#folders.make(folders);
          const target = { folder, name, staleMs: this.#staleMs, sweep: !this.#swept.has(folder) };
          const result = await writeBlob(this.#ops, target, bytes, metadata);
          this.#swept.add(folder);
          return result;
        } catch (error) {
          // Another process deleted the last profile of this folder, and the folder with it.
          if (errnoOf(error) !== 'ENOENT' || attempt === MAX_ATTEMPTS) throw error;
          this.#folders.forget();
        }
      }
    } catch (error) {
      throw diskError(error, this.url, 'write to');
    }
  }

  async delete(key: string): Promise<boolean> {
    const { folders, name } = splitKey(key);
    try {
      if (!(await isPlainFolder(this.#ops, this.#root, folders.map((folder) => `${folder}/`).join(''))))
        return false;
      const folder = join(this.#root, ...folders);
      const path = join(folder, name);
      if (!(await this.#isFile(path))) return false;
      const sidecar = join(folder, sidecarName(name));
      const inode = await inodeOf(this.#ops, sidecar);
      await this.#ops.unlink(path);
      await syncFolder(this.#ops, folder);
      if (inode !== undefined) await removeExactly(this.#ops, sidecar, inode);
      await this.#folders.removeEmpty(folders);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw diskError(error, this.url, 'delete from');
    }
  }

  async #isFile(path: string): Promise<boolean> {
    try {
      return (await this.#ops.lstat(path)).isFile();
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  /** Opens a profile for reading, never through a symbolic link; undefined where there is none. */
  async #reading<T>(
    key: string,
    read: (handle: fs.FileHandle, path: string) => Promise<T>,
  ): Promise<T | undefined> {
    const { folders, name } = splitKey(key);
    let handle: fs.FileHandle | undefined;
    try {
      if (!(await isPlainFolder(this.#ops, this.#root, folders.map((folder) => `${folder}/`).join('')))) {
        return undefined;
      }
      const path = join(this.#root, ...folders, name);
      // O_NONBLOCK: opening a named pipe must not wait for its writer.
      handle = await this.#ops.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      return (await handle.stat()).isFile() ? await read(handle, path) : undefined;
    } catch (error) {
      if (['ENOENT', 'ELOOP', 'EMLINK', 'ENXIO'].includes(errnoOf(error) ?? '')) return undefined;
      if (errnoOf(error) === 'ERR_FS_FILE_TOO_LARGE') {
        throw new ProfError('LIMIT', `the stored profile is larger than 2 GiB: ${key}`, { cause: error });
      }
      throw diskError(error, this.url, 'read');
    } finally {
      await handle?.close();
    }
  }

  /** What the sidecar says; nothing where there is none (a profile that was copied in by hand). */
  async #metadata(path: string): Promise<Metadata> {
    const sidecar = join(dirname(path), sidecarName(path.slice(dirname(path).length + 1)));
    let handle: fs.FileHandle | undefined;
    try {
      handle = await this.#ops.open(
        sidecar,
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      const stat = await handle.stat();
      const usable = stat.isFile() && stat.size <= MAX_SIDECAR_BYTES;
      return parseSidecar(usable ? await handle.readFile() : new Uint8Array(), sidecar);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return {};
      if (errnoOf(error) === 'ELOOP') return parseSidecar(new Uint8Array(), sidecar); // a symbolic link: refused
      throw error;
    } finally {
      await handle?.close();
    }
  }
}

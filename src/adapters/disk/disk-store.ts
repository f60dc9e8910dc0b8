/** `file:` store: one file a profile, its metadata in a sidecar beside it. */
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProfError } from '../../kit/errors.ts';
import type {
  BlobEntry,
  BlobHead,
  BlobLevelItem,
  BlobListOptions,
  BlobRangeOptions,
  BlobRequestOptions,
  BlobStore,
  DeleteFailure,
  StoredBlob,
} from '../../ports/blob-store.ts';
import { diskError } from './disk-error.ts';
import { errnoOf, type FileOps, fileVersion, inodeOf, syncFolder } from './file-ops.ts';
import { isPlainFolder, listBlobFolders, listBlobLevel, listBlobs } from './list-blobs.ts';
import { replaceBlob } from './replace-blob.ts';
import { type KeyPath, sidecarName, splitKey } from './safe-path.ts';
import { type Metadata, parseSidecar } from './sidecar.ts';
import { StoreFolders } from './store-folders.ts';
import { removeExactly } from './sweep.ts';
import { writeBlob } from './write-blob.ts';

export interface DiskStoreOptions {
  readonly ops?: FileOps;
  /** How old the leftovers of a write are before they count as a killed writer's; one hour. */
  readonly staleMs?: number;
  /** As BlobStore.foreignService. */
  readonly foreignService?: string | undefined;
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
  readonly foreignService: string | undefined;
  readonly #root: string;
  readonly #ops: FileOps;
  readonly #staleMs: number;
  readonly #folders: StoreFolders;
  /** Folders that this process swept. */
  readonly #swept = new Set<string>();

  constructor(root: string, options: DiskStoreOptions) {
    this.#root = root;
    this.url = `file:${root}`;
    this.foreignService = options.foreignService;
    this.#ops = options.ops ?? fs;
    this.#folders = new StoreFolders(root, this.#ops);
    this.#staleMs = options.staleMs ?? STALE_MS;
  }

  /** Links never replace. */
  async honoursConditions(): Promise<boolean> {
    return true;
  }

  async *list(options?: BlobListOptions): AsyncGenerator<BlobEntry> {
    try {
      yield* listBlobs(this.#ops, this.#root, options);
    } catch (error) {
      throw diskError(error, this.url, 'list');
    }
  }

  async *listLevel(prefix: string, options?: BlobRangeOptions): AsyncGenerator<BlobLevelItem> {
    try {
      yield* listBlobLevel(this.#ops, this.#root, prefix, options);
    } catch (error) {
      throw diskError(error, this.url, 'list');
    }
  }

  async *listFolders(prefix: string, options?: BlobRangeOptions): AsyncGenerator<string> {
    try {
      yield* listBlobFolders(this.#ops, this.#root, prefix, options);
    } catch (error) {
      throw diskError(error, this.url, 'list');
    }
  }

  async head(key: string, { signal }: BlobRequestOptions = {}): Promise<BlobHead | undefined> {
    signal?.throwIfAborted();
    return this.#reading(key, async (handle, path) => {
      const stat = await handle.stat();
      const version = fileVersion(stat);
      const metadata = await this.#metadata(path, version);
      return { key, sizeBytes: stat.size, modifiedMs: stat.mtimeMs, version, metadata };
    });
  }

  async get(key: string, { signal }: BlobRequestOptions = {}): Promise<StoredBlob | undefined> {
    signal?.throwIfAborted();
    return this.#reading(key, async (handle, path) => ({
      bytes: await handle.readFile(),
      metadata: await this.#metadata(path, fileVersion(await handle.stat())),
    }));
  }

  async putIfAbsent(
    key: string,
    bytes: Uint8Array,
    metadata: Metadata,
    { signal }: BlobRequestOptions = {},
  ): Promise<'stored' | 'taken'> {
    signal?.throwIfAborted();
    return this.#writing(splitKey(key), (folder, name) => this.#write(folder, name, bytes, metadata));
  }

  async put(
    key: string,
    bytes: Uint8Array,
    metadata: Metadata,
    { signal }: BlobRequestOptions = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    await this.#writing(splitKey(key), async (folder, name) => {
      if ((await this.#write(folder, name, bytes, metadata)) === 'stored') return;
      const target = { folder, name, staleMs: this.#staleMs, sweep: false };
      await replaceBlob(this.#ops, target, {
        bytes,
        metadata,
        readCurrent: async () => {
          const current = await this.head(key);
          return current && { version: current.version!, metadata: current.metadata };
        },
      });
    });
  }

  async delete(key: string, { signal }: BlobRequestOptions = {}): Promise<boolean> {
    signal?.throwIfAborted();
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
      const isGone = async () => (await inodeOf(this.#ops, path)) === undefined;
      if (inode !== undefined) await removeExactly(this.#ops, sidecar, inode, isGone);
      await this.#folders.removeEmpty(folders);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw diskError(error, this.url, 'delete from');
    }
  }

  async deleteMany(keys: readonly string[], options?: BlobRequestOptions): Promise<readonly DeleteFailure[]> {
    options?.signal?.throwIfAborted();
    const failures: DeleteFailure[] = [];
    for (const key of keys) {
      try {
        await this.delete(key);
      } catch (error) {
        failures.push({ key, error: error as Error });
      }
    }
    return failures;
  }

  /** Runs with the folder of a key made; once more where another process removed that meanwhile. */
  async #writing<T>(
    { folders, name }: KeyPath,
    write: (folder: string, name: string) => Promise<T>,
  ): Promise<T> {
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await write(await this.#folders.make(folders), name);
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

  async #write(
    folder: string,
    name: string,
    bytes: Uint8Array,
    metadata: Metadata,
  ): Promise<'stored' | 'taken'> {
    const target = { folder, name, staleMs: this.#staleMs, sweep: !this.#swept.has(folder) };
    const result = await writeBlob(this.#ops, target, bytes, metadata);
    this.#swept.add(folder);
    return result;
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
    try {
      if (!(await isPlainFolder(this.#ops, this.#root, folders.map((folder) => `${folder}/`).join('')))) {
        return undefined;
      }
      return await this.#readWhole(join(this.#root, ...folders, name), read);
    } catch (error) {
      if (['ENOENT', 'ELOOP', 'EMLINK', 'ENXIO'].includes(errnoOf(error) ?? '')) return undefined;
      if (errnoOf(error) === 'ERR_FS_FILE_TOO_LARGE') {
        throw new ProfError('LIMIT', `the stored profile is larger than 2 GiB: ${key}`, { cause: error });
      }
      throw diskError(error, this.url, 'read');
    }
  }

  /** Once more where another file took the place of the profile before its metadata was read. */
  async #readWhole<T>(
    path: string,
    read: (handle: fs.FileHandle, path: string) => Promise<T>,
  ): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      // O_NONBLOCK: opening a named pipe must not wait for its writer.
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      const handle = await this.#ops.open(path, flags);
      try {
        const stat = await handle.stat({ bigint: true });
        if (!stat.isFile()) return undefined;
        const found = await read(handle, path);
        const now = await inodeOf(this.#ops, path);
        if (now === undefined || now === stat.ino || attempt === MAX_ATTEMPTS) return found;
      } finally {
        await handle.close();
      }
    }
  }

  /** What the sidecar says; nothing where there is none (a profile that was copied in by hand). */
  async #metadata(path: string, version: string): Promise<Metadata> {
    const sidecar = join(dirname(path), sidecarName(path.slice(dirname(path).length + 1)));
    let handle: fs.FileHandle | undefined;
    try {
      handle = await this.#ops.open(
        sidecar,
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      const stat = await handle.stat();
      const usable = stat.isFile() && stat.size <= MAX_SIDECAR_BYTES;
      return parseSidecar(usable ? await handle.readFile() : new Uint8Array(), sidecar, version);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return {};
      if (errnoOf(error) === 'ELOOP') return parseSidecar(new Uint8Array(), sidecar, version); // a symbolic link: refused
      throw error;
    } finally {
      await handle?.close();
    }
  }
}

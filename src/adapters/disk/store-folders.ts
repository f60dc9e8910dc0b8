import { dirname, join } from 'node:path';
import { ProfError } from '../../kit/errors.ts';
import { makeFolders } from '../make-folders.ts';
import { errnoOf, type FileOps, syncFolder } from './file-ops.ts';

/** The folders of a store: made durably when something is stored, removed when they are empty. */
export class StoreFolders {
  readonly #root: string;
  readonly #ops: FileOps;
  /** Those that this process made durable. */
  readonly #synced = new Set<string>();

  constructor(root: string, ops: FileOps) {
    this.#root = root;
    this.#ops = ops;
  }

  /** Another process may have removed folders: looks at all of them again. */
  forget(): void {
    this.#synced.clear();
  }

  /** Makes the folders of a key, durably, and returns the last. */
  async make(folders: readonly string[]): Promise<string> {
    let path = this.#root;
    if (!this.#synced.has(path)) {
      // The store is private by default: heap snapshots hold whatever the process held.
      const first = await makeFolders(this.#ops, path, 0o700);
      for (let made = path; first !== undefined && made.length >= first.length; made = dirname(made)) {
        await syncFolder(this.#ops, dirname(made));
      }
      this.#synced.add(path);
    }
    for (const name of folders) {
      const parent = path;
      path = join(parent, name);
      if (this.#synced.has(path)) continue;
      await this.#makeFolder(path);
      // Also when another process made it: it may not have come to this line yet.
      await syncFolder(this.#ops, parent);
      this.#synced.add(path);
    }
    return path;
  }

  async #makeFolder(path: string): Promise<void> {
    try {
      await this.#ops.mkdir(path);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      const stat = await this.#ops.lstat(path);
      if (stat.isDirectory()) return;
      const what = stat.isSymbolicLink() ? 'a symbolic link' : 'a file';
      throw new ProfError('NOT_ALLOWED', `${what} stands where the store wants a folder: ${path}`, {
        hints: ['a store never writes through symbolic links; remove it or choose another store'],
        details: { path },
      });
    }
  }

  async removeEmpty(folders: readonly string[]): Promise<void> {
    for (let depth = folders.length; depth > 0; depth--) {
      const path = join(this.#root, ...folders.slice(0, depth));
      try {
        await this.#ops.rmdir(path);
      } catch {
        return; // not empty: the usual case
      }
      this.#synced.delete(path);
    }
  }
}

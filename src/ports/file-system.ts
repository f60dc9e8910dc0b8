/**
 * Files that the user names: profiles to read, places to write to. (The store has a port of its own.)
 * Contract: test/contracts/file-system.ts.
 *
 * Fails with ProfError NOT_FOUND, NOT_ALLOWED, LIMIT, or USAGE where a folder stands in place of a file.
 */
export interface FileStat {
  /** `other`: a pipe, a device, a socket. */
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface FileWriteOptions {
  /** Replaces what is there, atomically; without it a taken name is `'exists'` and nothing changes. */
  readonly overwrite: boolean;
}

/** What is written: as a whole, or in pieces as they are made. */
export type FileContents = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface FileSystem {
  /** What a path leads to, symbolic links followed; undefined: nothing. A leading `~/` is the home folder. */
  stat(path: string): Promise<FileStat | undefined>;
  /** The path that symbolic links and the current folder make of it; a path to nothing as it is. */
  realPath(path: string): Promise<string>;
  /** A whole file, or standard input for `-`. Longer than `maxBytes` is an error (LIMIT). */
  read(path: string, maxBytes: number): Promise<Uint8Array>;
  /** Names in a folder (folders end in `/`), in byte order. */
  list(folder: string): Promise<string[]>;
  /** The files that a pattern with `*`, `**`, `?`, `[…]` matches, in byte order; hidden ones only if it says so. */
  glob(pattern: string): Promise<string[]>;
  /** Writes a whole file: complete or not at all, also when killed. Makes missing folders above it. */
  write(path: string, bytes: FileContents, options: FileWriteOptions): Promise<'written' | 'exists'>;
}

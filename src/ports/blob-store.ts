/**
 * A place for bytes under keys. Keys are `/`-separated, never absolute, without `.` or `..` segments.
 * Contract: test/contracts/blob-store.ts; every adapter passes it.
 */
export interface BlobEntry {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface BlobListOptions {
  /** Only keys that start with this. */
  readonly prefix?: string;
  /** Only keys after this one, in byte order. */
  readonly startAfter?: string;
}

export interface StoredBlob {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface BlobStore {
  /** What the user calls it: `file:/…`. */
  readonly url: string;
  /** Keys in byte order. */
  list(options?: BlobListOptions): AsyncIterable<BlobEntry>;
  /** The distinct next segments (`2024-01-15/`) under a prefix that ends in `/` or is empty, in byte order. */
  listFolders(prefix: string): AsyncIterable<string>;
  /** undefined: no such key. */
  head(
    key: string,
  ): Promise<(BlobEntry & { readonly metadata: Readonly<Record<string, string>> }) | undefined>;
  get(key: string): Promise<StoredBlob | undefined>;
  /** Writes durably and atomically, only if the key is free; `'taken'` if it is not. */
  putIfAbsent(
    key: string,
    bytes: Uint8Array,
    metadata: Readonly<Record<string, string>>,
  ): Promise<'stored' | 'taken'>;
  /** False: there was no such key. */
  delete(key: string): Promise<boolean>;
}

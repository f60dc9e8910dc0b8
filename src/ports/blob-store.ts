/**
 * A place for bytes under keys. Keys are `/`-separated, never absolute, without `.` or `..` segments.
 * Contract: test/contracts/blob-store.ts; every adapter passes it.
 *
 * Everything fails with ProfError (NOT_ALLOWED, UNREACHABLE, TIMEOUT, …), or with the signal's reason when aborted.
 */
export interface BlobEntry {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Another one after every replacement, opaque (S3's ETag); undefined: not known, or not without reading. */
  readonly version?: string | undefined;
  /** As the store names it (`GLACIER`); undefined: the usual one, or a store without classes. */
  readonly storageClass?: string | undefined;
}

export type BlobMetadata = Readonly<Record<string, string>>;

export interface BlobHead extends BlobEntry {
  readonly metadata: BlobMetadata;
}

export interface StoredBlob {
  readonly bytes: Uint8Array;
  readonly metadata: BlobMetadata;
}

export interface BlobRequestOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface BlobRangeOptions extends BlobRequestOptions {
  /** Only keys (or folders) after this one, in byte order. */
  readonly startAfter?: string | undefined;
  /** Only keys (or folders) before this one, in byte order: nothing beyond is read. */
  readonly before?: string | undefined;
}

export interface BlobListOptions extends BlobRangeOptions {
  /** Only keys that start with this. */
  readonly prefix?: string | undefined;
}

/** What stands directly under a prefix: a key, or a folder of keys, each seen from the root. */
export type BlobLevelItem =
  | { readonly kind: 'blob'; readonly key: string; readonly entry: BlobEntry }
  /** Ends in `/`. */
  | { readonly kind: 'folder'; readonly key: string };

/** One of many deletions that did not happen. */
export interface DeleteFailure {
  readonly key: string;
  readonly error: Error;
}

export interface BlobStore {
  /** What the user calls it: `file:/…`, `s3://bucket/prefix`. */
  readonly url: string;
  /** The service of what other programs wrote under keys that name none, as far as the user has said. */
  readonly foreignService?: string | undefined;
  /**
   * Whether `putIfAbsent` can be relied on when two write at once. Where it cannot, writers choose keys that nobody
   * else would, and `'taken'` may still be answered.
   */
  honoursConditions(options?: BlobRequestOptions): Promise<boolean>;
  /** Keys in byte order. */
  list(options?: BlobListOptions): AsyncIterable<BlobEntry>;
  /**
   * Keys without a further `/`, and folders, under a prefix that ends in `/` or is empty, in byte order: what is inside
   * the folders costs nothing.
   */
  listLevel(prefix: string, options?: BlobRangeOptions): AsyncIterable<BlobLevelItem>;
  /**
   * The distinct next segments (`2024-01-15/`) under a prefix that ends in `/` or is empty, in byte order.
   * `startAfter` and `before` are whole keys, prefix included.
   */
  listFolders(prefix: string, options?: BlobRangeOptions): AsyncIterable<string>;
  /** undefined: no such key. */
  head(key: string, options?: BlobRequestOptions): Promise<BlobHead | undefined>;
  get(key: string, options?: BlobRequestOptions): Promise<StoredBlob | undefined>;
  /** Writes durably and atomically, only if the key is free; `'taken'` if it is not. */
  putIfAbsent(
    key: string,
    bytes: Uint8Array,
    metadata: BlobMetadata,
    options?: BlobRequestOptions,
  ): Promise<'stored' | 'taken'>;
  /** Writes durably and atomically, bytes and metadata in the place of what was there. */
  put(key: string, bytes: Uint8Array, metadata: BlobMetadata, options?: BlobRequestOptions): Promise<void>;
  /** False: there was no such key. */
  delete(key: string, options?: BlobRequestOptions): Promise<boolean>;
  /** Deletes all of them, as many in one request as the store takes; keys that are not there are no failure. */
  deleteMany(keys: readonly string[], options?: BlobRequestOptions): Promise<readonly DeleteFailure[]>;
}

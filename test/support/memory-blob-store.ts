import type {
  BlobLevelItem,
  BlobListOptions,
  BlobRangeOptions,
  BlobRequestOptions,
  BlobStore,
} from '../../src/ports/blob-store.ts';

interface Kept {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedMs: number;
  readonly version: string;
}

/** A store in memory that passes the contract; `requests` counts what a feature asked of it. */
export class MemoryBlobStore implements BlobStore {
  readonly url: string = 'memory:';
  foreignService: string | undefined;
  readonly requests: string[] = [];
  readonly kept = new Map<string, Kept>();

  /** Set to false for a store that cannot promise it. */
  conditions = true;
  #writes = 0;

  async honoursConditions() {
    return this.conditions;
  }

  async *list(options: BlobListOptions = {}) {
    options.signal?.throwIfAborted();
    this.requests.push(`list ${options.prefix ?? ''}`);
    for (const [key, { bytes, modifiedMs, version }] of this.#sorted()) {
      if (!key.startsWith(options.prefix ?? '') || !isWithin(key, options)) continue;
      yield { key, sizeBytes: bytes.length, modifiedMs, version };
    }
  }

  async *listLevel(prefix: string, options: BlobRangeOptions = {}): AsyncGenerator<BlobLevelItem> {
    options.signal?.throwIfAborted();
    this.requests.push(`level ${prefix}`);
    let last = '';
    for (const [key, { bytes, modifiedMs, version }] of this.#sorted()) {
      if (!key.startsWith(prefix)) continue;
      const folder = key.slice(0, key.indexOf('/', prefix.length) + 1);
      if (folder.length <= prefix.length) {
        const entry = { key, sizeBytes: bytes.length, modifiedMs, version };
        if (isWithin(key, options)) yield { kind: 'blob', key, entry };
      } else if (folder !== last && isWithin(folder, options)) {
        last = folder;
        yield { kind: 'folder', key: folder };
      }
    }
  }

  async *listFolders(prefix: string, options: BlobRangeOptions = {}) {
    options.signal?.throwIfAborted();
    this.requests.push(`folders ${prefix}`);
    let last = '';
    for (const [key] of this.#sorted()) {
      const slash = key.indexOf('/', prefix.length);
      const folder = key.slice(prefix.length, slash + 1);
      if (!key.startsWith(prefix) || slash === -1 || folder === last) continue;
      if (!isWithin(prefix + folder, options)) continue;
      last = folder;
      yield folder;
    }
  }

  async head(key: string, options?: BlobRequestOptions) {
    options?.signal?.throwIfAborted();
    this.requests.push(`head ${key}`);
    const kept = this.kept.get(key);
    if (kept === undefined) return undefined;
    const { bytes, modifiedMs, version, metadata } = kept;
    return { key, sizeBytes: bytes.length, modifiedMs, version, metadata };
  }

  async get(key: string, options?: BlobRequestOptions) {
    options?.signal?.throwIfAborted();
    this.requests.push(`get ${key}`);
    const kept = this.kept.get(key);
    return kept && { bytes: kept.bytes, metadata: kept.metadata };
  }

  async putIfAbsent(
    key: string,
    bytes: Uint8Array,
    metadata: Readonly<Record<string, string>>,
    options?: BlobRequestOptions,
  ) {
    options?.signal?.throwIfAborted();
    this.requests.push(`put ${key}`);
    if (this.kept.has(key)) return 'taken' as const;
    this.#keep(key, bytes, metadata);
    return 'stored' as const;
  }

  async put(
    key: string,
    bytes: Uint8Array,
    metadata: Readonly<Record<string, string>>,
    options?: BlobRequestOptions,
  ) {
    options?.signal?.throwIfAborted();
    this.requests.push(`replace ${key}`);
    this.#keep(key, bytes, metadata);
  }

  async delete(key: string, options?: BlobRequestOptions) {
    options?.signal?.throwIfAborted();
    this.requests.push(`delete ${key}`);
    return this.kept.delete(key);
  }

  async deleteMany(keys: readonly string[], options?: BlobRequestOptions) {
    options?.signal?.throwIfAborted();
    this.requests.push(`delete ${keys.length} keys`);
    for (const key of keys) this.kept.delete(key);
    return [];
  }

  #keep(key: string, bytes: Uint8Array, metadata: Readonly<Record<string, string>>) {
    this.#writes += 1;
    const version = String(this.#writes);
    const modifiedMs = 1_700_000_000_000;
    this.kept.set(key, { bytes: bytes.slice(), metadata: { ...metadata }, modifiedMs, version });
  }

  #sorted() {
    return [...this.kept].sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  }
}

function isWithin(key: string, { startAfter, before }: BlobRangeOptions): boolean {
  const compare = (bound: string) => Buffer.compare(Buffer.from(key), Buffer.from(bound));
  if (before !== undefined && compare(before) >= 0) return false;
  return startAfter === undefined || compare(startAfter) > 0;
}

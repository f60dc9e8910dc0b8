import type { BlobListOptions, BlobStore } from '../../src/ports/blob-store.ts';

interface Kept {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedMs: number;
}

/** A store in memory that passes the contract; `requests` counts what a feature asked of it. */
export class MemoryBlobStore implements BlobStore {
  readonly url = 'memory:';
  readonly requests: string[] = [];
  readonly kept = new Map<string, Kept>();

  async *list(options: BlobListOptions = {}) {
    this.requests.push(`list ${options.prefix ?? ''}`);
    for (const [key, { bytes, modifiedMs }] of this.#sorted()) {
      if (!key.startsWith(options.prefix ?? '')) continue;
      if (Buffer.compare(Buffer.from(key), Buffer.from(options.startAfter ?? '')) <= 0) continue;
      yield { key, sizeBytes: bytes.length, modifiedMs };
    }
  }

  async *listFolders(prefix: string) {
    this.requests.push(`folders ${prefix}`);
    let last = '';
    for (const [key] of this.#sorted()) {
      const slash = key.indexOf('/', prefix.length);
      const folder = key.slice(prefix.length, slash + 1);
      if (!key.startsWith(prefix) || slash === -1 || folder === last) continue;
      last = folder;
      yield folder;
    }
  }

  async head(key: string) {
    this.requests.push(`head ${key}`);
    const kept = this.kept.get(key);
    return (
      kept && { key, sizeBytes: kept.bytes.length, modifiedMs: kept.modifiedMs, metadata: kept.metadata }
    );
  }

  async get(key: string) {
    this.requests.push(`get ${key}`);
    const kept = this.kept.get(key);
    return kept && { bytes: kept.bytes, metadata: kept.metadata };
  }

  async putIfAbsent(key: string, bytes: Uint8Array, metadata: Readonly<Record<string, string>>) {
    this.requests.push(`put ${key}`);
    if (this.kept.has(key)) return 'taken' as const;
    this.kept.set(key, { bytes: bytes.slice(), metadata: { ...metadata }, modifiedMs: 1_700_000_000_000 });
    return 'stored' as const;
  }

  async delete(key: string) {
    this.requests.push(`delete ${key}`);
    return this.kept.delete(key);
  }

  #sorted() {
    return [...this.kept].sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  }
}

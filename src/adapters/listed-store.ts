import { ProfError } from '../kit/errors.ts';
import type { BlobEntry, BlobLevelItem, BlobRangeOptions, BlobStore } from '../ports/blob-store.ts';

/** A store of which only a listing is here. Everything but listing is refused. */
export function listedStore(url: string, listed: readonly BlobEntry[], foreignService?: string): BlobStore {
  const entries = [...listed].sort((left, right) =>
    Buffer.compare(Buffer.from(left.key), Buffer.from(right.key)),
  );
  const refuse = async (): Promise<never> => {
    throw new ProfError('USAGE', `of ${url} only a listing is kept here`, {
      hints: ['without --offline the store itself is asked'],
    });
  };
  async function* listLevel(prefix: string, options: BlobRangeOptions = {}): AsyncGenerator<BlobLevelItem> {
    let last = '';
    for (const entry of entries) {
      if (!entry.key.startsWith(prefix)) continue;
      const folder = entry.key.slice(0, entry.key.indexOf('/', prefix.length) + 1);
      if (folder.length <= prefix.length) {
        if (isWithin(entry.key, options)) yield { kind: 'blob', key: entry.key, entry };
      } else if (folder !== last && isWithin(folder, options)) {
        last = folder;
        yield { kind: 'folder', key: folder };
      }
    }
  }
  return {
    url,
    foreignService,
    list: async function* ({ prefix = '', ...range } = {}) {
      for (const entry of entries) {
        if (entry.key.startsWith(prefix) && isWithin(entry.key, range)) yield entry;
      }
    },
    listLevel,
    listFolders: async function* (prefix, options) {
      for await (const { kind, key } of listLevel(prefix, options)) {
        if (kind === 'folder') yield key.slice(prefix.length);
      }
    },
    head: refuse,
    get: refuse,
    honoursConditions: refuse,
    putIfAbsent: refuse,
    put: refuse,
    delete: refuse,
    deleteMany: refuse,
  };
}

const isWithin = (key: string, { startAfter, before }: BlobRangeOptions): boolean =>
  (startAfter === undefined || key > startAfter) && (before === undefined || key < before);

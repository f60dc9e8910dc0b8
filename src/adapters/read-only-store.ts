import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';

/** A store that is only read, as an environment with `readOnly: true` wants it: writing is NOT_ALLOWED. */
export function readOnlyStore(store: BlobStore): BlobStore {
  const refuse = async (): Promise<never> => {
    throw new ProfError('NOT_ALLOWED', `the configuration marks ${store.url} as read-only`, {
      hints: ['see prof config; another store: --store URL'],
    });
  };
  return {
    url: store.url,
    foreignService: store.foreignService,
    list: (options) => store.list(options),
    listLevel: (prefix, options) => store.listLevel(prefix, options),
    listFolders: (prefix, options) => store.listFolders(prefix, options),
    head: (key, options) => store.head(key, options),
    get: (key, options) => store.get(key, options),
    honoursConditions: refuse,
    putIfAbsent: refuse,
    put: refuse,
    delete: refuse,
    deleteMany: refuse,
  };
}

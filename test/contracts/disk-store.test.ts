import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import { MemoryBlobStore } from '../support/memory-blob-store.ts';
import { blobStoreContract } from './blob-store.ts';

blobStoreContract('a folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'prof-store-'));
  const url = `file:${join(root, 'made', 'when needed')}`;
  return {
    store: createDiskStore(url),
    again: () => createDiskStore(url),
    cleanup: () => rm(root, { recursive: true }),
  };
});

blobStoreContract('memory', async () => {
  const store = new MemoryBlobStore();
  return { store, again: () => store, cleanup: async () => {} };
});

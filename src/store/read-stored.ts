import { ProfError } from '../kit/errors.ts';
import { sha256Hex } from '../kit/sha256.ts';
import type { BlobRequestOptions, BlobStore, StoredBlob } from '../ports/blob-store.ts';

/**
 * A stored profile, its bytes checked against the SHA-256 in its metadata (where another writer left none, nothing
 * can be checked).
 * @throws ProfError STORE_NOT_FOUND, or BAD_DATA if the bytes are not those that were stored.
 */
export async function readStored(
  store: BlobStore,
  key: string,
  options?: BlobRequestOptions,
): Promise<StoredBlob> {
  // A second look: between reading bytes and metadata the key may have been deleted and taken again.
  for (let attempt = 1; ; attempt++) {
    const found = await store.get(key, options);
    if (!found) throw new ProfError('STORE_NOT_FOUND', `the store has no ${key}`, { details: { key } });
    const expected = found.metadata.sha256;
    if (expected === undefined) return found;
    const actual = sha256Hex(found.bytes);
    if (actual === expected) return found;
    if (attempt === 2) {
      throw new ProfError('BAD_DATA', `the stored profile is damaged: ${key}`, {
        hints: [
          'its bytes are not those that were stored (SHA-256 differs); capture or put it again, and remove this one',
        ],
        details: { key, expected, actual, sizeBytes: found.bytes.length },
      });
    }
  }
}

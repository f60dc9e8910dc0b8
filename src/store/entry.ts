import type { BlobEntry } from '../ports/blob-store.ts';
import { type ProfileKey, parseKey } from './keys.ts';

/** A profile in the store, as its key and the listing describe it. */
export interface ProfileEntry extends ProfileKey {
  /** The key's time; where it holds none, when the object was written. */
  readonly timeMs: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** As the store names it (`GLACIER`); undefined: the usual one. */
  readonly storageClass?: string | undefined;
}

/**
 * What a listing says about a key, or undefined if it is not a profile's.
 * @param foreignService what the profiles of other programs count as, in place of what their keys say
 */
export function toEntry(blob: BlobEntry, foreignService?: string): ProfileEntry | undefined {
  const parsed = parseKey(blob.key);
  if (parsed === undefined) return undefined;
  const isForeign = parsed.layout !== 'prof' && foreignService !== undefined;
  return {
    ...parsed,
    ...(isForeign ? { service: foreignService } : {}),
    timeMs: parsed.timeMs ?? blob.modifiedMs,
    sizeBytes: blob.sizeBytes,
    modifiedMs: blob.modifiedMs,
    ...(blob.storageClass === undefined ? {} : { storageClass: blob.storageClass }),
  };
}

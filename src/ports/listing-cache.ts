import type { BlobEntry, BlobStore } from './blob-store.ts';

/** What a listing was of. */
export interface ListingScope {
  readonly url: string;
  readonly takenMs: number;
  /** From this moment on; undefined: all of the store. */
  readonly fromMs: number | undefined;
}

/** A listing that is being kept; it counts from `commit` on. Keeping never fails: a listing can be had again. */
export interface ListingRecorder {
  add(entry: BlobEntry): void;
  commit(): Promise<void>;
  /** What was recorded is not all, and is forgotten. */
  discard(): void;
}

export interface KeptListing {
  readonly scope: ListingScope;
  /** Lists as the store did then; all else is refused. */
  readonly store: BlobStore;
}

/** The last listing of each store, to be looked at without asking the store; references never resolve from it. */
export interface ListingCache {
  record(scope: ListingScope): ListingRecorder;
  /** undefined: none is kept. */
  open(url: string, foreignService?: string): Promise<KeptListing | undefined>;
}

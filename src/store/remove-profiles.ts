import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from './entry.ts';
import type { EmitStoreEvent } from './events.ts';
import { type ResolveDeps, resolveStoredOnly } from './resolve-reference.ts';
import type { TransferFailure } from './transfer-all.ts';

/** What references mean, each profile once, in the order given: what `removeProfiles` would remove. */
export async function planRemoval(references: readonly string[], deps: ResolveDeps): Promise<ProfileEntry[]> {
  const planned = new Map<string, ProfileEntry>();
  for (const reference of references) {
    for (const entry of await resolveStoredOnly(reference, deps)) planned.set(entry.key, entry);
  }
  return [...planned.values()];
}

export interface RemoveDeps {
  readonly store: BlobStore;
  readonly emit?: EmitStoreEvent | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RemovedProfiles {
  readonly removed: readonly ProfileEntry[];
  readonly failed: readonly TransferFailure[];
  /** Still there, because the removal was stopped. */
  readonly remaining: number;
}

/** As many as S3 takes in one request. */
const BATCH = 1000;

/**
 * Removes profiles; one that was gone already counts as removed, and one that fails leaves the others be. An aborted
 * signal ends it; it is not thrown, for what was done counts. What was under way then counts as remaining.
 */
export async function removeProfiles(
  entries: readonly ProfileEntry[],
  { store, emit, signal }: RemoveDeps,
): Promise<RemovedProfiles> {
  const removed: ProfileEntry[] = [];
  const failed: TransferFailure[] = [];
  const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  emit?.({ kind: 'transfer-started', count: entries.length, sizeBytes });
  for (let start = 0; start < entries.length && !signal?.aborted; start += BATCH) {
    const batch = entries.slice(start, start + BATCH);
    const keys = batch.map(({ key }) => key);
    const failures = await deleteBatch(store, keys, signal);
    if (failures === 'stopped') break;
    for (const entry of batch) {
      const error = failures.get(entry.key);
      if (error) failed.push({ name: entry.key, error });
      else removed.push(entry);
      emit?.({ kind: 'transfer-advanced', sizeBytes: entry.sizeBytes, failed: error !== undefined });
      if (!error) emit?.({ kind: 'removed', key: entry.key });
    }
  }
  return { removed, failed, remaining: entries.length - removed.length - failed.length };
}

/** What was not deleted, and why; a request that failed as a whole is the failure of each. */
async function deleteBatch(
  store: BlobStore,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, ProfError> | 'stopped'> {
  try {
    const failures = await store.deleteMany(keys, { signal });
    return new Map(failures.map(({ key, error }) => [key, asProfError(error)]));
  } catch (error) {
    // Nobody waits for the answer: the next run finds what is still there.
    if (signal?.aborted) return 'stopped';
    const known = asProfError(error);
    return new Map(keys.map((key) => [key, known]));
  }
}

function asProfError(error: unknown): ProfError {
  if (error instanceof ProfError) return error;
  throw error;
}

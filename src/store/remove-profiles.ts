import type { BlobStore } from '../ports/blob-store.ts';
import type { EmitStoreEvent } from './events.ts';
import type { ProfileEntry } from './list-entries.ts';
import { type ResolveDeps, resolveStoredOnly } from './resolve-reference.ts';

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

/** Removes profiles; the result is those that were still there. */
export async function removeProfiles(
  entries: readonly ProfileEntry[],
  deps: RemoveDeps,
): Promise<ProfileEntry[]> {
  const removed: ProfileEntry[] = [];
  for (const entry of entries) {
    deps.signal?.throwIfAborted();
    if (!(await deps.store.delete(entry.key))) continue;
    removed.push(entry);
    deps.emit?.({ kind: 'removed', key: entry.key });
  }
  return removed;
}

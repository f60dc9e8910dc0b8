import type { Clock } from '../kit/clock.ts';
import { ProfError } from '../kit/errors.ts';
import type { KeptListing, ListingCache } from '../ports/listing-cache.ts';
import type { ProfileEntry } from './entry.ts';
import { filterOf, type ListOptions } from './list-profiles.ts';

/** Whether a listing by these options is worth keeping: all of the store, or all from a moment on. */
function isWhole({ services, types, date, until, pods }: ListOptions): boolean {
  return [services, types, date, until, pods].every((option) => option === undefined);
}

/**
 * Passes a listing on, and keeps it once it has come to its end: one of all of the store, or of all from a moment on. What was
 * found by less would hide the rest.
 */
export async function* keepListing(
  found: AsyncIterable<ProfileEntry>,
  options: ListOptions,
  { url, cache, clock }: { readonly url: string; readonly cache: ListingCache; readonly clock: Clock },
): AsyncGenerator<ProfileEntry> {
  if (!isWhole(options)) {
    yield* found;
    return;
  }
  const takenMs = clock.nowMs();
  const recorder = cache.record({ url, takenMs, fromMs: filterOf(options, takenMs).fromMs });
  for await (const entry of found) {
    recorder.add(entry);
    yield entry;
  }
  await recorder.commit();
}

/** The listing that was kept of a store. @throws ProfError NOT_FOUND where there is none */
export async function openKeptListing(
  store: { readonly url: string; readonly foreignService?: string | undefined },
  cache: ListingCache,
): Promise<KeptListing> {
  const kept = await cache.open(store.url, store.foreignService);
  if (kept !== undefined) return kept;
  throw new ProfError('NOT_FOUND', `no listing of ${store.url} is kept here`, {
    hints: ['prof ls, without --offline and without a filter but --since, keeps one'],
  });
}

import type { Clock } from '../kit/clock.ts';
import { ProfError } from '../kit/errors.ts';
import type { KeptListing, ListingCache, ListingRecorder } from '../ports/listing-cache.ts';
import type { ProfileEntry } from './entry.ts';
import { filterOf, type ListOptions } from './list-profiles.ts';

/** Whether a listing by these options is worth keeping: all of the store, or all from a moment on. */
function isWhole({ services, types, date, until, pods }: ListOptions): boolean {
  return [services, types, date, until, pods].every((option) => option === undefined);
}

export interface KeepDeps {
  readonly url: string;
  readonly openCache: () => Promise<ListingCache>;
  readonly clock: Clock;
}

/**
 * Passes a listing on, and keeps it once it has come to its end: one of all of the store, or of all from a moment on. What was
 * found by less would hide the rest.
 */
export async function* keepListing(
  found: AsyncIterable<ProfileEntry>,
  options: ListOptions,
  { url, openCache, clock }: KeepDeps,
): AsyncGenerator<ProfileEntry> {
  if (!isWhole(options)) {
    yield* found;
    return;
  }
  const takenMs = clock.nowMs();
  const scope = { url, takenMs, fromMs: filterOf(options, takenMs).fromMs };
  // Opened when the first answer is here: until then somebody waits for the first request.
  let recorder: ListingRecorder | undefined;
  let isWholeNow = false;
  try {
    for await (const entry of found) {
      recorder ??= (await openCache()).record(scope);
      recorder.add(entry);
      yield entry;
    }
    recorder ??= (await openCache()).record(scope);
    isWholeNow = true;
  } finally {
    if (isWholeNow) await recorder?.commit();
    else recorder?.discard();
  }
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

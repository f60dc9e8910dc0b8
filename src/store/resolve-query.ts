import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from './entry.ts';
import { explainMissing } from './explain-missing.ts';
import { type EntryFilter, entriesByDay } from './list-entries.ts';
import { entriesOfPods } from './pods-of-entries.ts';
import type { StoreQuery } from './reference.ts';
import { runsNewestFirst } from './runs.ts';

export interface ResolveQueryDeps {
  readonly store: BlobStore;
  readonly nowMs: number;
  readonly lookbackMs: number;
}

/**
 * The profiles that a query means, oldest first: all pods (and without a type all types) of one run, or all of a
 * window. Always from a fresh listing.
 * @throws ProfError STORE_NOT_FOUND, saying what there is instead.
 */
export async function resolveQuery(query: StoreQuery, deps: ResolveQueryDeps): Promise<ProfileEntry[]> {
  const found = query.time.kind === 'window' ? await allOf(query, deps) : await oneRun(query, deps);
  if (found.length > 0) return found;
  throw await explainMissing(query, deps);
}

function filterOf(query: StoreQuery, deps: ResolveQueryDeps): EntryFilter {
  const { time } = query;
  const filter = { services: [query.service], types: query.type === undefined ? undefined : [query.type] };
  if (time.kind === 'window') {
    const fromMs = time.fromMs ?? (time.toMs === undefined ? undefined : time.toMs - deps.lookbackMs);
    return { ...filter, fromMs, toMs: time.toMs };
  }
  // Without a moment there is no upper end: another machine's clock may be ahead of ours.
  const toMs = time.kind === 'at' ? time.atMs : undefined;
  return { ...filter, fromMs: (toMs ?? deps.nowMs) - deps.lookbackMs, toMs };
}

async function allOf(query: StoreQuery, deps: ResolveQueryDeps): Promise<ProfileEntry[]> {
  const found: ProfileEntry[] = [];
  for await (const day of entriesByDay(deps.store, filterOf(query, deps), 'oldest')) {
    found.push(...(await ofPods(day, query.pods, deps.store)));
  }
  return found;
}

async function oneRun(query: StoreQuery, deps: ResolveQueryDeps): Promise<ProfileEntry[]> {
  let toSkip = query.back;
  for await (const day of entriesByDay(deps.store, filterOf(query, deps), 'newest')) {
    for (const run of runsNewestFirst(day)) {
      const chosen = await ofPods(run, query.pods, deps.store);
      if (chosen.length === 0) continue;
      if (toSkip === 0) return chosen;
      toSkip -= 1;
    }
  }
  return [];
}

async function ofPods(
  entries: readonly ProfileEntry[],
  pods: readonly string[],
  store: BlobStore,
): Promise<ProfileEntry[]> {
  return pods.length === 0 ? [...entries] : entriesOfPods(entries, pods, store);
}

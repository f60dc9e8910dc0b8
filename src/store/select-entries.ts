import type { Clock } from '../kit/clock.ts';
import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { type ProfileEntry, toEntry } from './entry.ts';
import { type KeyPattern, patternFilter } from './key-patterns.ts';
import { entriesByDay } from './list-entries.ts';
import { filterOf, type ListOptions } from './list-profiles.ts';
import type { StorePart } from './store-place.ts';

/** Which profiles of a store: as `prof ls` chooses them, in a part of it, of those the ones that patterns let pass. */
export interface Selection extends ListOptions {
  readonly part?: StorePart | undefined;
  readonly patterns?: readonly KeyPattern[] | undefined;
}

export interface SelectDeps {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** Whether the selection leaves anything out. */
export function isFiltered({ part, patterns, ...filters }: Selection): boolean {
  return [...Object.values(filters), ...Object.values(part ?? {}), patterns?.[0]].some(
    (each) => each !== undefined,
  );
}

/** The selected profiles, oldest first. @throws ProfError USAGE for a bad time, or a service beside the part's own. */
export async function selectEntries(
  store: BlobStore,
  selection: Selection,
  deps: SelectDeps,
): Promise<ProfileEntry[]> {
  const { part = {}, patterns = [] } = selection;
  const passes = patternFilter(patterns);
  if (part.key !== undefined) {
    const head = await store.head(part.key, { signal: deps.signal });
    const entry = head && toEntry(head, store.foreignService);
    return entry && passes(entry.key) ? [entry] : [];
  }
  const found: ProfileEntry[] = [];
  const filter = filterOf(inPart(selection, part), deps.clock.nowMs());
  for await (const day of entriesByDay(store, filter, 'oldest')) {
    deps.signal?.throwIfAborted();
    for (const entry of day) if (passes(entry.key)) found.push(entry);
  }
  return found;
}

function inPart(selection: Selection, { day, service }: StorePart): ListOptions {
  const { services, types, date, since, until } = selection;
  if (day !== undefined && (date ?? since ?? until) !== undefined) {
    throw new ProfError('USAGE', `${day} is a day already; it does not go with --date, --since or --until`);
  }
  if (service !== undefined && services !== undefined) {
    throw new ProfError('USAGE', `${service} is a service already; it does not go with --service`);
  }
  return { services: service === undefined ? services : [service], types, date: day ?? date, since, until };
}

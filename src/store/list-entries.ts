import { formatDay, parseDay, startOfDayMs } from '../kit/when.ts';
import type { BlobEntry, BlobStore } from '../ports/blob-store.ts';
import { OPENPROFILING_SERVICE, type ProfileKey, parseKey } from './keys.ts';
import { canonicalService, serviceFolders } from './service-folder.ts';

/** A profile in the store, as its key and the listing describe it. */
export interface ProfileEntry extends ProfileKey {
  /** The key's time; where it holds none, when the object was written. */
  readonly timeMs: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface EntryFilter {
  readonly services?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Both ends count. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/**
 * The profiles of a store, one array for each UTC day that has some, each in order of time and key.
 * Costs one listing of the root, and one for each day (and service, if services are asked for) in the range.
 */
export async function* entriesByDay(
  store: BlobStore,
  requested: EntryFilter,
  order: 'oldest' | 'newest',
): AsyncGenerator<ProfileEntry[]> {
  const filter = { ...requested, services: requested.services?.map(canonicalService) };
  const { days, others } = await rootFolders(store);
  const foreign = await foreignEntries(store, others, filter);
  const firstDay = filter.fromMs === undefined ? '' : formatDay(startOfDayMs(filter.fromMs));
  const lastDay = filter.toMs === undefined ? '~' : formatDay(filter.toMs);
  const wanted = new Set([...days, ...foreign.map((entry) => formatDay(entry.timeMs))]);
  const sorted = [...wanted].filter((day) => day >= firstDay && day <= lastDay).sort();
  if (order === 'newest') sorted.reverse();
  for (const day of sorted) {
    const own = days.has(day) ? await entriesOfDay(store, day, filter.services) : [];
    const ofDay = [...own, ...foreign.filter((entry) => formatDay(entry.timeMs) === day)];
    const found = ofDay.filter((entry) => passes(entry, filter)).sort(byTime);
    if (found.length > 0) yield found;
  }
}

/** Older before newer; at the same moment by key. */
function byTime(left: ProfileEntry, right: ProfileEntry): number {
  return left.timeMs - right.timeMs || (left.key < right.key ? -1 : left.key > right.key ? 1 : 0);
}

/** What a listing says about a key, or undefined if it is not a profile's. */
export function toEntry(blob: BlobEntry): ProfileEntry | undefined {
  const parsed = parseKey(blob.key);
  return (
    parsed && {
      ...parsed,
      timeMs: parsed.timeMs ?? blob.modifiedMs,
      sizeBytes: blob.sizeBytes,
      modifiedMs: blob.modifiedMs,
    }
  );
}

async function rootFolders(store: BlobStore): Promise<{ days: Set<string>; others: string[] }> {
  const days = new Set<string>();
  const others: string[] = [];
  for await (const folder of store.listFolders('')) {
    const name = folder.slice(0, -1);
    if (parseDay(name) !== undefined) days.add(name);
    else others.push(name);
  }
  return { days, others };
}

async function entriesOfDay(
  store: BlobStore,
  day: string,
  services: readonly string[] | undefined,
): Promise<ProfileEntry[]> {
  if (!services) return collect(store, `${day}/`);
  const folders = new Set(services.flatMap((service) => serviceFolders(service)));
  const found: ProfileEntry[] = [];
  for (const folder of folders) found.push(...(await collect(store, `${day}/${folder}/`)));
  return found;
}

/** Spellings of OpenProfiling's kinds: its code writes lower case, its documentation says upper case. */
const OPENPROFILING_PREFIXES = ['cpu_profile-', 'heap_profile-', 'heap_snapshot-', 'perfecto-'].flatMap(
  (prefix) => [prefix, prefix.toUpperCase()],
);

/** What other programs wrote beside our days: few objects, so all of them at once. */
async function foreignEntries(
  store: BlobStore,
  folders: readonly string[],
  filter: EntryFilter,
): Promise<ProfileEntry[]> {
  const { services } = filter;
  const prefixes = folders
    .filter((app) => /^[a-z0-9-]+$/.test(app) && (!services || services.includes(app)))
    .flatMap((app) => [`${app}/default.pgo`, `${app}/staging/`]);
  if (!services || services.includes(OPENPROFILING_SERVICE)) prefixes.push(...OPENPROFILING_PREFIXES);
  const found: ProfileEntry[] = [];
  for (const prefix of prefixes) found.push(...(await collect(store, prefix)));
  return found;
}

async function collect(store: BlobStore, prefix: string): Promise<ProfileEntry[]> {
  const found: ProfileEntry[] = [];
  for await (const blob of store.list({ prefix })) {
    const entry = toEntry(blob);
    if (entry) found.push(entry);
  }
  return found;
}

function passes(entry: ProfileEntry, filter: EntryFilter): boolean {
  return (
    (!filter.services || filter.services.includes(entry.service)) &&
    (!filter.types || filter.types.includes(entry.type)) &&
    (filter.fromMs === undefined || entry.timeMs >= filter.fromMs) &&
    (filter.toMs === undefined || entry.timeMs <= filter.toMs)
  );
}

import { mapInOrder } from '../kit/map-in-order.ts';
import { DAY_MS, formatDay, parseDay, startOfDayMs } from '../kit/when.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { type ProfileEntry, toEntry } from './entry.ts';
import {
  autopgoEntries,
  isAppName,
  openProfilingEntries,
  readRoot,
  type TimeRange,
} from './foreign-entries.ts';
import { OPENPROFILING_SERVICE } from './keys.ts';
import { canonicalService, serviceFolders } from './service-folder.ts';

export interface EntryFilter extends TimeRange {
  readonly services?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Days after that of this moment are not looked at; later profiles of the same day pass. */
  readonly lastDayMs?: number | undefined;
  /** Only so many of the newest days that the store has. */
  readonly newestDays?: number | undefined;
}

/** Days that are asked for without a look at which there are. */
const BLIND_DAYS = 31;
/** Requests at once. */
const PARALLEL_DAYS = 16;
/** A key before all days, and one after them. */
const BEFORE_DAYS = '0';
const AFTER_DAYS = ':';

/**
 * The profiles of a store, one array for each UTC day that has some, each in order of time and key.
 *
 * What it asks of the store, each a request, and one more for each further thousand names: where services are asked for,
 * one for each of them and day, and one for each in autopgo's place; which days there are is asked for first where the
 * time is open or longer than a month. Without services: the root, and each of its days and apps.
 */
export async function* entriesByDay(
  store: BlobStore,
  requested: EntryFilter,
  order: 'oldest' | 'newest',
): AsyncGenerator<ProfileEntry[]> {
  const filter = { ...requested, services: requested.services?.map(canonicalService) };
  const { days, foreign } = await (filter.services
    ? lookForServices(store, filter, filter.services)
    : lookForAll(store, filter));
  const foreignByDay = Map.groupBy(foreign, (entry) => formatDay(entry.timeMs));
  const sorted = [...new Set([...days, ...foreignByDay.keys()])].sort();
  if (filter.newestDays !== undefined) sorted.splice(0, sorted.length - filter.newestDays);
  if (order === 'newest') sorted.reverse();
  const ofDay = async (day: string) => [
    ...(days.has(day) ? await entriesOfDay(store, day, filter.services) : []),
    ...(foreignByDay.get(day) ?? []),
  ];
  // Who looks for the newest is often done with the first day.
  const width = (yielded: number) =>
    order === 'newest' ? Math.min(2 ** yielded, PARALLEL_DAYS) : PARALLEL_DAYS;
  for await (const entries of mapInOrder(sorted, ofDay, width)) {
    const found = entries.filter((entry) => passes(entry, filter)).sort(byTime);
    if (found.length > 0) yield found;
  }
}

interface Scope {
  readonly days: ReadonlySet<string>;
  readonly foreign: readonly ProfileEntry[];
}

async function lookForServices(
  store: BlobStore,
  filter: EntryFilter,
  services: readonly string[],
): Promise<Scope> {
  const { foreignService } = store;
  if (foreignService !== undefined && services.includes(foreignService)) return lookForAll(store, filter);
  const apps = foreignService === undefined ? services.filter(isAppName) : [];
  const hasOpenProfiling = foreignService === undefined && services.includes(OPENPROFILING_SERVICE);
  const [days, ...foreign] = await Promise.all([
    daysOf(store, filter),
    ...apps.map((app) => autopgoEntries(store, app, filter)),
    ...(hasOpenProfiling ? [openProfilingEntries(store, filter)] : []),
  ]);
  return { days: new Set(days), foreign: foreign.flat() };
}

async function lookForAll(store: BlobStore, filter: EntryFilter): Promise<Scope> {
  const { first, last } = dayRange(filter);
  const { days, apps, entries } = await readRoot(store, filter);
  const ofApps = [];
  for await (const found of mapInOrder(
    apps,
    (app) => autopgoEntries(store, app, filter),
    () => PARALLEL_DAYS,
  )) {
    ofApps.push(...found);
  }
  const inRange = days.filter((day) => day >= first && (last === undefined || day <= last));
  return { days: new Set(inRange), foreign: [...entries, ...ofApps] };
}

/** The days in question: all of a short time, else those that the store has. */
async function daysOf(store: BlobStore, filter: EntryFilter): Promise<string[]> {
  const { first, last } = dayRange(filter);
  if (last !== undefined && filter.fromMs !== undefined && filter.newestDays === undefined) {
    const firstMs = startOfDayMs(filter.fromMs);
    const count = Math.max(0, (parseDay(last)! - firstMs) / DAY_MS + 1);
    if (count <= BLIND_DAYS)
      return Array.from({ length: count }, (_, index) => formatDay(firstMs + index * DAY_MS));
  }
  const days: string[] = [];
  const range = { startAfter: first, before: last === undefined ? AFTER_DAYS : `${last}/${AFTER_DAYS}` };
  for await (const folder of store.listFolders('', range)) {
    const name = folder.slice(0, -1);
    if (parseDay(name) !== undefined) days.push(name);
  }
  return days;
}

function dayRange({ fromMs, toMs, lastDayMs }: EntryFilter): { first: string; last: string | undefined } {
  const lastMs = toMs === undefined ? lastDayMs : Math.min(toMs, lastDayMs ?? toMs);
  return {
    first: fromMs === undefined ? BEFORE_DAYS : formatDay(fromMs),
    last: lastMs === undefined ? undefined : formatDay(lastMs),
  };
}

/** Older before newer; at the same moment by key. */
function byTime(left: ProfileEntry, right: ProfileEntry): number {
  return left.timeMs - right.timeMs || (left.key < right.key ? -1 : left.key > right.key ? 1 : 0);
}

async function entriesOfDay(
  store: BlobStore,
  day: string,
  services: readonly string[] | undefined,
): Promise<ProfileEntry[]> {
  const folders = services === undefined ? [''] : services.flatMap(serviceFolders).map((name) => `${name}/`);
  const lists = await Promise.all([...new Set(folders)].map((folder) => collect(store, `${day}/${folder}`)));
  return lists.flat();
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

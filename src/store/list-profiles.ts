import type { Clock } from '../kit/clock.ts';
import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import { parseWhen, WHEN_FORMS } from '../kit/when.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from './entry.ts';
import { sanitizeType } from './keys.ts';
import { type EntryFilter, entriesByDay } from './list-entries.ts';
import { entriesOfPods, mayBeOfPods } from './pods-of-entries.ts';
import { recentServices } from './recent-services.ts';
import { canonicalService } from './service-folder.ts';

/** As people write them; see `parseWhen` for the times. */
export interface ListOptions {
  readonly services?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly date?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Of these pods only, as far as keys tell: by the end of the pod's name that a key holds. */
  readonly pods?: readonly string[] | undefined;
  /** Reads the metadata of all that may be of these pods: it holds whole names, also where a key holds none. */
  readonly isDeep?: boolean | undefined;
}

export interface ListDeps {
  readonly store: BlobStore;
  readonly clock: Clock;
}

export interface ProfileList {
  readonly store: string;
  /** Oldest first; of very many only the newest. */
  readonly profiles: readonly ProfileEntry[];
  /** How many there are. */
  readonly total: number;
}

/**
 * The profiles of the store that pass the filter, oldest first, the newest `most` of them. Nothing is decoded.
 * @throws ProfError USAGE for a bad time; STORE_NOT_FOUND if a service was asked for that the store does not know.
 */
export async function listProfiles(
  options: ListOptions,
  deps: ListDeps,
  limit: { readonly most?: number } = {},
): Promise<ProfileList> {
  return newestOf(iterateProfiles(options, deps), deps.store.url, limit);
}

/** The newest `most` of what a listing finds, and how many it found. */
export async function newestOf(
  found: AsyncIterable<ProfileEntry>,
  store: string,
  { most = Number.POSITIVE_INFINITY }: { readonly most?: number } = {},
): Promise<ProfileList> {
  let profiles: ProfileEntry[] = [];
  let total = 0;
  for await (const entry of found) {
    profiles.push(entry);
    total += 1;
    if (profiles.length >= 2 * most) profiles = profiles.slice(-most);
  }
  return {
    store,
    profiles: profiles.length > most ? profiles.slice(-most) : profiles,
    total,
  };
}

/** The same as a stream, for stores of any size. */
export async function* iterateProfiles(options: ListOptions, deps: ListDeps): AsyncGenerator<ProfileEntry> {
  let found = false;
  for await (const day of entriesByDay(deps.store, filterOf(options, deps.clock.nowMs()), 'oldest')) {
    found = true;
    yield* await ofPods(day, options, deps.store);
  }
  if (!found && options.services) await refuseUnknown(options, options.services, deps.store);
}

/** Other machines' clocks may be this much ahead. */
const CLOCK_SKEW_MS = 5 * 60_000;

async function ofPods(
  entries: readonly ProfileEntry[],
  { pods, isDeep }: ListOptions,
  store: BlobStore,
): Promise<readonly ProfileEntry[]> {
  if (pods === undefined || pods.length === 0) return entries;
  if (!isDeep) return entries.filter((entry) => entry.suffix !== undefined && mayBeOfPods(entry, pods));
  return entriesOfPods(entries, pods, store);
}

/** @throws ProfError USAGE for a bad time, and for --date beside --since or --until. */
export function filterOf(options: ListOptions, nowMs: number): EntryFilter {
  const { date, since, until } = options;
  if (date !== undefined && (since !== undefined || until !== undefined)) {
    throw new ProfError('USAGE', '--date is a whole day; it does not go with --since or --until');
  }
  const fromMs = momentOf(date === undefined ? '--since' : '--date', date ?? since, { nowMs, edge: 'first' });
  const toMs = momentOf(date === undefined ? '--until' : '--date', date ?? until, { nowMs, edge: 'last' });
  return {
    services: options.services,
    types: options.types?.map(sanitizeType),
    fromMs,
    toMs,
    lastDayMs: fromMs === undefined ? undefined : Math.max(nowMs + CLOCK_SKEW_MS, fromMs),
  };
}

function momentOf(
  flag: string,
  text: string | undefined,
  options: { nowMs: number; edge: 'first' | 'last' },
): number | undefined {
  if (text === undefined) return undefined;
  const isDay = /^(?:\d{4}-\d{2}-\d{2}|today|yesterday)$/i.test(text);
  const timeMs = flag !== '--date' || isDay ? parseWhen(text, options) : undefined;
  if (timeMs !== undefined) return timeMs;
  throw new ProfError('USAGE', `${flag} wants a ${flag === '--date' ? 'day' : 'time'}, not ${text}`, {
    hints: [flag === '--date' ? 'for example 2024-01-15 or yesterday' : `times are written as ${WHEN_FORMS}`],
  });
}

/** A service of which nothing was found: an error, unless it is known, and only the rest of the filter did not fit. */
async function refuseUnknown(
  options: ListOptions,
  wanted: readonly string[],
  store: BlobStore,
): Promise<void> {
  const known = await recentServices(store);
  const unknown = wanted.find((service) => !known.includes(canonicalService(service)));
  if (unknown === undefined) return;
  const near = didYouMean(unknown, known);
  const { date, since, until } = options;
  const where = (date ?? since ?? until) === undefined ? '' : ' in that time';
  throw new ProfError(
    'STORE_NOT_FOUND',
    `no profile of service ${unknown}${where}${near === undefined ? '' : `; did you mean ${near}?`}`,
    {
      hints: [
        known.length === 0 ? `the store ${store.url} is empty` : 'prof services lists what the store has',
      ],
      details: { service: unknown, services: known.slice(0, 100) },
    },
  );
}

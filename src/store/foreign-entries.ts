/**
 * Profiles that other programs wrote beside our days, under the store's own root and nowhere above it: the exporter of
 * OpenProfiling (objects at the root) and autopgo (a folder for each app). Both keep a time in their keys in a form that
 * sorts, so that a listing can begin and end where the asked time does.
 */
import { parseDay } from '../kit/when.ts';
import type { BlobRangeOptions, BlobStore } from '../ports/blob-store.ts';
import { type ProfileEntry, toEntry } from './entry.ts';

export interface TimeRange {
  /** Both ends count. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** Spellings of OpenProfiling's kinds: its code writes lower case, its documentation says upper case. */
const KINDS = ['cpu_profile-', 'heap_profile-', 'heap_snapshot-', 'perfecto-'].flatMap((kind) => [
  kind.toUpperCase(),
  kind,
]);

const APP = /^[a-z0-9-]+$/;
/** A byte after all that a key of either program has where the time stands. */
const AFTER = '~';
/** As many keys come with one request; after more that are not wanted a new listing begins behind them. */
const PAGE = 1000;

export interface RootContent {
  /** `YYYY-MM-DD`, in order. */
  readonly days: readonly string[];
  /** Folders that may be apps of autopgo. */
  readonly apps: readonly string[];
  /** OpenProfiling's. */
  readonly entries: readonly ProfileEntry[];
}

/** All that stands at the root and concerns this time: one request for each thousand names. */
export async function readRoot(store: BlobStore, range: TimeRange): Promise<RootContent> {
  const days: string[] = [];
  const apps: string[] = [];
  const entries: ProfileEntry[] = [];
  let startAfter: string | undefined;
  for (let isDone = false; !isDone; ) {
    isDone = true;
    let unwanted = 0;
    for await (const item of store.listLevel('', { startAfter })) {
      const behind = behindUnwanted(item.key, range);
      unwanted = behind === undefined ? 0 : unwanted + 1;
      if (behind !== undefined && unwanted >= PAGE) {
        startAfter = behind;
        isDone = false;
        break;
      }
      if (behind !== undefined) continue;
      const name = item.key.slice(0, -1);
      if (item.kind === 'blob') {
        const entry = toEntry(item.entry, store.foreignService);
        if (entry) entries.push(entry);
      } else if (parseDay(name) !== undefined) days.push(name);
      else if (isAppName(name)) apps.push(name);
    }
  }
  return { days, apps, entries };
}

/** Where the time is not in the range: the key after which that may be otherwise. */
function behindUnwanted(key: string, range: TimeRange): string | undefined {
  const kind = KINDS.find((each) => key.startsWith(each));
  if (kind === undefined) return undefined;
  const { startAfter, before } = boundsOfKind(kind, range);
  if (startAfter !== undefined && key < startAfter) return startAfter;
  return before !== undefined && key >= before ? `${kind}${AFTER}` : undefined;
}

/** OpenProfiling's profiles of this time: one request for each spelling of its four kinds. */
export async function openProfilingEntries(store: BlobStore, range: TimeRange): Promise<ProfileEntry[]> {
  const lists = await Promise.all(
    KINDS.map((kind) => collect(store, { prefix: kind, ...boundsOfKind(kind, range) })),
  );
  return lists.flat();
}

function boundsOfKind(kind: string, { fromMs, toMs }: TimeRange): BlobRangeOptions {
  // To the second: what follows in the key (fractions, the Z) is left open on both sides.
  const second = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 19);
  return {
    startAfter: fromMs === undefined ? undefined : `${kind}${second(fromMs)}`,
    before: toMs === undefined ? undefined : `${kind}${second(toMs)}${AFTER}`,
  };
}

export function isAppName(name: string): boolean {
  return APP.test(name) && parseDay(name) === undefined;
}

/**
 * An app's merged profile and the staged ones of this time: one request where the app's folder holds nothing else, one more
 * where it holds a thousand other things, and one for each further thousand staged profiles.
 */
export async function autopgoEntries(
  store: BlobStore,
  app: string,
  range: TimeRange,
): Promise<ProfileEntry[]> {
  const staging = `${app}/staging/`;
  const base = `${app}/default.pgo`;
  const stagedAfter = staging + (range.fromMs === undefined ? '' : epochDigits(range.fromMs - 1000));
  const before = staging + (range.toMs === undefined ? AFTER : epochDigits(range.toMs + 1000));
  const found: ProfileEntry[] = [];
  let unwanted = 0;
  for await (const blob of store.list({ prefix: `${app}/`, startAfter: base.slice(0, -1), before })) {
    const isWanted = blob.key === base || blob.key > stagedAfter;
    const entry = isWanted ? toEntry(blob, store.foreignService) : undefined;
    if (entry) found.push(entry);
    else unwanted += 1;
    if (unwanted < PAGE || blob.key > stagedAfter) continue;
    return [...found, ...(await collect(store, { prefix: staging, startAfter: stagedAfter, before }))];
  }
  return found;
}

/** Seconds: staged profiles are numbered by seconds, milliseconds or nanoseconds, which all begin with these digits. */
function epochDigits(timeMs: number): string {
  const seconds = Math.min(Math.max(Math.floor(timeMs / 1000), 0), 9_999_999_999);
  return String(seconds).padStart(10, '0');
}

async function collect(
  store: BlobStore,
  options: BlobRangeOptions & { readonly prefix: string },
): Promise<ProfileEntry[]> {
  const found: ProfileEntry[] = [];
  for await (const blob of store.list(options)) {
    const entry = toEntry(blob, store.foreignService);
    if (entry) found.push(entry);
  }
  return found;
}

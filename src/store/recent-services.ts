import { mapInOrder } from '../kit/map-in-order.ts';
import { parseDay } from '../kit/when.ts';
import type { BlobRangeOptions, BlobStore } from '../ports/blob-store.ts';
import { isAppName } from './foreign-entries.ts';
import { decodeSegment } from './service-folder.ts';

/** A day may be one on which hardly anything ran. */
const DAYS = 3;
/** Between these keys are all that begin with a digit. */
const DIGITS: BlobRangeOptions = { startAfter: '0', before: ':' };

/**
 * Services of the newest days, or of other programs where there are no days, by name: to suggest one, at the price of few requests, however much
 * the store holds. Those of which nothing was stored lately are not among them.
 */
export async function recentServices(store: BlobStore): Promise<string[]> {
  const days = (await foldersOf(store, '', DIGITS)).filter((name) => parseDay(name) !== undefined);
  if (days.length === 0) {
    const apps = (await foldersOf(store, '')).filter(isAppName);
    return store.foreignService === undefined || apps.length === 0 ? apps : [store.foreignService];
  }
  const names = new Set<string>();
  for await (const folders of mapInOrder(
    days.slice(-DAYS),
    (day) => foldersOf(store, `${day}/`),
    () => DAYS,
  )) {
    for (const folder of folders) names.add(decodeSegment(folder));
  }
  return [...names].sort();
}

async function foldersOf(store: BlobStore, prefix: string, range?: BlobRangeOptions): Promise<string[]> {
  const found: string[] = [];
  for await (const folder of store.listFolders(prefix, range)) found.push(folder.slice(0, -1));
  return found;
}

import type { ProfileEntry } from '../store/entry.ts';
import type { ProfileList } from '../store/list-profiles.ts';
import type { CsvColumn } from './csv.ts';
import { isoTime, sizeText, tableTime } from './store-text.ts';
import { type Column, formatTable } from './table.ts';

export interface ProfileDocument {
  readonly key: string;
  readonly service: string;
  readonly type: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  /** The end of the pod's name (or of the content's hash), where the key has one. */
  readonly pod: string | null;
  /** pprof, cpuprofile, heapprofile, heapsnapshot, trace.json, trace. */
  readonly ext: string;
  /** Who wrote it: prof, openprofiling, autopgo. */
  readonly layout: string;
  readonly sizeBytes: number;
}

/** What `prof ls --json` prints. */
export interface LsDocument {
  readonly schema: 'prof.ls.v1';
  readonly store: string;
  /** Oldest first; the newest 10,000. */
  readonly profiles: readonly ProfileDocument[];
  readonly total: number;
  readonly truncated: boolean;
}

export const MAX_ROWS = 10_000;

export function lsDocument(list: ProfileList): LsDocument {
  return {
    schema: 'prof.ls.v1',
    store: list.store,
    profiles: list.profiles.slice(-MAX_ROWS).map(profileDocument),
    total: list.total,
    truncated: list.total > MAX_ROWS,
  };
}

export function profileDocument(entry: ProfileEntry): ProfileDocument {
  const { key, service, type, timeMs, suffix, ext, layout, sizeBytes } = entry;
  return { key, service, type, time: isoTime(timeMs), pod: suffix ?? null, ext, layout, sizeBytes };
}

export async function* profileDocuments(
  entries: AsyncIterable<ProfileEntry>,
): AsyncGenerator<ProfileDocument> {
  for await (const entry of entries) yield profileDocument(entry);
}

export const LS_COLUMNS: readonly Column<ProfileEntry>[] = [
  { header: 'TIME (UTC)', cell: ({ timeMs }) => tableTime(timeMs) },
  { header: 'SERVICE', cell: ({ service }) => service },
  { header: 'TYPE', cell: ({ type }) => type },
  { header: 'POD', cell: ({ suffix }) => suffix ?? '-' },
  { header: 'SIZE', align: 'right', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
  { header: 'KEY', isOptional: true, cell: ({ key }) => key },
];

export const LS_CSV: readonly CsvColumn<ProfileDocument>[] = [
  { header: 'time', value: ({ time }) => time },
  { header: 'service', value: ({ service }) => service },
  { header: 'type', value: ({ type }) => type },
  { header: 'pod', value: ({ pod }) => pod },
  { header: 'ext', value: ({ ext }) => ext },
  { header: 'size_bytes', value: ({ sizeBytes }) => sizeBytes },
  { header: 'key', value: ({ key }) => key },
];

/** A table; without keys on a terminal too narrow for them (`columns`). */
export async function lsText(list: ProfileList, columns?: number): Promise<string> {
  return list.profiles.length === 0 ? '' : formatTable(LS_COLUMNS, list.profiles, { maxWidth: columns });
}

/** What to say where nothing is listed. */
export function nothingListed(store: string, isFiltered: boolean): string {
  return isFiltered
    ? `no profile matches in ${store}`
    : `the store ${store} is empty; prof capture takes profiles, prof demo shows how`;
}

/** How old a kept listing is, and what it is of. */
export function keptText(
  { takenMs, fromMs }: { readonly takenMs: number; readonly fromMs: number | undefined },
  nowMs: number,
): string {
  const minutes = Math.max(0, Math.round((nowMs - takenMs) / 60_000));
  const age =
    minutes < 120
      ? `${minutes} min`
      : minutes < 2880
        ? `${Math.round(minutes / 60)} h`
        : `${Math.round(minutes / 1440)} days`;
  const from = fromMs === undefined ? '' : `, from ${tableTime(fromMs)} on`;
  return `as it was ${age} ago (${isoTime(takenMs)})${from}; the store was not asked`;
}

import type { ServiceList, ServiceSummary } from '../store/list-services.ts';
import { isoTime, sizeText, tableTime } from './store-text.ts';
import { type Column, formatTable } from './table.ts';

/** What `prof services --json` prints. */
export interface ServicesDocument {
  readonly schema: 'prof.services.v1';
  readonly store: string;
  /** By name. */
  readonly services: readonly {
    readonly service: string;
    /** How to name it in a command. */
    readonly reference: string;
    readonly types: readonly string[];
    readonly profiles: number;
    readonly sizeBytes: number;
    readonly oldest: string;
    readonly newest: string;
  }[];
}

export function servicesDocument(list: ServiceList): ServicesDocument {
  return {
    schema: 'prof.services.v1',
    store: list.store,
    services: list.services.map(
      ({ service, reference, types, profileCount, sizeBytes, oldestMs, newestMs }) => ({
        service,
        reference,
        types,
        profiles: profileCount,
        sizeBytes,
        oldest: isoTime(oldestMs),
        newest: isoTime(newestMs),
      }),
    ),
  };
}

const COLUMNS: readonly Column<ServiceSummary>[] = [
  { header: 'SERVICE', cell: ({ service }) => service },
  { header: 'TYPES', cell: ({ types }) => types.join(',') },
  { header: 'PROFILES', align: 'right', cell: ({ profileCount }) => String(profileCount) },
  { header: 'SIZE', align: 'right', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
  { header: 'OLDEST (UTC)', cell: ({ oldestMs }) => tableTime(oldestMs) },
  { header: 'NEWEST (UTC)', cell: ({ newestMs }) => tableTime(newestMs) },
];

export const SERVICES_CSV: readonly Column<ServiceSummary>[] = [
  { header: 'service', cell: ({ service }) => service },
  { header: 'types', cell: ({ types }) => types.join(' ') },
  { header: 'profiles', cell: ({ profileCount }) => String(profileCount) },
  { header: 'size_bytes', cell: ({ sizeBytes }) => String(sizeBytes) },
  { header: 'oldest', cell: ({ oldestMs }) => isoTime(oldestMs) },
  { header: 'newest', cell: ({ newestMs }) => isoTime(newestMs) },
];

export async function servicesText(list: ServiceList): Promise<string> {
  return list.services.length === 0 ? '' : formatTable(COLUMNS, list.services);
}

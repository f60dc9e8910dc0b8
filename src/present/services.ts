import type { ServiceList, ServiceSummary } from '../store/list-services.ts';
import type { CsvColumn } from './csv.ts';
import { isoTime, sizeText, tableTime } from './store-text.ts';
import { type Column, formatTable } from './table.ts';

/** What `prof services --json` prints. */
export interface ServicesDocument {
  readonly schema: 'prof.services.v1';
  readonly store: string;
  /** By name. */
  readonly services: readonly ServiceDocument[];
}

export interface ServiceDocument {
  readonly service: string;
  /** How to name it in a command. */
  readonly reference: string;
  readonly types: readonly string[];
  readonly profiles: number;
  readonly sizeBytes: number;
  readonly oldest: string;
  readonly newest: string;
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

export const SERVICES_COLUMNS: readonly Column<ServiceSummary>[] = [
  { header: 'SERVICE', cell: ({ service }) => service },
  { header: 'TYPES', cell: ({ types }) => types.join(',') },
  { header: 'PROFILES', align: 'right', cell: ({ profileCount }) => String(profileCount) },
  { header: 'SIZE', align: 'right', cell: ({ sizeBytes }) => sizeText(sizeBytes) },
  { header: 'OLDEST (UTC)', cell: ({ oldestMs }) => tableTime(oldestMs) },
  { header: 'NEWEST (UTC)', cell: ({ newestMs }) => tableTime(newestMs) },
];

export const SERVICES_CSV: readonly CsvColumn<ServiceDocument>[] = [
  { header: 'service', value: ({ service }) => service },
  { header: 'types', value: ({ types }) => types.join(' ') },
  { header: 'profiles', value: ({ profiles }) => profiles },
  { header: 'size_bytes', value: ({ sizeBytes }) => sizeBytes },
  { header: 'oldest', value: ({ oldest }) => oldest },
  { header: 'newest', value: ({ newest }) => newest },
];

export async function servicesText(list: ServiceList): Promise<string> {
  return list.services.length === 0 ? '' : formatTable(SERVICES_COLUMNS, list.services);
}

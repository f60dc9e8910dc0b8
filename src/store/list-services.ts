import { formatDay } from '../kit/when.ts';
import { entriesByDay } from './list-entries.ts';
import { filterOf, type ListDeps, type ListOptions } from './list-profiles.ts';
import { formatReference } from './reference.ts';

export interface ServiceSummary {
  readonly service: string;
  /** How to name it in a command; differs from the name only where that holds characters of the grammar. */
  readonly reference: string;
  /** By name. */
  readonly types: readonly string[];
  readonly profileCount: number;
  readonly sizeBytes: number;
  readonly oldestMs: number;
  readonly newestMs: number;
  /** By UTC day (`2024-01-15`) how many profiles. */
  readonly perDay: ReadonlyMap<string, number>;
}

export interface ServiceList {
  readonly store: string;
  /** By name. */
  readonly services: readonly ServiceSummary[];
}

/** What the store has, service by service. @throws ProfError USAGE for a bad time. */
export async function listServices(options: ListOptions, deps: ListDeps): Promise<ServiceList> {
  const found = new Map<string, ServiceSummary>();
  for await (const day of entriesByDay(deps.store, filterOf(options, deps.clock.nowMs()), 'oldest')) {
    for (const entry of day) {
      const before = found.get(entry.service);
      const types = before?.types ?? [];
      const perDay = new Map(before?.perDay);
      const dayName = formatDay(entry.timeMs);
      perDay.set(dayName, (perDay.get(dayName) ?? 0) + 1);
      found.set(entry.service, {
        service: entry.service,
        reference: formatReference(entry.service),
        types: types.includes(entry.type) ? types : [...types, entry.type].sort(),
        profileCount: (before?.profileCount ?? 0) + 1,
        sizeBytes: (before?.sizeBytes ?? 0) + entry.sizeBytes,
        oldestMs: Math.min(before?.oldestMs ?? entry.timeMs, entry.timeMs),
        newestMs: Math.max(before?.newestMs ?? entry.timeMs, entry.timeMs),
        perDay,
      });
    }
  }
  const services = [...found.values()].sort((left, right) => (left.service < right.service ? -1 : 1));
  return { store: deps.store.url, services };
}

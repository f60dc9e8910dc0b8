import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import { DAY_MS } from '../kit/when.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from './entry.ts';
import { entriesByDay } from './list-entries.ts';
import { recentServices } from './recent-services.ts';
import type { StoreQuery } from './reference.ts';

/**
 * Why a reference found nothing, as an error whose message helps: the service is unknown (and which was probably
 * meant), has no such type, no such pod, or nothing within the time that was looked at.
 */
export async function explainMissing(
  query: StoreQuery,
  deps: { readonly store: BlobStore; readonly lookbackMs: number },
): Promise<ProfError> {
  const { service, type, text } = query;
  const what = type === undefined ? 'profile' : `${type} profile`;
  const ofService = await newestFirst(deps.store, service);
  if (ofService.length === 0) return noService(query, what, deps.store);
  const types = [...new Set(ofService.map((entry) => entry.type))].sort();
  const details = { reference: text, service, types };
  const fitting = type === undefined ? ofService : ofService.filter((entry) => entry.type === type);
  const newest = fitting[0];
  if (!newest) {
    return new ProfError('STORE_NOT_FOUND', `no ${what} of service ${service}; it has ${types.join(', ')}`, {
      details,
    });
  }
  const hints = [`the newest is ${newest.key}`, `prof ls --service ${service} lists them`];
  if (query.pods.length > 0) {
    const message = `no ${what} of service ${service} from pod ${query.pods.join(' or ')}`;
    return new ProfError('STORE_NOT_FOUND', message, { hints, details });
  }
  if (query.back > 0) {
    const message = `service ${service} has no ${query.back + 1} runs in ${days(deps.lookbackMs)}: ${text}`;
    return new ProfError('STORE_NOT_FOUND', message, { hints: [...hints, LOOKBACK], details });
  }
  const where = query.time.kind === 'window' ? 'in that window' : `within ${days(deps.lookbackMs)}`;
  const more = query.time.kind === 'window' ? hints : [...hints, LOOKBACK];
  return new ProfError('STORE_NOT_FOUND', `no ${what} of service ${service} ${where}: ${text}`, {
    hints: more,
    details,
  });
}

const LOOKED_AT_DAYS = 60;
const LOOKBACK = 'look further back with --lookback 365d';

async function noService(query: StoreQuery, what: string, store: BlobStore): Promise<ProfError> {
  const services = await recentServices(store);
  const details = { reference: query.text, service: query.service, services: services.slice(0, 100) };
  if (services.length === 0) {
    return new ProfError(
      'STORE_NOT_FOUND',
      `no ${what} of service ${query.service}; the store ${store.url} is empty`,
      {
        hints: [
          'prof capture takes profiles, prof demo shows how',
          'another store: --store FOLDER, --store demo',
        ],
        details,
      },
    );
  }
  const near = didYouMean(query.service, services);
  const message = `no ${what} of service ${query.service}${near === undefined ? '' : `; did you mean ${near}?`}`;
  return new ProfError('STORE_NOT_FOUND', message, {
    hints: ['prof services lists what the store has'],
    details,
  });
}

/** Of the newest days that the store has: enough to say what there is, however many years it goes back. */
async function newestFirst(store: BlobStore, service: string): Promise<ProfileEntry[]> {
  const found: ProfileEntry[] = [];
  const filter = { services: [service], newestDays: LOOKED_AT_DAYS };
  for await (const day of entriesByDay(store, filter, 'newest')) found.push(...day.reverse());
  return found;
}

function days(lookbackMs: number): string {
  const count = Math.round((lookbackMs / DAY_MS) * 10) / 10;
  return `the ${count} day${count === 1 ? '' : 's'} looked at`;
}

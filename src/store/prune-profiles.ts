import { parseDuration } from '../kit/duration.ts';
import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from './entry.ts';
import { type SelectDeps, type Selection, selectEntries } from './select-entries.ts';

/** As people write them. All conditions that are given must hold. */
export interface PruneOptions {
  readonly selection: Selection;
  /** A duration: `30d`. */
  readonly olderThan?: string | undefined;
  readonly largerThanBytes?: number | undefined;
  /** Runs of each service and type that stay, whatever else holds. */
  readonly keepLast?: number | undefined;
}

export interface PruneDeps extends SelectDeps {
  readonly store: BlobStore;
}

/**
 * Which profiles to remove, oldest first: those that are selected and fulfil every condition. Only profiles under prof's
 * own keys are considered. The newest runs count among all of their service and type, not only among those selected.
 * @throws ProfError USAGE without a condition, or for a bad duration or time; STORE_NOT_FOUND for an unknown service.
 */
export async function planPrune(options: PruneOptions, deps: PruneDeps): Promise<ProfileEntry[]> {
  const { selection, olderThan, largerThanBytes, keepLast } = options;
  if (olderThan === undefined && largerThanBytes === undefined && keepLast === undefined) {
    throw new ProfError('USAGE', 'prune wants to know what may go', {
      hints: ['--older-than 30d, --keep-last 10, --larger-than 10MB; where several are given, all must hold'],
    });
  }
  const beforeMs = olderThan === undefined ? undefined : deps.clock.nowMs() - durationOf(olderThan);
  const selected = await selectEntries(deps.store, selection, deps);
  const isProtected = keepLast === undefined ? () => false : await newestRuns(keepLast, options, deps);
  return selected.filter(
    (entry) =>
      entry.layout === 'prof' &&
      (beforeMs === undefined || entry.timeMs < beforeMs) &&
      (largerThanBytes === undefined || entry.sizeBytes > largerThanBytes) &&
      !isProtected(entry),
  );
}

function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new ProfError('USAGE', `--older-than wants a duration, not ${text}`, {
    hints: ['for example 30d, 12h or 8w; up to a day: --until 2024-01-15'],
  });
}

/** Whether a profile is of one of the newest runs of its service and type. A run is a stamp. */
async function newestRuns(
  count: number,
  { selection }: PruneOptions,
  deps: PruneDeps,
): Promise<(entry: ProfileEntry) => boolean> {
  const services = selection.part?.service === undefined ? selection.services : [selection.part.service];
  const all = await selectEntries(deps.store, { services, types: selection.types }, deps);
  const stamps = new Map<string, Set<number>>();
  for (const { service, type, timeMs } of all.reverse()) {
    const of = `${type} ${service}`;
    const newest = stamps.get(of) ?? new Set();
    if (newest.size < count) stamps.set(of, newest.add(timeMs));
  }
  return ({ service, type, timeMs }) => stamps.get(`${type} ${service}`)?.has(timeMs) === true;
}

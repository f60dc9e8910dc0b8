/** The table of each of several profiles by itself: all heap profiles of a day, for one. */
import { ProfError } from '../kit/errors.ts';
import type { ListOptions } from '../store/list-profiles.ts';
import { type FoundProfile, findListed, findProfiles, type LoadDeps } from '../store/load-profiles.ts';
import { loadOneForReport, type ReportSources } from './load-for-report.ts';
import type { ReportOptions } from './report-options.ts';
import { timeZoneOf } from './time-zone-of.ts';
import { type TopReport, topReport } from './top.ts';

export interface TopEachOptions {
  /** Every profile that these mean; none of them: every profile that `listed` lets through. */
  readonly references: readonly string[];
  readonly listed: ListOptions;
  readonly sources: Omit<ReportSources, 'references'>;
  readonly report: Partial<ReportOptions>;
}

export interface TopEachDeps extends LoadDeps {
  /** The TZ variable, for moments in headers. */
  readonly zoneName: string | undefined;
  readonly warn?: (message: string) => void;
}

export interface TableOfOne {
  readonly name: string;
  readonly report: TopReport;
}

export interface FailedOne {
  readonly name: string;
  readonly error: ProfError;
}

export type TopOfOne = TableOfOne | FailedOne;

/** Profiles on their way while one is printed: enough to hide the way to a store, and few enough to hold. */
const READ_AHEAD = 4;

/**
 * Table after table, in the order of the references, or oldest first. A profile that cannot be read is an `error`
 * among them.
 * @throws ProfError USAGE for references beside a filter; STORE_NOT_FOUND where there is no profile at all; what
 * resolving a reference throws.
 */
export async function* topEach(options: TopEachOptions, deps: TopEachDeps): AsyncGenerator<TopOfOne> {
  const isFiltered = Object.values(options.listed).some((value) => value !== undefined);
  if (isFiltered && options.references.length > 0) {
    throw new ProfError(
      'USAGE',
      'references say which profiles; --type, --date and the like choose from all',
      {
        hints: ['name them (checkout/heap@2024-01-15), or choose them (-t heap --date 2024-01-15)'],
      },
    );
  }
  let count = 0;
  for await (const one of readAhead(foundBy(options, deps), (found) => topOfOne(found, options, deps))) {
    count++;
    yield one;
  }
  if (count > 0) return;
  throw new ProfError('STORE_NOT_FOUND', 'the store has no such profile', {
    hints: ['prof ls with the same filter shows what there is'],
  });
}

async function* foundBy(options: TopEachOptions, deps: TopEachDeps): AsyncGenerator<FoundProfile> {
  if (options.references.length === 0) yield* findListed(options.listed, deps);
  for (const reference of options.references) yield* await findProfiles(reference, deps);
}

async function topOfOne(
  found: FoundProfile,
  { sources, report }: TopEachOptions,
  deps: TopEachDeps,
): Promise<TopOfOne> {
  const { name } = found;
  try {
    const profile = await loadOneForReport(found, sources);
    const timeZone = await timeZoneOf(profile, deps.zoneName, deps.files);
    const { warn } = deps;
    const top = await topReport(profile, report, { timeZone, ...(warn ? { warn } : {}) });
    return { name, report: top };
  } catch (error) {
    if (error instanceof ProfError) return { name, error };
    throw error;
  }
}

/** Results in order, with the next few already being made. */
async function* readAhead<Item, Result>(
  items: AsyncIterable<Item>,
  make: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = [];
  for await (const item of items) {
    const made = make(item);
    // It is awaited in its turn, and must not end the process before.
    made.catch(() => {});
    waiting.push(made);
    if (waiting.length >= READ_AHEAD) yield await waiting.shift()!;
  }
  for (const made of waiting) yield await made;
}

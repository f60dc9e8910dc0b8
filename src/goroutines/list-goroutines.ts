import { ProfError } from '../kit/errors.ts';
import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import type { Profile } from '../profile/profile.ts';
import { type PreparedReport, prepareReport, type ReportDeps } from '../report/prepare-report.ts';
import type { ReportOptions } from '../report/report-options.ts';
import { type GoroutineGroup, groupGoroutines } from './group-goroutines.ts';

export interface GoroutineList {
  /** Of all goroutines, whatever the filters leave. */
  readonly total: Int64;
  /** Of those in the groups. */
  readonly shown: Int64;
  readonly groups: readonly GoroutineGroup[];
}

/** Filters of the reports. */
export type GoroutineFilters = Pick<Partial<ReportOptions>, 'focus' | 'ignore' | 'tagFocus' | 'tagIgnore'>;

/**
 * The goroutines of a profile by equal stacks, the most frequent first.
 * @throws ProfError BAD_DATA for a profile of something else, USAGE for a filter that is no pattern.
 */
export async function listGoroutines(
  profile: Profile,
  filters: GoroutineFilters,
  deps: Pick<ReportDeps, 'warn'> = {},
): Promise<GoroutineList> {
  const report = await prepareGoroutines(profile, filters, deps);
  const groups = groupGoroutines(report.profile, report.column, 'lines');
  const shown = groups.reduce((sum: Int64, { count }) => addInt64(sum, count), 0);
  return { total: report.total, shown, groups };
}

/** What Go calls the samples of its profiles of goroutines; the second are those that can never go on. */
const TYPES = ['goroutine', 'goroutineleak'];

/** The filtered profile and its count of goroutines. Throws as above. */
export async function prepareGoroutines(
  profile: Profile,
  filters: GoroutineFilters,
  deps: Pick<ReportDeps, 'warn'>,
): Promise<PreparedReport> {
  const types = profile.sampleTypes.map(({ type }) => type);
  const sampleIndex = TYPES.find((type) => types.includes(type));
  if (sampleIndex === undefined) {
    throw new ProfError(
      'BAD_DATA',
      `not a profile of goroutines: it measures ${types.join(', ') || 'nothing'}`,
      {
        hints: ['take one: prof capture http://HOST:PORT -t goroutine'],
        details: { sampleTypes: types },
      },
    );
  }
  return prepareReport(profile, 'traces', { ...filters, sampleIndex }, deps);
}

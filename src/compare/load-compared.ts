/** What a report is about, where it may be a comparison. */
import { ProfError } from '../kit/errors.ts';
import {
  type LoadedForReport,
  loadForReport,
  loadFoundForReport,
  type ReportSources,
} from '../report/load-for-report.ts';
import type { LoadDeps } from '../store/load-profiles.ts';
import { parseBaseline } from './baseline-name.ts';
import { findComparison, type SidesAgainst } from './find-against.ts';

export interface ComparedSources extends Omit<ReportSources, 'references'> {
  /** The profile; the base where there is a target. */
  readonly profile: string;
  readonly target?: string | undefined;
  /** Further profiles, merged with the one. */
  readonly others?: readonly string[] | undefined;
}

export interface LoadedCompared extends LoadedForReport {
  /** What a base that was told by its meaning turned out to be. */
  readonly baseline?: string | undefined;
}

/**
 * One profile; or the two sides of a comparison, found as `prof diff` finds them: both of the type that one of them
 * names, the base also by what it means to the target (`latest`, `@yesterday`, …).
 * @throws ProfError as `findComparison` and `loadForReport`.
 */
export async function loadCompared(sources: ComparedSources, deps: LoadDeps): Promise<LoadedCompared> {
  const { profile, target, base, diffBase } = sources;
  const sides = await sidesOf({ profile, target, base, diffBase }, deps);
  if (sides === undefined)
    return loadForReport({ ...sources, references: [profile, ...(sources.others ?? [])] }, deps);
  return { ...(await loadFoundForReport(sides, sources)), baseline: sides.baseline };
}

/** Undefined where one profile is looked at, or less another that is named plainly. */
async function sidesOf(
  { profile, target, base, diffBase }: Pick<ComparedSources, 'profile' | 'target' | 'base' | 'diffBase'>,
  deps: LoadDeps,
): Promise<SidesAgainst | undefined> {
  if (target !== undefined && (base ?? diffBase) !== undefined) {
    throw new ProfError('USAGE', 'two profiles are compared already: a base goes with one', {
      hints: ['leave out --base, or one of the profiles'],
    });
  }
  const against = diffBase ?? (base !== undefined && parseBaseline(base) ? base : undefined);
  if (target === undefined && against === undefined) return undefined;
  return findComparison({ base: profile, target }, against, deps);
}

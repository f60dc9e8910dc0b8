import { ProfError } from '../kit/errors.ts';
import { subtractBase } from '../profile/combine.ts';
import { makeCompatible } from '../profile/compatible.ts';
import type { Profile } from '../profile/profile.ts';
import { combineLoaded } from '../report/combine-loaded.ts';
import { withMapping } from '../report/load-sources.ts';
import type { ReportOptions } from '../report/report-options.ts';
import { DEFAULT_SYMBOLIZE, type SymbolizeOption } from '../report/symbolize-option.ts';
import type { LoadedProfile } from '../store/load-profiles.ts';

export interface CombineSidesOptions {
  /** At least one on each side; several are added up. */
  readonly base: readonly LoadedProfile[];
  readonly target: readonly LoadedProfile[];
  /** What is shown as names. Default: names of C++ and Rust without parameters and template arguments. */
  readonly symbolize?: SymbolizeOption;
  readonly allFrames?: boolean;
}

export interface CombinedSides {
  readonly base: Profile;
  readonly target: Profile;
}

/**
 * Each side as one profile, of the sample types that both have.
 * @throws ProfError BAD_PROFILE where they have none in common.
 */
export async function combineSides(options: CombineSidesOptions): Promise<CombinedSides> {
  const { base, target, symbolize = DEFAULT_SYMBOLIZE, allFrames = false } = options;
  const combine = (loaded: readonly LoadedProfile[]) =>
    combineLoaded(
      loaded.map(({ profile }) => withMapping(profile)),
      { symbolize, allFrames },
    );
  const [before, after] = compatible(await combine(base), await combine(target));
  return { base: before, target: after };
}

const FORM_OPTIONS = ['sort', 'trimPath'];

/** Filters and a chosen value say what is looked at. */
export function isNarrowed(report: Partial<ReportOptions>): boolean {
  return Object.entries(report).some(([option, value]) => !FORM_OPTIONS.includes(option) && value !== false);
}

/** Whether nothing is left of one profile less the other: in no value, line, address or label. */
export function isEmptyDifference(base: Profile, target: Profile): boolean {
  return subtractBase([target], [base], { mode: 'base', normalize: false }).samples.count === 0;
}

/** @throws ProfError BAD_PROFILE */
function compatible(base: Profile, target: Profile): [Profile, Profile] {
  try {
    const [before, after] = makeCompatible([base, target]);
    return [before!, after!];
  } catch (error) {
    if (!(error instanceof ProfError) || error.code !== 'BAD_PROFILE') throw error;
    const typesOf = (profile: Profile) => profile.sampleTypes.map(({ type }) => type).join(', ') || 'nothing';
    throw new ProfError(
      'BAD_PROFILE',
      `these profiles cannot be compared: the base measures ${typesOf(base)}, the target ${typesOf(target)}`,
      { hints: ['compare profiles of one type: cpu with cpu, heap with heap'], cause: error },
    );
  }
}

import type { Profile } from '../profile/profile.ts';
import { combineLoaded } from '../report/combine-loaded.ts';
import { withMapping } from '../report/load-sources.ts';
import type { LoadedProfile } from '../store/load-profiles.ts';
import type { DiffOptions } from './diff.ts';

/**
 * Target and base as the one profile that pprof's -diff_base makes of them, for its own reports.
 * @throws ProfError BAD_PROFILE where they do not fit together.
 */
export function combineForReport(options: DiffOptions): Promise<Profile> {
  const profilesOf = (side: readonly LoadedProfile[]) => side.map(({ profile }) => withMapping(profile));
  return combineLoaded(profilesOf(options.target), {
    bases: profilesOf(options.base),
    baseMode: 'diff_base',
    normalize: options.normalize === true,
    simplifyNames: options.simplifyNames !== false,
    allFrames: options.allFrames === true,
  });
}

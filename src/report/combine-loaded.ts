/** Loaded profiles as the one that a report is about: merged, less a base, names and frames as reports show them. */
import { combineProfiles, subtractBase } from '../profile/combine.ts';
import type { Mapping, Profile } from '../profile/profile.ts';
import { pruneFrames } from '../profile/prune.ts';
import { parseGoUrl } from './go-url.ts';
import { compilePattern } from './regexps.ts';
import { symbolizeNames } from './symbolize-names.ts';
import { DEFAULT_SYMBOLIZE, type SymbolizeOption } from './symbolize-option.ts';

export interface CombineOptions {
  /** What to subtract (`base`), or to compare with (`diff_base`: percentages are then of the base). */
  readonly bases?: readonly Profile[];
  readonly baseMode?: 'base' | 'diff_base';
  /** Scale the profiles to the base's total first. */
  readonly normalize?: boolean;
  /** What is shown as names. Default: names of C++ and Rust without parameters and template arguments. */
  readonly symbolize?: SymbolizeOption;
  /** Also the frames that the profile itself calls uninteresting. */
  readonly allFrames?: boolean;
}

/** Fails with BAD_PROFILE for profiles that do not fit together. A single one is neither merged nor compacted. */
export async function combineLoaded(
  profiles: readonly Profile[],
  options: CombineOptions = {},
): Promise<Profile> {
  const { bases = [], baseMode = 'base', normalize = false } = options;
  const combined =
    bases.length === 0
      ? combineProfiles(profiles)
      : subtractBase(profiles, bases, { mode: baseMode, normalize });
  const named = await symbolizeNames(combined, options.symbolize ?? DEFAULT_SYMBOLIZE);
  const pruned =
    options.allFrames === true
      ? named
      : await pruneFrames(named, (pattern) => compilePattern(pattern, 'parsing frames regexp'));
  return withoutUrlFiles(pruned);
}

/** The reference takes a mapping's file that reads as a URL for the place that the profile came from. */
function withoutUrlFiles(profile: Profile): Profile {
  const isUrl = ({ file, buildId }: Mapping): boolean =>
    buildId === '' && file.includes(':') && (parseGoUrl(file)?.scheme ?? '') !== '';
  if (!profile.mappings.some(isUrl)) return profile;
  return {
    ...profile,
    mappings: profile.mappings.map((mapping) => (isUrl(mapping) ? { ...mapping, file: '' } : mapping)),
  };
}

/** The profile that a report is about, from references as people type them. */
import type { Profile } from '../profile/profile.ts';
import { type FoundProfile, findProfiles, type LoadDeps } from '../store/load-profiles.ts';
import { combineLoaded } from './combine-loaded.ts';
import { withMapping, withProgram } from './load-sources.ts';
import type { SymbolizeOption } from './symbolize-option.ts';

export interface ReportSources {
  /** Merged; at least one. */
  readonly references: readonly string[];
  readonly base?: string | undefined;
  readonly diffBase?: string | undefined;
  readonly normalize?: boolean;
  readonly symbolize?: SymbolizeOption;
  readonly allFrames?: boolean;
  /** Of the program, where a profile does not say it. */
  readonly buildId?: string | undefined;
  /** One more comment. */
  readonly comment?: string | undefined;
}

export interface LoadedForReport {
  readonly profile: Profile;
  /** What was read: keys, paths, URLs. */
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
}

/** Loads and combines. Fails as loading does, and with BAD_PROFILE where profiles do not fit together. */
export async function loadForReport(sources: ReportSources, deps: LoadDeps): Promise<LoadedForReport> {
  const target: FoundProfile[] = [];
  for (const reference of sources.references) target.push(...(await findProfiles(reference, deps)));
  const baseReference = sources.base ?? sources.diffBase;
  const base = baseReference === undefined ? [] : await findProfiles(baseReference, deps);
  return loadFoundForReport({ base, target }, sources);
}

/** The same for profiles that were found already. */
export async function loadFoundForReport(
  found: { readonly base: readonly FoundProfile[]; readonly target: readonly FoundProfile[] },
  sources: Omit<ReportSources, 'references'>,
): Promise<LoadedForReport> {
  const loaded = await loadAll(found.target, sources);
  const bases = await loadAll(found.base, sources);
  const profile = await combine(loaded.profiles, bases.profiles, sources);
  return { profile, names: loaded.names, baseNames: bases.names };
}

/** One of them by itself, loaded as `loadForReport` does. */
export async function loadOneForReport(
  found: FoundProfile,
  sources: Omit<ReportSources, 'references'>,
): Promise<Profile> {
  return (await loadFoundForReport({ base: [], target: [found] }, sources)).profile;
}

async function combine(
  profiles: readonly Profile[],
  bases: readonly Profile[],
  sources: Omit<ReportSources, 'references'>,
): Promise<Profile> {
  const profile = await combineLoaded(profiles, {
    bases,
    baseMode: sources.base === undefined ? 'diff_base' : 'base',
    normalize: sources.normalize === true,
    ...(sources.symbolize === undefined ? {} : { symbolize: sources.symbolize }),
    allFrames: sources.allFrames === true,
  });
  const { comment } = sources;
  return comment === undefined ? profile : { ...profile, comments: [...profile.comments, comment] };
}

async function loadAll(found: readonly FoundProfile[], { buildId = '' }: Omit<ReportSources, 'references'>) {
  const profiles: Profile[] = [];
  const names: string[] = [];
  for (const each of found) {
    const { name, profile } = await each.load();
    names.push(name);
    profiles.push(withProgram(withMapping(profile), { buildId }));
  }
  return { profiles, names };
}

import { joinPieces, targetOfName } from '../formats/file-target.ts';
import { ProfError } from '../kit/errors.ts';
import { combineProfiles } from '../profile/combine.ts';
import type { Profile } from '../profile/profile.ts';
import { scaleProfile } from '../profile/scale.ts';
import { type LoadDeps, loadProfiles } from '../store/load-profiles.ts';
import { requireFree, type WrittenFile, writeConverted } from './convert.ts';
import { parseWeights } from './merge-weights.ts';

export interface MergeOptions {
  /** At least one; all that they mean is merged. */
  readonly references: readonly string[];
  /** As typed: see `parseWeights`. */
  readonly weights: readonly string[];
}

export interface MergedSource {
  /** The key, the path, the URL, or `-`. */
  readonly name: string;
  readonly weight: number;
}

export interface Merged {
  readonly profile: Profile;
  readonly sources: readonly MergedSource[];
  /** What may not be meant: a profile that is there more than once. */
  readonly notes: readonly string[];
}

/**
 * Many profiles as one, names and frames as recorded. A weight multiplies all values of what its reference means; they
 * are rounded half away from zero, and samples of which nothing is left are dropped, as the reference's ScaleN does.
 * Facts that a capture noted in comments stay where all profiles agree on them.
 * @throws ProfError USAGE for weights that do not fit, BAD_PROFILE for profiles of unlike types, and what loading throws.
 */
export async function mergeReferences(options: MergeOptions, deps: LoadDeps): Promise<Merged> {
  const weights = parseWeights(options.weights, options.references);
  const sources: MergedSource[] = [];
  const profiles: Profile[] = [];
  for (const [i, reference] of options.references.entries()) {
    const weight = weights[i]!;
    for (const { name, profile } of await loadProfiles(reference, deps)) {
      sources.push({ name, weight });
      profiles.push(
        scaleProfile(
          profile,
          profile.sampleTypes.map(() => weight),
        ),
      );
    }
  }
  const merged = combineProfiles(profiles);
  return {
    profile: { ...merged, comments: commonFacts(merged.comments, profiles) },
    sources,
    notes: repeated(sources),
  };
}

const FACT = '# prof/';

function commonFacts(comments: readonly string[], profiles: readonly Profile[]): string[] {
  return comments.filter(
    (comment) => !comment.startsWith(FACT) || profiles.every((profile) => profile.comments.includes(comment)),
  );
}

function repeated(sources: readonly MergedSource[]): string[] {
  const counts = new Map<string, number>();
  for (const { name } of sources) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([name, count]) => `${name} counts ${count} times`);
}

/**
 * Whether a merge can be written to a file of this name, before the work.
 * @throws ProfError USAGE for the ending of another format, and for a file that is there.
 */
export async function requireMergeTarget(
  path: string,
  overwrite: boolean,
  deps: Pick<LoadDeps, 'files'>,
): Promise<void> {
  const target = targetOfName(path)?.target;
  if (target && target.id !== 'pprof' && target.id !== 'pb') {
    throw new ProfError('USAGE', `merge writes pprof, and ${path} is the name of ${target.title}`, {
      hints: ['prof convert merges, too, and writes other formats', 'for pprof end the name in .pb.gz'],
    });
  }
  if (path !== '-') await requireFree(path, overwrite, await deps.files());
}

/** A merged profile as the bytes of a file: plain for `.pb`, else in gzip (also `.pgo`, which Go's compiler reads). */
export async function encodeMerged(profile: Profile, path: string): Promise<Uint8Array> {
  const isPlain = targetOfName(path)?.target.id === 'pb';
  const { target } = targetOfName(isPlain ? '.pb' : '.pb.gz')!;
  return joinPieces(await target.encode(profile, { sampleIndex: '' }), false);
}

/** @throws ProfError USAGE for a file that is there. */
export async function writeMerged(
  profile: Profile,
  path: string,
  { overwrite }: { readonly overwrite: boolean },
  deps: Pick<LoadDeps, 'files'>,
): Promise<WrittenFile> {
  const bytes = await encodeMerged(profile, path);
  return writeConverted([bytes], path, { isGzip: false, overwrite }, await deps.files());
}

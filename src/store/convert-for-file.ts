import { FILE_TARGETS, type FileTarget, joinPieces, targetOfName } from '../formats/file-target.ts';
import { decodeProfile } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import { gunzip, isGzip } from '../profile/gzip.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import { PROFILE_EXTENSIONS, type ProfileExtension } from './keys.ts';

export interface NativeProfile {
  readonly ext: ProfileExtension;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export type TargetId = FileTarget['id'];

/** Names of all that a stored profile can be converted to. */
export const TARGET_IDS: readonly TargetId[] = FILE_TARGETS.map(({ id }) => id);

/** How the name of a file in that form ends. */
export function endingOf(id: TargetId): string {
  return FILE_TARGETS.find((target) => target.id === id)!.endings[0]!;
}

/**
 * The bytes for a file of this name, or of the form that `as` says: `.pb.gz` and `.pprof` hold gzip pprof, `.pb` plain
 * pprof, `.folded` collapsed stacks, and so on; any other name takes the profile as it is.
 * @throws ProfError USAGE where the profile cannot be had in that form.
 */
export async function convertForFile(
  native: NativeProfile,
  path: string,
  limits: DecodeLimits,
  as?: TargetId,
): Promise<Uint8Array> {
  const wanted = wantedForm(path, as);
  requireConvertible(native.ext, native.type, as ?? path, wanted);
  if (wanted?.target === undefined || (wanted.ext === native.ext && !wanted.isGzip)) return native.bytes;
  const { target } = wanted;
  if (target.id === 'pb' && native.ext === 'pprof') {
    return isGzip(native.bytes) ? gunzip(native.bytes, limits) : native.bytes;
  }
  const profile = await decodeProfile(native.bytes, { limits });
  return joinPieces(await target.encode(profile, { sampleIndex: '', name: native.type }), wanted.isGzip);
}

/** The same check, before there is a profile. @throws ProfError USAGE */
export function requireWritable(ext: ProfileExtension, type: string, path: string): void {
  requireConvertible(ext, type, path, wantedForm(path, undefined));
}

interface WantedForm {
  /** Undefined for forms that prof does not write. */
  readonly target: FileTarget | undefined;
  readonly ext: ProfileExtension | undefined;
  readonly isGzip: boolean;
}

const WITHOUT_SAMPLES: readonly ProfileExtension[] = ['trace'];
/** Time is no memory: the file would open, and mean nothing. */
const OTHER_KIND: Partial<Record<ProfileExtension, ProfileExtension>> = {
  cpuprofile: 'heapprofile',
  heapprofile: 'cpuprofile',
};

function requireConvertible(
  ext: ProfileExtension,
  type: string,
  shown: string,
  wanted: WantedForm | undefined,
): void {
  if (wanted === undefined || wanted.ext === ext) return;
  const isFit =
    !WITHOUT_SAMPLES.includes(ext) && (wanted.ext === undefined || OTHER_KIND[ext] !== wanted.ext);
  if (wanted.target !== undefined && isFit) return;
  throw new ProfError('USAGE', `a ${type} profile (.${ext}) cannot be written as ${shown}`, {
    hints: [`name the file with the ending .${ext}`],
  });
}

function wantedForm(path: string, as: TargetId | undefined): WantedForm | undefined {
  if (as !== undefined) {
    const target = FILE_TARGETS.find(({ id }) => id === as);
    return { target, ext: PROFILE_EXTENSIONS.find((ext) => ext === as), isGzip: false };
  }
  const named = targetOfName(path);
  if (named) return { ...named, ext: PROFILE_EXTENSIONS.find((ext) => ext === named.target.id) };
  const ext = PROFILE_EXTENSIONS.find((known) => path.toLowerCase().endsWith(`.${known}`));
  return ext === undefined ? undefined : { target: undefined, ext, isGzip: false };
}

import { decodeProfile } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import { encodePprof } from '../profile/encode.ts';
import { gunzip, gzip, isGzip } from '../profile/gzip.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import { PROFILE_EXTENSIONS, type ProfileExtension } from './keys.ts';

export interface NativeProfile {
  readonly ext: ProfileExtension;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * The bytes for a file of this name: `.pb.gz` and `.pprof` hold gzip pprof, `.pb` plain pprof, V8's endings V8's
 * own formats; any other name takes the profile as it is.
 * @throws ProfError USAGE where the profile cannot be had in that form.
 */
export async function convertForFile(
  native: NativeProfile,
  path: string,
  limits: DecodeLimits,
): Promise<Uint8Array> {
  requireWritable(native.ext, native.type, path);
  const wanted = wantedForm(path);
  if (wanted === undefined || wanted === native.ext) return native.bytes;
  if (native.ext === 'pprof') return isGzip(native.bytes) ? gunzip(native.bytes, limits) : native.bytes;
  const encoded = encodePprof(await decodeProfile(native.bytes, { limits }));
  return wanted === 'pb' ? encoded : gzip(encoded);
}

/** The same check, before there is a profile. @throws ProfError USAGE */
export function requireWritable(ext: ProfileExtension, type: string, path: string): void {
  const wanted = wantedForm(path);
  const convertible = ext === 'cpuprofile' || ext === 'heapprofile' || ext === 'pprof';
  if (wanted === undefined || wanted === ext) return;
  if ((wanted === 'pprof' || wanted === 'pb') && convertible) return;
  throw new ProfError('USAGE', `a ${type} profile (.${ext}) cannot be written as ${path}`, {
    hints: [`name the file with the ending .${ext}`],
  });
}

function wantedForm(path: string): ProfileExtension | 'pb' | undefined {
  const name = path.toLowerCase();
  if (/\.(?:pb\.gz|pprof|pprof\.gz|prof)$/.test(name)) return 'pprof';
  if (name.endsWith('.pb')) return 'pb';
  return PROFILE_EXTENSIONS.find((ext) => name.endsWith(`.${ext}`));
}

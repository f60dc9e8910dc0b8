import { decodeProfile, sniffFormat } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import { encodePprof } from '../profile/encode.ts';
import { gunzip, gzip, isGzip } from '../profile/gzip.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import type { Profile } from '../profile/profile.ts';
import type { ProfileExtension } from '../store/keys.ts';
import { storedFormat } from '../store/profile-type.ts';
import { undoContentEncoding } from '../store/undo-content-encoding.ts';

/** A body that is a profile. */
export interface CheckedBody {
  /** What is to be kept. */
  readonly bytes: Uint8Array;
  readonly ext: ProfileExtension;
  /** Decoded, where it holds samples of stacks. */
  readonly profile: Profile | undefined;
}

/**
 * Proves that an answer holds a whole profile before anything is kept; as pprof, where the store has no ending for its
 * format.
 * @param shown the URL, for the message.
 * @throws ProfError BAD_PROFILE that quotes the first line of what came instead, BAD_DATA or LIMIT.
 */
export async function checkBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  { shown, limits }: { readonly shown: string; readonly limits: DecodeLimits },
): Promise<CheckedBody> {
  if (body.length === 0) throw new ProfError('BAD_PROFILE', `${shown}: the answer is empty`);
  try {
    const bytes = undoContentEncoding(
      { body, headers: { 'content-encoding': contentEncoding ?? '' } },
      limits,
    );
    const stored = storedFormat(sniffFormat(bytes) ?? 'pprof');
    if (stored === undefined) {
      const profile = await decodeProfile(bytes, { limits });
      return { bytes: gzip(encodePprof(profile)), ext: 'pprof', profile };
    }
    const { ext } = stored;
    // Only pprof is gzip by itself; V8's files and traces are opened by tools that want them plain.
    const kept = ext !== 'pprof' && isGzip(bytes) ? gunzip(bytes, limits) : bytes;
    const hasStacks = ext !== 'trace' && ext !== 'heapsnapshot';
    return { bytes: kept, ext, profile: hasStacks ? await decodeProfile(kept, { limits }) : undefined };
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    const { code, message, hints, details } = error;
    throw new ProfError(code, `${shown}: ${message}`, { hints, details, cause: error });
  }
}

import { ProfError } from '../../kit/errors.ts';
import { decodePprof } from '../../profile/decode.ts';
import { gunzip, isGzip } from '../../profile/gzip.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { parseLegacy } from '../pprof-legacy/parse-legacy.ts';

/**
 * A profile in any form that the reference reads: pprof's proto, or one of the formats before it; gzip or not.
 * @throws ProfError BAD_PROFILE, LIMIT
 */
export function readPprof(
  bytes: Uint8Array,
  options: { readonly limits?: Partial<DecodeLimits> } = {},
): Profile {
  try {
    return decodePprof(bytes, options);
  } catch (error) {
    if (!(error instanceof ProfError) || !NO_PROTO.test(error.message)) throw error;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const profile = parseLegacy(isGzip(bytes) ? gunzip(bytes, limits) : bytes, limits);
    if (profile === undefined) throw error;
    return profile;
  }
}

/** What the decoder says of bytes that are no proto at all. */
const NO_PROTO = /^parsing profile: (?:unrecognized profile format|bufio\.Scanner: token too long)$/;

import type { ProfError } from '../../kit/errors.ts';
import { gunzip, isGzip } from '../../profile/gzip.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { parseLegacy } from './parse-legacy.ts';

/**
 * The profile in a file of a legacy format, gzip or not.
 * @param refusal why it is no proto: thrown where it is none of the legacy formats either
 * @throws ProfError BAD_PROFILE, LIMIT
 */
export function readLegacy(
  bytes: Uint8Array,
  refusal: ProfError,
  limits: Partial<DecodeLimits> = {},
): Profile {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const profile = parseLegacy(isGzip(bytes) ? gunzip(bytes, all) : bytes, all);
  if (profile === undefined) throw refusal;
  return profile;
}

import { decodePprof } from '../../profile/decode.ts';
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { readLegacy } from '../pprof-legacy/read-legacy.ts';
import { isNoProto } from './no-proto.ts';

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
    if (!isNoProto(error)) throw error;
    return readLegacy(bytes, error, options.limits);
  }
}

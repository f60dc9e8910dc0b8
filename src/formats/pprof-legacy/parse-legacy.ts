/**
 * pprof's formats from before its proto: what C++, Java and Go programs wrote, and Go still writes with `debug=1`. The
 * reference documents them in its parsers only:
 * https://github.com/google/pprof/blob/main/profile/legacy_profile.go and legacy_java_profile.go.
 */
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { parseContention } from './contention.ts';
import { parseCpuBinary } from './cpu-binary.ts';
import { parseGoCount } from './go-count.ts';
import { parseHeapText } from './heap-text.ts';
import { parseJava } from './java.ts';
import { parseThreadz } from './threadz.ts';

/** In the reference's order: what one does not know, the next may. */
const PARSERS = [parseCpuBinary, parseHeapText, parseGoCount, parseThreadz, parseContention, parseJava];

/**
 * The profile in bytes of any legacy format, out of gzip; undefined for what is none.
 * @throws ProfError BAD_PROFILE in the reference's words for a damaged one, with details.line, and details.format where
 * the format was known by then; LIMIT
 */
export function parseLegacy(bytes: Uint8Array, limits: DecodeLimits): Profile | undefined {
  for (const parse of PARSERS) {
    const profile = parse(bytes, limits);
    if (profile !== undefined) return profile;
  }
  return undefined;
}

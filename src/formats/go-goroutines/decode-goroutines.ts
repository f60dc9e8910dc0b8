import { ProfError } from '../../kit/errors.ts';
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { readGoroutines } from './goroutine-blocks.ts';
import { GoroutineCollector } from './goroutine-collector.ts';

/** Where `/debug/pprof/goroutine?debug=2` stops, in the middle of a line, however many goroutines there are. */
const RUNTIME_LIMIT_BYTES = 64 * 2 ** 20;

/**
 * The goroutines of a dump by stack, with labels for what else it says of them (GOROUTINE_LABEL). Of several dumps in
 * one text the last counts. Addresses and arguments are not kept.
 * @throws ProfError BAD_PROFILE where there is no goroutine, LIMIT
 */
export function decodeGoroutines(bytes: Uint8Array, limits: DecodeLimits): Profile {
  const collector = new GoroutineCollector(limits);
  readGoroutines(bytes, collector);
  const isCut = bytes.length === RUNTIME_LIMIT_BYTES;
  const profile = collector.build(
    isCut ? ['cut at 64 MiB by the Go runtime: the program has more goroutines than these'] : [],
  );
  if (profile.samples.count === 0) {
    throw new ProfError('BAD_PROFILE', 'no goroutine in this text', { details: { format: 'go-goroutines' } });
  }
  return profile;
}

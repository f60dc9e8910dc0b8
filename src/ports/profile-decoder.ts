import type { DecodeLimits } from '../profile/limits.ts';
import type { PackedProfile } from '../profile/packed-profile.ts';

/** Decodes pprof profiles on a thread of its own, one after the other. */
export interface ProfileDecoder {
  /** Rejects where the bytes are no such profile, in no particular words: who wants to know why decodes them himself. */
  decode(bytes: Uint8Array, limits: Partial<DecodeLimits> | undefined): Promise<PackedProfile>;
  /** Ends the thread. */
  close(): void;
}

/** A thread that decodes profiles: gets a file's bytes and gives the columns. */
import { parentPort } from 'node:worker_threads';
import { decodePprof } from '../profile/decode.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import { memoryOf, type PackedProfile, packProfile } from '../profile/packed-profile.ts';

interface Request {
  readonly bytes: Uint8Array;
  readonly limits: Partial<DecodeLimits> | undefined;
}

parentPort?.on('message', ({ bytes, limits }: Request) => {
  const packed = decoded(bytes, limits);
  parentPort?.postMessage(packed, packed === undefined ? [] : memoryOf(packed));
});

/** Undefined for what is none, or too large. */
function decoded(bytes: Uint8Array, limits: Request['limits']): PackedProfile | undefined {
  try {
    return packProfile(decodePprof(bytes, { limits }));
  } catch {
    return undefined;
  }
}

import { sniffFormat } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import type { BlobEntry, BlobStore } from '../ports/blob-store.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import { decodeNamed } from '../store/load-profiles.ts';
import { storedFormat, typesOf } from '../store/profile-type.ts';
import { readStored } from '../store/read-stored.ts';
import type { Placement } from './place-key.ts';

export interface PlaceContentDeps {
  readonly source: BlobStore;
  readonly limits?: Partial<DecodeLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where a profile belongs whose key says nothing: its type and time are its own word, else when it was written.
 * @returns why it cannot be placed, where it cannot.
 */
export async function placeContent(
  blob: BlobEntry,
  service: string,
  { source, limits, signal }: PlaceContentDeps,
): Promise<Placement | string> {
  try {
    const { bytes } = await readStored(source, blob.key, { signal });
    const format = storedFormat(sniffFormat(bytes, blob.key) ?? '');
    if (format === undefined) return 'its content is no profile that the store keeps as it is';
    const facts = { service, ext: format.ext, pod: undefined, namespace: undefined };
    const isWithoutSamples = format.type === 'heapsnapshot' || format.type === 'trace';
    if (isWithoutSamples) return { ...facts, type: format.type!, timeMs: blob.modifiedMs };
    const profile = await decodeNamed(blob.key, bytes, limits);
    const types = format.type === undefined ? typesOf(profile) : [format.type];
    if (types.length !== 1) {
      return types.length === 0 ? 'it does not say its type' : `it may be ${types.join(' or ')}`;
    }
    const timeMs = profile.timeNanos > 0n ? Number(profile.timeNanos / 1_000_000n) : blob.modifiedMs;
    return { ...facts, type: types[0]!, timeMs };
  } catch (error) {
    if (error instanceof ProfError && error.code !== 'NOT_ALLOWED' && error.code !== 'UNREACHABLE')
      return error.message;
    throw error;
  }
}

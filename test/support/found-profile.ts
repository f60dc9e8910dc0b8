import { decodePprof } from '../../src/profile/decode.ts';
import type { FoundProfile } from '../../src/store/load-profiles.ts';
import { type SmallProfileOptions, smallProfile } from './small-profiles.ts';

/** A profile of these stacks as if a reference had found it. */
export function foundProfile(
  stacks: Readonly<Record<string, number>>,
  { name = 'x.pb.gz', ...options }: SmallProfileOptions & { readonly name?: string } = {},
): FoundProfile {
  const load = async () => {
    const bytes = smallProfile({ ...options, stacks });
    return { name, sizeBytes: bytes.length, profile: decodePprof(bytes) };
  };
  return { name, load };
}

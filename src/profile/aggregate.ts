/** The profile without its inlined frames, as reports on the profile itself (raw, proto) show it. */
import { keepLines } from './filter-samples.ts';
import type { Profile } from './profile.ts';

/** Leaves each location its outermost line, and columns only if asked for. */
export function withoutInlines(
  profile: Profile,
  { keepColumns }: { readonly keepColumns: boolean },
): Profile {
  const { lineOffset } = profile.locations;
  const outermost = keepLines(profile, (line, location) => line === lineOffset[location + 1]! - 1);
  const { locations } = outermost;
  return {
    ...outermost,
    mappings: profile.mappings.map((mapping) => ({ ...mapping, hasInlineFrames: false })),
    locations: keepColumns ? locations : { ...locations, column: new BigInt64Array(locations.column.length) },
  };
}

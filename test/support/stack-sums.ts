import type { Profile } from '../../src/profile/profile.ts';

/** Per stack, written `leaf<caller<caller` by function names, the sum of one column. */
export function stackSums(profile: Profile, type: string): Record<string, number> {
  const { samples, locations, functions, strings } = profile;
  const column = samples.values[profile.sampleTypes.findIndex((each) => each.type === type)]!;
  const nameOf = (location: number) =>
    strings.get(functions.name[locations.lineFunction[locations.lineOffset[location]!]!]!);
  const sums = new Map<string, number>();
  for (let s = 0; s < samples.count; s++) {
    const stack = samples.stack.subarray(samples.stackOffset[s], samples.stackOffset[s + 1]);
    const key = Array.from(stack, nameOf).join('<');
    sums.set(key, (sums.get(key) ?? 0) + Number(column[s]));
  }
  return Object.fromEntries(sums);
}

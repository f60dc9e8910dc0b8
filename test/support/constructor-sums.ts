import type { Profile } from '../../src/profile/profile.ts';

export interface ConstructorSums {
  count: number;
  shallow: number;
  retained: number;
}

/**
 * What a snapshot's profile says of each constructor: flat values are its own, the retained size is the sum over the
 * stacks that it is in. Keys as DevTools has them: `scriptId,line,column,Name`, or `,Name` without a place.
 */
export function constructorSums({
  samples,
  locations,
  functions,
  strings,
}: Profile): Map<string, ConstructorSums> {
  const keys = Array.from({ length: locations.count }, (_, l) => {
    const i = locations.lineOffset[l]!;
    const f = locations.lineFunction[i]!;
    const file = strings.get(functions.filename[f]!);
    const place =
      file === ''
        ? ''
        : `${file.replace('script ', '')},${locations.line[i]! - 1n},${locations.column[i]! - 1n}`;
    return `${place},${strings.get(functions.name[f]!)}`;
  });
  const sums = new Map<string, ConstructorSums>();
  const of = (key: string): ConstructorSums => {
    const known = sums.get(key) ?? { count: 0, shallow: 0, retained: 0 };
    sums.set(key, known);
    return known;
  };
  for (let s = 0; s < samples.count; s++) {
    const stack = samples.stack.subarray(samples.stackOffset[s]!, samples.stackOffset[s + 1]!);
    const bytes = Number(samples.values[1]![s]!);
    const own = of(keys[stack[0]!]!);
    own.count += Number(samples.values[0]![s]!);
    own.shallow += bytes;
    for (const key of new Set(Array.from(stack, (l) => keys[l]!))) of(key).retained += bytes;
  }
  return sums;
}

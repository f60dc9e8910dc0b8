import { ProfileBuilder } from '../../src/profile/builder.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { DIFF_BASE_LABEL } from '../../src/profile/sample-value.ts';

export interface StackSample {
  /** Root first, between semicolons: `main;work`; `+` in front of a name: inlined into the frame before it. */
  readonly stack: string;
  readonly value: number | bigint;
  /** Of a comparison's base: then the value is subtracted. */
  readonly isBase?: boolean;
}

/** A profile of a few stacks, one value a sample. */
export function stackProfile(samples: readonly StackSample[] | Readonly<Record<string, number>>): Profile {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
  const list = Array.isArray(samples)
    ? (samples as readonly StackSample[])
    : Object.entries(samples).map(([stack, value]) => ({ stack, value: value as number }));
  for (const { stack, value, isBase } of list as readonly StackSample[]) {
    const places: string[][] = [];
    for (const name of stack === '' ? [] : stack.split(';')) {
      if (name.startsWith('+')) places.at(-1)!.unshift(name.slice(1));
      else places.push([name]);
    }
    const locations = places.map((names) =>
      builder.addLocation({
        lines: names.map((name) => ({ function: builder.addFunction({ name, filename: `${name}.go` }) })),
      }),
    );
    const labels = isBase ? [{ key: DIFF_BASE_LABEL.key, str: DIFF_BASE_LABEL.text }] : [];
    builder.addSample(locations.reverse(), [isBase ? -BigInt(value) : value], labels);
  }
  return builder.build();
}

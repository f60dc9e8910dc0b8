import { type JsonObject, wrongValue } from '../json-document.ts';
import { NO_STACK } from '../stack-tree.ts';
import { frameAt, type ProfilePlace, timeAt } from './speedscope-places.ts';
import type { WeightedStacks } from './weighted-stacks.ts';

/** Adds `samples` (stacks of frames, root first) with their `weights`. @throws ProfError BAD_PROFILE, LIMIT */
export function addSamples(profile: JsonObject, stacks: WeightedStacks, place: ProfilePlace): void {
  const { samples, weights } = profile;
  const { path } = place;
  if (!Array.isArray(samples)) throw wrongValue(`${path}.samples`, 'is not an array');
  if (!Array.isArray(weights)) throw wrongValue(`${path}.weights`, 'is not an array');
  if (weights.length !== samples.length) {
    throw wrongValue(`${path}.weights`, `has ${weights.length} entries for ${samples.length} samples`);
  }
  for (const [i, sample] of (samples as unknown[]).entries()) {
    if (!Array.isArray(sample)) throw wrongValue(`${path}.samples[${i}]`, 'is not an array');
    let stack = NO_STACK;
    for (let depth = 0; depth < sample.length; depth++) {
      const frame = frameAt(sample[depth], place, () => `samples[${i}][${depth}]`);
      stack = stacks.tree.call(stack, frame);
    }
    stacks.add(
      stack,
      timeAt(weights[i], place, () => `weights[${i}]`),
    );
  }
}

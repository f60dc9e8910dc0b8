/**
 * V8's CPU profile: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile. One gets it from
 * `node --cpu-prof`, the inspector's Profiler.stop, or DevTools' "Save profile".
 */
import { ProfileBuilder } from '../../profile/builder.ts';
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { parseJsonObject, wrongValue } from '../json-document.ts';
import { StackSize } from '../stack-size.ts';
import { addNodeTimes, sumNodeTimes } from './add-node-times.ts';
import { readCallTree } from './call-tree.ts';
import { modernize } from './legacy-tree.ts';
import { sumHits, sumSamples } from './node-times.ts';
import { readMoment, readSampleTimes } from './sample-times.ts';

/**
 * The profile with Go's CPU sample types, samples/count and cpu/nanoseconds, one sample a node of the call tree.
 * `(root)` is left out of the stacks as DevTools leaves it out; `(program)`, `(idle)` and `(garbage collector)` stay.
 * V8's clock does not tell the date, so the profile has none.
 * @throws ProfError BAD_PROFILE with the path of what is wrong, LIMIT.
 */
export function decodeCpuProfile(bytes: Uint8Array, limits: DecodeLimits): Profile {
  const file = modernize(parseJsonObject(bytes, 'a V8 CPU profile', limits));
  const tree = readCallTree(file.nodes);
  const startMicros = readMoment(file, 'startTime');
  const endMicros = readMoment(file, 'endTime');
  const wholeMicros = Math.max(0, (endMicros ?? 0) - (startMicros ?? 0));
  const samples = readSampleTimes(file, tree);
  const hitCounts = tree.hitCounts;
  if (!samples && !hitCounts) throw wrongValue('samples', 'is missing, and nodes have no hitCount');
  const times = samples ? sumSamples(tree, samples) : sumHits(tree, hitCounts!, wholeMicros);
  const total = sumNodeTimes(times);
  const builder = new ProfileBuilder(cpuOptions(total, wholeMicros > 0 ? wholeMicros : total.micros));
  addNodeTimes(builder, tree, times, { size: new StackSize(limits) });
  return builder.build();
}

/** What a profile of V8's CPU samples says of itself. */
export function cpuOptions(total: { readonly count: number; readonly micros: number }, wholeMicros: number) {
  const cpu = { type: 'cpu', unit: 'nanoseconds' };
  return {
    sampleTypes: [{ type: 'samples', unit: 'count' }, cpu],
    periodType: cpu,
    // The sampling interval is not in the file; the mean distance of samples is what it came to.
    period: BigInt(total.count === 0 ? 0 : Math.round(total.micros / total.count) * 1000),
    durationNanos: BigInt(Math.round(wholeMicros * 1000)),
  };
}

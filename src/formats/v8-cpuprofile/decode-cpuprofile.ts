/**
 * V8's CPU profile: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile. One gets it from
 * `node --cpu-prof`, the inspector's Profiler.stop, or DevTools' "Save profile".
 */
import { ProfileBuilder } from '../../profile/builder.ts';
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { parseJsonObject, wrongValue } from '../json-document.ts';
import { StackSize } from '../stack-size.ts';
import { addV8Location } from '../v8-call-frame.ts';
import { type CallTree, NO_PARENT, readCallTree } from './call-tree.ts';
import { modernize } from './legacy-tree.ts';
import { type NodeTimes, sumHits, sumSamples } from './node-times.ts';
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
  return build(tree, times, wholeMicros, limits);
}

function build(tree: CallTree, times: NodeTimes, wholeMicros: number, limits: DecodeLimits): Profile {
  const totals = sumUp(times);
  const cpu = { type: 'cpu', unit: 'nanoseconds' };
  const builder = new ProfileBuilder({
    sampleTypes: [{ type: 'samples', unit: 'count' }, cpu],
    periodType: cpu,
    // The sampling interval is not in the file; the mean distance of samples is what it came to.
    period: BigInt(totals.count === 0 ? 0 : Math.round(totals.micros / totals.count) * 1000),
    durationNanos: nanos(wholeMicros > 0 ? wholeMicros : totals.micros),
  });
  const locations = tree.frames.map((frame) => addV8Location(builder, frame));
  const collector = [...times.collections.keys()].length > 0 ? collectorLocation(tree, locations) : 0;
  const size = new StackSize(limits);
  for (let node = 0; node < tree.count; node++) {
    const count = times.count[node]!;
    const micros = times.micros[node]!;
    if (count > 0 || micros > 0) {
      size.add(tree.depth[node]!);
      const stack = node === 0 ? [locations[0]!] : stackOf(tree, node, locations);
      builder.addSample(stack, [count, Number(nanos(micros))]);
    }
    const collection = times.collections.get(node);
    if (collection) {
      size.add(tree.depth[node]! + 1);
      const stack = [collector, ...stackOf(tree, node, locations)];
      builder.addSample(stack, [collection.count, Number(nanos(collection.micros))]);
    }
  }
  return builder.build();
}

/** From a node outwards, the root left out. */
function stackOf({ parent }: CallTree, leaf: number, locations: readonly number[]): number[] {
  const stack: number[] = [];
  for (let node = leaf; node !== 0 && node !== NO_PARENT; node = parent[node]!) stack.push(locations[node]!);
  return stack;
}

function collectorLocation({ frames, parent }: CallTree, locations: readonly number[]): number {
  const node = frames.findIndex(
    ({ functionName }, i) => functionName === '(garbage collector)' && parent[i] === 0,
  );
  return locations[node]!;
}

function sumUp({ count, micros, collections }: NodeTimes): { count: number; micros: number } {
  const total = { count: 0, micros: 0 };
  for (let node = 0; node < count.length; node++) {
    total.count += count[node]!;
    total.micros += micros[node]!;
  }
  for (const collection of collections.values()) {
    total.count += collection.count;
    total.micros += collection.micros;
  }
  return total;
}

function nanos(micros: number): bigint {
  return BigInt(Math.round(micros * 1000));
}

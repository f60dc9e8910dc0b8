import type { BuilderLabel, ProfileBuilder } from '../../profile/builder.ts';
import type { StackSize } from '../stack-size.ts';
import { addV8Location } from '../v8-call-frame.ts';
import { type CallTree, NO_PARENT } from './call-tree.ts';
import type { NodeTimes } from './node-times.ts';

export interface AddOptions {
  readonly size: StackSize;
  /** Of every sample. */
  readonly labels?: readonly BuilderLabel[];
}

/** One sample a node, of its count and its time in nanoseconds; one more for the collections that interrupted it. */
export function addNodeTimes(
  builder: ProfileBuilder,
  tree: CallTree,
  times: NodeTimes,
  { size, labels = [] }: AddOptions,
): void {
  const locations = tree.frames.map((frame) => addV8Location(builder, frame));
  const collector = times.collections.size > 0 ? collectorLocation(tree, locations) : 0;
  for (let node = 0; node < tree.count; node++) {
    const count = times.count[node]!;
    const micros = times.micros[node]!;
    if (count > 0 || micros > 0) {
      size.add(tree.depth[node]!);
      const stack = node === 0 ? [locations[0]!] : stackOf(tree, node, locations);
      builder.addSample(stack, [count, nanos(micros)], labels);
    }
    const collection = times.collections.get(node);
    if (collection) {
      size.add(tree.depth[node]! + 1);
      const stack = [collector, ...stackOf(tree, node, locations)];
      builder.addSample(stack, [collection.count, nanos(collection.micros)], labels);
    }
  }
}

/** All samples of a tree, and their time. */
export function sumNodeTimes({ count, micros, collections }: NodeTimes): { count: number; micros: number } {
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

function nanos(micros: number): number {
  return Math.round(micros * 1000);
}

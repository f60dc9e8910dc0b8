/**
 * V8's sampling heap profile:
 * https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler/#type-SamplingHeapProfile. One gets it from
 * `node --heap-prof`, the inspector's HeapProfiler.stopSampling, or DevTools' "Allocation sampling".
 */
import { ProfileBuilder } from '../../profile/builder.ts';
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { isObject, type JsonObject, parseJsonObject, wrongValue } from '../json-document.ts';
import { StackSize } from '../stack-size.ts';
import { addV8Location, readCallFrame } from '../v8-call-frame.ts';

/**
 * The profile with the types of Go's heap profile that V8 can fill: inuse_objects/count and inuse_space/bytes, the
 * latter the default. Space is each node's own size, as DevTools shows it: V8's estimate from its samples. Objects are
 * the sampled allocations still alive, an unscaled count, for the file does not say how large each was; it is 0 where
 * the file has no list of samples. Samples of nodes that are not in the tree count nowhere, as in DevTools: V8 lists what
 * is allocated while it writes the tree, `node --heap-prof` nearly always.
 * @throws ProfError BAD_PROFILE with the path of what is wrong, LIMIT.
 */
export function decodeHeapProfile(bytes: Uint8Array, limits: DecodeLimits): Profile {
  const file = parseJsonObject(bytes, 'a V8 sampling heap profile', limits);
  const space = { type: 'inuse_space', unit: 'bytes' };
  const builder = new ProfileBuilder({
    sampleTypes: [{ type: 'inuse_objects', unit: 'count' }, space],
    periodType: { type: 'space', unit: 'bytes' },
  });
  const objects = countObjects(file.samples);
  const size = new StackSize(limits);
  walkTree(file.head, builder, (node, here) => {
    const bytesAlive = node.selfSize;
    if (typeof bytesAlive !== 'number' || bytesAlive < 0 || bytesAlive > Number.MAX_SAFE_INTEGER) {
      throw wrongValue(`${here.path()}.selfSize`, 'is not a size');
    }
    const alive = objects.get(node.id) ?? 0;
    if (bytesAlive === 0 && alive === 0) return;
    size.add(here.depth);
    builder.addSample(here.stack(), [alive, Math.round(bytesAlive)]);
  });
  return builder.build();
}

/** How many of the sampled allocations belong to each node, by id. */
function countObjects(samples: unknown): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  if (samples === undefined || samples === null) return counts;
  if (!Array.isArray(samples)) throw wrongValue('samples', 'is not an array');
  for (const [i, sample] of samples.entries()) {
    if (!isObject(sample)) throw wrongValue(`samples[${i}]`, 'is not an object');
    if (!Number.isSafeInteger(sample.nodeId))
      throw wrongValue(`samples[${i}].nodeId`, 'is not a whole number');
    counts.set(sample.nodeId, (counts.get(sample.nodeId) ?? 0) + 1);
  }
  return counts;
}

/** Where a walk is. */
interface Place {
  readonly depth: number;
  /** Locations, leaf first, `(root)` left out unless it is all there is. */
  stack(): number[];
  path(): string;
}

/** A node on the way from the root, and which of its children comes next. */
interface Step {
  readonly children: readonly unknown[];
  next: number;
}

/** Visits callers before callees, without recursion: trees may be deeper than the engine's own stack. */
function walkTree(
  head: unknown,
  builder: ProfileBuilder,
  visit: (node: JsonObject, here: Place) => void,
): void {
  const steps: Step[] = [];
  const calls: number[] = [];
  const here: Place = {
    get depth() {
      return Math.max(1, calls.length - 1);
    },
    stack: () => (calls.length === 1 ? calls.slice() : calls.slice(1).reverse()),
    path: () => pathTo(steps.slice(0, calls.length - 1)),
  };
  const enter = (node: unknown): void => {
    const path = () => pathTo(steps);
    if (!isObject(node)) throw wrongValue(path(), 'is not an object');
    const children = node.children ?? [];
    if (!Array.isArray(children)) throw wrongValue(`${path()}.children`, 'is not an array');
    const frame = readCallFrame(node.callFrame, () => `${path()}.callFrame`);
    calls.push(addV8Location(builder, frame));
    steps.push({ children, next: 0 });
    visit(node, here);
  };
  enter(head);
  for (let step = steps.at(-1); step; step = steps.at(-1)) {
    if (step.next < step.children.length) enter(step.children[step.next++]);
    else {
      steps.pop();
      calls.pop();
    }
  }
}

const SHOWN_STEPS = 20;

/** `head.children[0].children[3]`; of a long way only its ends. */
function pathTo(steps: readonly Step[]): string {
  const text = (part: readonly Step[]) => part.map(({ next }) => `.children[${next - 1}]`).join('');
  if (steps.length <= SHOWN_STEPS) return `head${text(steps)}`;
  return `head${text(steps.slice(0, 5))}…(${steps.length - 10} more)${text(steps.slice(-5))}`;
}

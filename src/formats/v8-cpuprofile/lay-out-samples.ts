/**
 * Samples of a call tree put one after the other, so that whoever reads the file gets the time of each node that the
 * profile has. Readers share these rules (DevTools' model, which docs/decisions/004 describes):
 *
 * - a sample stands for the time until the next, the last for the mean of the others;
 * - a collection goes on top of the call before it, at the very beginning on top of nothing;
 * - one `(program)` between two calls is taken for the first of them.
 */
import { childrenOf, ROOT, type StackTree } from '../v8-stack-tree.ts';
import type { NodeRuns, Run } from './sample-runs.ts';

export interface SampleLayout {
  /** Per sample: a node. */
  readonly nodes: Uint32Array;
  /** Per sample: nanoseconds until the next; of the last one those that readers will give it. */
  readonly nanos: Float64Array;
}

/** A node's samples, which stand together: the collections need the call that they interrupted before them. */
interface Unit {
  readonly node: number;
  readonly own: Run;
  readonly collections: Run | undefined;
}

/** Which samples of the last unit come last. */
type Tail = 'own' | 'collections';

/** The layout in the order of the call tree, or nothing where there are no samples. */
export function layOutSamples(runs: NodeRuns): SampleLayout {
  const units = unitsOf(runs);
  const last = chooseLast(units);
  const total = sumUp(units);
  const nodes = new Uint32Array(total.count);
  const nanos = new Float64Array(total.count);
  let at = 0;
  const put = (node: number, count: number, time: number): void => {
    const each = count === 0 ? 0 : Math.floor(time / count);
    for (let i = 0; i < count; i++, at++) {
      nodes[at] = node;
      nanos[at] = i === count - 1 ? time - each * (count - 1) : each;
    }
  };
  const collector = runs.tree.collector ?? ROOT;
  for (const unit of units) {
    if (unit === last?.unit) continue;
    put(unit.node, unit.own.count, unit.own.nanos);
    if (unit.collections) put(collector, unit.collections.count, unit.collections.nanos);
  }
  if (last === undefined) return { nodes, nanos };
  const { unit, tail } = last;
  const { own, collections } = unit;
  const final = total.nanos / total.count;
  if (tail === 'collections') {
    put(unit.node, own.count, own.nanos);
    put(collector, collections!.count - 1, collections!.nanos - final);
    put(collector, 1, final);
  } else {
    const others = own.count - 1;
    const before = collections === undefined ? 0 : 1;
    const time = own.nanos - final;
    const timeBefore = others === before ? time : Math.floor(time / others) * before;
    put(unit.node, before, timeBefore);
    if (collections) put(collector, collections.count, collections.nanos);
    put(unit.node, others - before, time - timeBefore);
    put(unit.node, 1, final);
  }
  return { nodes, nanos };
}

/** `(root)` first, then `(program)`, where nothing stands before it that it could be taken for, then the tree. */
function unitsOf({ tree, own, collections }: NodeRuns): Unit[] {
  const units: Unit[] = [];
  for (const node of inOrder(tree)) {
    const mine = own.get(node);
    const above = collections.get(node);
    if (mine === undefined && above === undefined) continue;
    // A collection without a call before it would go on top of another one. At the beginning, that is the root.
    const needsCall = mine === undefined && node !== ROOT;
    units.push({
      node,
      own: { ...(mine ?? { count: needsCall ? 1 : 0, nanos: 0 }) },
      collections: above && { ...above },
    });
  }
  return units;
}

function* inOrder(tree: StackTree): Generator<number> {
  const children = childrenOf(tree);
  const isProgram = (node: number) => tree.callFrame(node).functionName === '(program)';
  const roots = children[ROOT]!;
  const waiting = [...roots.filter((node) => !isProgram(node)).toReversed(), ...roots.filter(isProgram)];
  yield ROOT;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    for (let i = children[node]!.length - 1; i >= 0; i--) waiting.push(children[node]![i]!);
  }
}

/**
 * The samples that can come last, whose time is the mean of all others. What V8 recorded always has some; elsewhere
 * the longest run gets one sample more.
 */
function chooseLast(units: Unit[]): { unit: Unit; tail: Tail } | undefined {
  const total = sumUp(units);
  if (total.count === 0) return undefined;
  const onlyOne = units.length === 1;
  for (const unit of units) {
    for (const tail of ['collections', 'own'] as const) {
      if (!onlyOne && isPinned(unit)) continue;
      if (canBeLast(unit, tail, total)) return { unit, tail };
    }
  }
  return lengthenLongest(units);
}

/** Collections that interrupted nothing are at the beginning, whatever follows. */
const isPinned = (unit: Unit): boolean => unit.node === ROOT && unit.collections !== undefined;

function canBeLast(unit: Unit, tail: Tail, total: Run): boolean {
  const run = unit[tail];
  if (run === undefined || run.count === 0) return false;
  const others = total.count - 1;
  if (run.count > 1) return run.nanos >= total.nanos / total.count;
  // Before collections stands one of the node's own samples.
  if (tail === 'own' && unit.collections !== undefined) return false;
  return others === 0 || Math.round((total.nanos - run.nanos) / others) === run.nanos;
}

function lengthenLongest(units: Unit[]): { unit: Unit; tail: Tail } {
  let best: { unit: Unit; tail: Tail } | undefined;
  for (const unit of units) {
    for (const tail of ['own', 'collections'] as const) {
      const run = unit[tail];
      if (run !== undefined && run.nanos >= (best?.unit[best.tail]?.nanos ?? -1)) best = { unit, tail };
    }
  }
  const { unit, tail } = best!;
  const run = unit[tail]!;
  run.count = Math.max(run.count + 1, 2);
  if (unit.node === ROOT && unit.own.count === 0) unit.own.count = 1;
  return best!;
}

function sumUp(units: readonly Unit[]): Run {
  const total = { count: 0, nanos: 0 };
  for (const { own, collections } of units) {
    total.count += own.count + (collections?.count ?? 0);
    total.nanos += own.nanos + (collections?.nanos ?? 0);
  }
  return total;
}

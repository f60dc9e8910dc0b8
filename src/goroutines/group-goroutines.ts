import { GOROUTINE_LABEL, NO_STACK } from '../formats/go-goroutines/goroutine-labels.ts';
import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import { compareMagnitude } from '../profile/graph.ts';
import { buildNodes, type NodeTable, printableName } from '../profile/graph-nodes.ts';
import { PairTable } from '../profile/pair-table.ts';
import type { Profile, ValueColumn } from '../profile/profile.ts';
import { isVisibleFrame, waitingFrames } from './visible-frames.ts';
import { isRuntime, stateOfStack } from './waiting-state.ts';

export interface GoroutineFrame {
  readonly function: string;
  /** Empty and 0 where functions, not lines, tell stacks apart, or where nothing is known. */
  readonly file: string;
  readonly line: number;
}

export interface StateCount {
  /** In the runtime's words: `chan receive`; undefined where nothing tells. */
  readonly state: string | undefined;
  /** Whether a dump said so, or the stack lets infer it. */
  readonly source: 'dump' | 'stack' | undefined;
  readonly count: Int64;
}

export interface OriginCount {
  readonly function: string;
  /** Only dumps say who created a goroutine; else it is known what it was started as: its outermost function. */
  readonly kind: 'created-by' | 'started-as';
  readonly count: Int64;
}

/** Goroutines with equal stacks. */
export interface GoroutineGroup {
  readonly count: Int64;
  /** The most frequent first. */
  readonly states: readonly StateCount[];
  readonly origins: readonly OriginCount[];
  /** Whole minutes; undefined: nobody says. */
  readonly longestWaitMinutes: number | undefined;
  /** How many are bound to a thread of the system. */
  readonly lockedToThread: Int64;
  /** Leaf first, as Go prints stacks: without the runtime's inner functions. */
  readonly frames: readonly GoroutineFrame[];
  /** How many frames at the leaf only carry out the waiting, as those of sync.Mutex.Lock. */
  readonly waitingFrames: number;
}

const ROOT = 0xffff_ffff;

/**
 * The goroutines of a profile by equal stacks, the most frequent first; those equal in number, by their functions.
 * @param granularity what must be equal: the lines of all calls, or their functions alone.
 */
export function groupGoroutines(
  profile: Profile,
  column: ValueColumn,
  granularity: 'lines' | 'functions',
): GoroutineGroup[] {
  return new Grouping(profile, granularity).group(column);
}

/** What is counted of one group. */
class Tally {
  count: Int64 = 0;
  lockedToThread: Int64 = 0;
  longestWaitMinutes: number | undefined;
  readonly states = new Map<string, StateCount>();
  readonly origins = new Map<string, OriginCount>();
}

class Grouping {
  readonly #profile: Profile;
  readonly #nodes: NodeTable;
  /** Per node, the one that stands for all of its function; undefined: each for itself. */
  readonly #keyOf: Uint32Array | undefined;
  readonly #isVisible: Uint8Array;
  readonly #isWhole: boolean;
  /** Pairs of what is nearer to the leaf and a node: a pair is a stack. */
  readonly #stacks = new PairTable();

  constructor(profile: Profile, granularity: 'lines' | 'functions') {
    this.#profile = profile;
    this.#nodes = buildNodes(profile, { granularity: 'lines', keepPrefixes: true });
    this.#keyOf = granularity === 'lines' ? undefined : firstOfName(this.#nodes);
    const { name, file, count } = this.#nodes;
    this.#isVisible = Uint8Array.from({ length: count }, (_, n) =>
      isVisibleFrame(name[n]!, file[n]!) ? 1 : 0,
    );
    this.#isWhole = this.#keepsRuntimeFrames();
  }

  group(column: ValueColumn): GoroutineGroup[] {
    const { count } = this.#profile.samples;
    const tallies = new Map<number, Tally>();
    for (let sample = 0; sample < count; sample++) {
      const value = column[sample]!;
      if (Number(value) === 0) continue;
      const nodes = this.#nodesOf(sample);
      const visible = nodes.filter((node) => this.#isVisible[node] === 1);
      const shown = visible.length === 0 ? nodes : visible;
      let stack = ROOT;
      for (const node of shown) stack = this.#stacks.indexOf(stack, this.#keyOf?.[node] ?? node);
      const tally = tallies.get(stack) ?? new Tally();
      tallies.set(stack, tally);
      this.#count(tally, sample, value, nodes, shown);
    }
    return [...tallies].map(([stack, tally]) => this.#groupOf(stack, tally)).sort(byCount);
  }

  /** Whether some stack goes from the program into the runtime, as in a proto, and not as in texts for people. */
  #keepsRuntimeFrames(): boolean {
    const { samples } = this.#profile;
    for (let sample = 0; sample < samples.count; sample++) {
      const nodes = this.#nodesOf(sample);
      const [leaf] = nodes;
      if (leaf === undefined || !isRuntime(this.#nodes.name[leaf]!)) continue;
      if (nodes.some((node) => !isRuntime(this.#nodes.name[node]!))) return true;
    }
    return false;
  }

  /** Of a sample's stack, leaf first, inlined calls among them. */
  #nodesOf(sample: number): number[] {
    const { stack, stackOffset } = this.#profile.samples;
    const { locationOffset, locationNode } = this.#nodes;
    const nodes: number[] = [];
    for (let at = stackOffset[sample]!; at < stackOffset[sample + 1]!; at++) {
      const location = stack[at]!;
      for (let n = locationOffset[location]!; n < locationOffset[location + 1]!; n++)
        nodes.push(locationNode[n]!);
    }
    return nodes;
  }

  #count(
    tally: Tally,
    sample: number,
    value: Int64,
    nodes: readonly number[],
    shown: readonly number[],
  ): void {
    const facts = this.#labelsOf(sample);
    tally.count = addInt64(tally.count, value);
    if (facts.isLocked) tally.lockedToThread = addInt64(tally.lockedToThread, value);
    if (facts.waitMinutes !== undefined) {
      tally.longestWaitMinutes = Math.max(tally.longestWaitMinutes ?? 0, facts.waitMinutes);
    }
    const inferred =
      facts.state === undefined ? stateOfStack(this.#namesOf(nodes), this.#isWhole) : undefined;
    const state = facts.state ?? inferred;
    const source = facts.state !== undefined ? 'dump' : inferred !== undefined ? 'stack' : undefined;
    addTo(tally.states, `${source} ${state}`, { state, source, count: value });
    const root = shown.at(-1);
    const origin =
      facts.createdBy !== undefined
        ? ({ function: facts.createdBy, kind: 'created-by' } as const)
        : ({ function: root === undefined ? NO_STACK : this.#nameOf(root), kind: 'started-as' } as const);
    addTo(tally.origins, `${origin.kind} ${origin.function}`, { ...origin, count: value });
  }

  #labelsOf(sample: number) {
    const { strings, samples } = this.#profile;
    const facts: { state?: string; createdBy?: string; waitMinutes?: number; isLocked: boolean } = {
      isLocked: false,
    };
    for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
      const key = strings.get(samples.labelKey[l]!);
      const text = strings.get(samples.labelString[l]!);
      if (key === GOROUTINE_LABEL.state) facts.state = text;
      else if (key === GOROUTINE_LABEL.createdBy) facts.createdBy = text;
      else if (key === GOROUTINE_LABEL.wait) facts.waitMinutes = Number(samples.labelNumber[l]!);
      else if (key === GOROUTINE_LABEL.thread) facts.isLocked = true;
    }
    return facts;
  }

  *#namesOf(nodes: readonly number[]): Generator<string> {
    for (const node of nodes) yield this.#nodes.name[node]!;
  }

  #nameOf(node: number): string {
    return this.#nodes.name[node] || printableName(this.#nodes, node);
  }

  #groupOf(stack: number, tally: Tally): GoroutineGroup {
    const frames: GoroutineFrame[] = [];
    for (let at = stack; at !== ROOT; at = this.#stacks.first(at)) {
      const node = this.#stacks.second(at);
      const isLine = this.#keyOf === undefined;
      const file = isLine ? this.#nodes.file[node]! : '';
      const name = this.#nameOf(node);
      frames.push({
        function: isLine ? name : withoutTypeArguments(name),
        file,
        line: isLine ? Number(this.#nodes.line[node]!) : 0,
      });
    }
    frames.reverse();
    if (frames.length === 0) frames.push({ function: NO_STACK, file: '', line: 0 });
    return {
      count: tally.count,
      states: [...tally.states.values()].sort((a, b) => compareMagnitude(b.count, a.count)),
      origins: [...tally.origins.values()].sort((a, b) => compareMagnitude(b.count, a.count)),
      longestWaitMinutes: tally.longestWaitMinutes,
      lockedToThread: tally.lockedToThread,
      frames,
      waitingFrames: waitingFrames(frames.map((frame) => frame.function)),
    };
  }
}

/** As Go prints generic functions for people; a proto has their types instead of the dots. */
function withoutTypeArguments(name: string): string {
  const open = name.indexOf('[');
  const close = name.lastIndexOf(']');
  return open === -1 || close < open ? name : `${name.slice(0, open)}[...]${name.slice(close + 1)}`;
}

/** Functions of one name are one, in whatever file or binary; what has no name is itself. */
function firstOfName({ count, name }: NodeTable): Uint32Array {
  const first = new Map<string, number>();
  return Uint32Array.from({ length: count }, (_, node) => {
    const text = withoutTypeArguments(name[node]!);
    if (text === '') return node;
    const known = first.get(text) ?? node;
    first.set(text, known);
    return known;
  });
}

function addTo<T extends { readonly count: Int64 }>(counts: Map<string, T>, key: string, added: T): void {
  const known = counts.get(key);
  counts.set(key, known === undefined ? added : { ...known, count: addInt64(known.count, added.count) });
}

function byCount(left: GoroutineGroup, right: GoroutineGroup): number {
  return compareMagnitude(right.count, left.count) || compareStacks(left, right);
}

/** By names and lines from the leaf on, so that output does not depend on the order of a file. */
export function compareStacks(left: GoroutineGroup, right: GoroutineGroup): number {
  const depth = Math.min(left.frames.length, right.frames.length);
  for (let i = 0; i < depth; i++) {
    const a = left.frames[i]!;
    const b = right.frames[i]!;
    if (a.function !== b.function) return a.function < b.function ? -1 : 1;
    if (a.line !== b.line) return a.line - b.line;
  }
  return left.frames.length - right.frames.length;
}

import { ProfError } from '../kit/errors.ts';
import type { Profile } from '../profile/profile.ts';
import { type V8Frames, v8Frames, type WrittenCallFrame } from './v8-frames.ts';

export const ROOT = 0;
const ROOT_NAME = '(root)';
const COLLECTOR_NAME = '(garbage collector)';

/** A call tree that grows by stacks; node 0 is V8's `(root)`, a parent comes before its children. */
export class StackTree {
  readonly frames: readonly WrittenCallFrame[];
  readonly parent: number[] = [ROOT];
  /** Index into `frames`; of the root it means nothing. */
  readonly frame: number[] = [0];
  readonly #table: V8Frames;
  readonly #profile: Profile;
  readonly #childByKey = new Map<number, number>();
  #collector: number | undefined;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#table = v8Frames(profile);
    this.frames = this.#table.frames;
  }

  get count(): number {
    return this.parent.length;
  }

  callFrame(node: number): WrittenCallFrame {
    if (node !== ROOT) return this.frames[this.frame[node]!]!;
    return { functionName: ROOT_NAME, scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
  }

  /** The node of a sample's leaf, made where it is not there. A stack of nothing but `(root)` is the root. */
  leafOf(sample: number): number {
    return this.#isRootAlone(sample) ? ROOT : this.#walk(sample, 0);
  }

  /**
   * Where a garbage collection was seen: the node that it interrupted, which V8's profiles do not name as its caller.
   * Undefined where the sample's leaf is no collection.
   */
  interruptedBy(sample: number): number | undefined {
    const leaf = this.#leafFrame(sample);
    if (leaf === undefined || this.frames[leaf]!.functionName !== COLLECTOR_NAME) return undefined;
    this.#collector ??= this.#child(ROOT, leaf);
    return this.#walk(sample, 1);
  }

  /** The child of the root that stands for collections, where one was seen. */
  get collector(): number | undefined {
    return this.#collector;
  }

  /** The line that ran in the sample's leaf, 0 where nothing but the function is known. */
  leafLine(sample: number): number {
    const at = this.#leafIndex(sample);
    return at === undefined ? 0 : this.#table.ranLine[at]!;
  }

  #child(node: number, frame: number): number {
    const key = node * this.frames.length + frame;
    let child = this.#childByKey.get(key);
    if (child === undefined) {
      child = this.parent.push(node) - 1;
      this.frame.push(frame);
      this.#childByKey.set(key, child);
    }
    return child;
  }

  /** Goes down a stack from its outermost call, the first `skipped` frames at the leaf left out. */
  #walk(sample: number, skipped: number): number {
    const { samples } = this.#profile;
    const { frameOffset, frame } = this.#table;
    const leafEnd = (this.#leafIndex(sample) ?? 0) + skipped;
    const start = samples.stackOffset[sample]!;
    let node = ROOT;
    for (let at = samples.stackOffset[sample + 1]! - 1; at >= start; at--) {
      const location = samples.stack[at]!;
      const end = at === start ? leafEnd : frameOffset[location]!;
      for (let i = frameOffset[location + 1]! - 1; i >= end; i--) node = this.#child(node, frame[i]!);
    }
    return node;
  }

  #isRootAlone(sample: number): boolean {
    const { stackOffset } = this.#profile.samples;
    const leaf = this.#leafFrame(sample);
    return (
      leaf !== undefined &&
      stackOffset[sample + 1]! - stackOffset[sample]! === 1 &&
      this.frames[leaf]!.functionName === ROOT_NAME
    );
  }

  #leafFrame(sample: number): number | undefined {
    const at = this.#leafIndex(sample);
    return at === undefined ? undefined : this.#table.frame[at]!;
  }

  /** Where the innermost frame stands in the table; undefined for an empty stack. */
  #leafIndex(sample: number): number | undefined {
    const { samples } = this.#profile;
    const start = samples.stackOffset[sample]!;
    if (start === samples.stackOffset[sample + 1]) return undefined;
    return this.#table.frameOffset[samples.stack[start]!]!;
  }
}

/** The children of each node, in the order in which they came. */
export function childrenOf(tree: Pick<StackTree, 'count' | 'parent'>): readonly (readonly number[])[] {
  const children: number[][] = Array.from({ length: tree.count }, () => []);
  for (let node = 1; node < tree.count; node++) children[tree.parent[node]!]!.push(node);
  return children;
}

/** @throws ProfError BAD_DATA: neither time nor memory of a call tree can be less than nothing. */
export function requireNoNegatives(column: ArrayLike<number | bigint>, format: string): void {
  for (let i = 0; i < column.length; i++) {
    if (column[i]! >= 0) continue;
    throw new ProfError('BAD_DATA', `the profile has negative values, which ${format} cannot hold`, {
      hints: ['a difference of two profiles can be written as pprof: name the file with the ending .pb.gz'],
    });
  }
}

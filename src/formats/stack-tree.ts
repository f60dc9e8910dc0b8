import { type DecodeLimits, limitExceeded } from '../profile/limits.ts';

export const NO_STACK = 0;

/** Stacks as a tree, so that equal ones have one number; 0 is the stack without frames. */
export class StackTree {
  readonly #children = new Map<number, number>();
  readonly #parent: number[] = [NO_STACK];
  readonly #frame: number[] = [-1];
  readonly #depth: number[] = [0];
  readonly #frameCount: number;
  readonly #most: number;

  /**
   * @param frameCount frames are numbers below it.
   * @param limits absent: the stacks are those of a profile that was read.
   */
  constructor(frameCount: number, limits?: DecodeLimits) {
    this.#frameCount = frameCount;
    this.#most = limits?.tableEntries ?? Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return this.#parent.length;
  }

  /** The stack with one more frame at its leaf. @throws ProfError LIMIT */
  call(caller: number, frame: number): number {
    const key = caller * this.#frameCount + frame;
    let stack = this.#children.get(key);
    if (stack === undefined) {
      if (this.count > this.#most) {
        throw limitExceeded('tableEntries', this.#most, 'profile of more stacks');
      }
      stack = this.#parent.push(caller) - 1;
      this.#frame.push(frame);
      this.#depth.push(this.#depth[caller]! + 1);
      this.#children.set(key, stack);
    }
    return stack;
  }

  depth(stack: number): number {
    return this.#depth[stack]!;
  }

  /** The frame at the leaf. */
  frame(stack: number): number {
    return this.#frame[stack]!;
  }

  caller(stack: number): number {
    return this.#parent[stack]!;
  }

  /** Leaf first. */
  frames(stack: number): number[] {
    const frames: number[] = [];
    for (let at = stack; at !== NO_STACK; at = this.#parent[at]!) frames.push(this.#frame[at]!);
    return frames;
  }
}

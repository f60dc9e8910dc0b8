import { type DecodeLimits, limitExceeded } from '../profile/limits.ts';

/** While the profile is built; a list of numbers takes 8 bytes each, and half as much again as it grows. */
const BYTES_PER_FRAME = 16;

/**
 * Counts the frames of stacks that are about to be written out. A call tree of n nodes can hold n²/2 frames when each
 * path is a stack of its own, so a small file could ask for more memory than there is.
 */
export class StackSize {
  readonly #limits: DecodeLimits;
  #frames = 0;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  /** @throws ProfError LIMIT for one stack that is too deep, or for too many frames in all. */
  add(depth: number): void {
    const { stackFrames, decodedBytes } = this.#limits;
    if (depth > stackFrames) throw limitExceeded('stackFrames', stackFrames, `stack of ${depth} frames`);
    this.#frames += depth;
    if (this.#frames * BYTES_PER_FRAME > decodedBytes) {
      throw limitExceeded(
        'decodedBytes',
        decodedBytes,
        `profile whose stacks hold over ${this.#frames} frames`,
      );
    }
  }
}

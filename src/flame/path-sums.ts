import type { StackValues } from './stack-tree.ts';

/** What ends in each path; samples are moved from one to another. Whole numbers below 2^53: taking away is exact. */
export class PathSums {
  /** The sum of |value|. */
  readonly total: number;
  private readonly values: Float64Array;
  private readonly hasNegative: boolean;
  private value = new Float64Array(0);
  private samples = new Float64Array(0);
  private magnitude = new Float64Array(0);

  constructor(values: Float64Array) {
    this.values = values;
    let total = 0;
    let sum = 0;
    for (let s = 0; s < values.length; s++) {
      total += Math.abs(values[s]!);
      sum += values[s]!;
    }
    this.total = total;
    this.hasNegative = sum !== total;
  }

  /** @param pending the samples; default: all */
  add(end: Int32Array, pending: Uint32Array | undefined, pathCount: number): void {
    if (pathCount > this.value.length) {
      this.value = grown(this.value, pathCount);
      this.samples = grown(this.samples, pathCount);
      this.magnitude = grown(this.magnitude, pathCount);
    }
    this.move(end, pending, 1);
  }

  takeAway = (end: Int32Array, pending: Uint32Array): void => this.move(end, pending, -1);

  columns(pathCount: number): StackValues {
    return {
      value: this.value.slice(0, pathCount),
      base: undefined,
      magnitude: this.hasNegative ? this.magnitude.slice(0, pathCount) : undefined,
      samples: this.samples.slice(0, pathCount),
    };
  }

  private move(end: Int32Array, pending: Uint32Array | undefined, sign: 1 | -1): void {
    const { values, value, samples, magnitude, hasNegative } = this;
    const count = pending?.length ?? values.length;
    for (let i = 0; i < count; i++) {
      const s = pending === undefined ? i : pending[i]!;
      const path = end[s]!;
      const each = values[s]!;
      if (path === -1 || each === 0) continue;
      value[path]! += sign * each;
      samples[path]! += sign;
      if (hasNegative) magnitude[path]! += sign * Math.abs(each);
    }
  }
}

function grown(column: Float64Array, count: number) {
  const larger = new Float64Array(2 * count);
  larger.set(column);
  return larger;
}

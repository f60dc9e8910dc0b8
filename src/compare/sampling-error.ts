import type { FunctionSums } from './function-sums.ts';
import { normalQuantile } from './normal.ts';

/** How surely the error is not exceeded by chance. */
export interface Confidence {
  /** Chance of calling a change real that is none, over all comparisons together. */
  readonly alpha: number;
  /** How many values are looked at: each gets its part of alpha (Bonferroni). */
  readonly comparisons: number;
}

export const ONE_AT_95: Confidence = { alpha: 0.05, comparisons: 1 };

/**
 * A sampling profiler counts hits, and a count of n varies by √n from run to run though nothing changed (Poisson). A
 * difference of counts varies by √(n₁+n₂), one of shares as that of two binomial proportions, pooled. Half a step of
 * each count is added (continuity correction), which keeps the error honest for handfuls of samples.
 */
export class SamplingError {
  readonly #base: NonNullable<FunctionSums['counts']>;
  readonly #target: NonNullable<FunctionSums['counts']>;
  readonly #z: number;

  /** Undefined where one of the sides does not tell how many samples its values are. */
  static of(base: FunctionSums, target: FunctionSums, confidence: Confidence): SamplingError | undefined {
    if (base.counts === undefined || target.counts === undefined) return undefined;
    return new SamplingError(base.counts, target.counts, confidence);
  }

  private constructor(
    base: NonNullable<FunctionSums['counts']>,
    target: NonNullable<FunctionSums['counts']>,
    { alpha, comparisons }: Confidence,
  ) {
    this.#base = base;
    this.#target = target;
    this.#z = normalQuantile(alpha / 2 / Math.max(1, comparisons));
  }

  /** Of changes of a function's values, in their unit. */
  ofValues(name: string): { readonly flat: number; readonly cum: number } {
    const base = this.#base.of(name);
    const target = this.#target.of(name);
    return {
      flat: this.#valueError(base.flat, target.flat),
      cum: this.#valueError(base.cum, target.cum),
    };
  }

  ofTotal(): number {
    return this.#valueError(this.#base.total, this.#target.total);
  }

  /** Of a change of a function's share of its side, as a fraction of 1. */
  ofShare(name: string, measure: 'flat' | 'cum'): number {
    const base = this.#base.of(name)[measure];
    const target = this.#target.of(name)[measure];
    const { total: baseTotal } = this.#base;
    const { total: targetTotal } = this.#target;
    if (baseTotal <= 0 || targetTotal <= 0) return Number.POSITIVE_INFINITY;
    const pooled = Math.min(1, Math.max(0, (base + target) / (baseTotal + targetTotal)));
    const steps = 1 / baseTotal + 1 / targetTotal;
    return this.#z * Math.sqrt(pooled * (1 - pooled) * steps) + steps / 2;
  }

  #valueError(base: number, target: number): number {
    const [before, after] = [this.#base.perSample, this.#target.perSample];
    const variance = Math.abs(base) * before ** 2 + Math.abs(target) * after ** 2;
    return this.#z * Math.sqrt(variance) + (before + after) / 2;
  }
}

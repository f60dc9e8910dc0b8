import { normalQuantile } from './normal.ts';

/** Up to so many values in all the distribution is counted out; beyond, the normal curve is as good. */
export const MAX_EXACT = 50;

/** How often each sum of ranks comes up, over all choices of so many of them. */
export class RankSumDistribution {
  /** Choices with a sum of at most that; whole numbers below 2^53. */
  readonly #upTo: Float64Array;

  /** @param ranks of all values, whole numbers, ascending; @param size how many of them are the base's */
  constructor(ranks: readonly number[], size: number) {
    const most = ranks.slice(ranks.length - size).reduce((sum, rank) => sum + rank, 0);
    const width = most + 1;
    // ways[k * width + s]: choices of k of the ranks so far with the sum s.
    const ways = new Float64Array((size + 1) * width);
    ways[0] = 1;
    for (const rank of ranks) {
      for (let k = size; k > 0; k--) {
        const to = k * width;
        const from = to - width;
        for (let s = most; s >= rank; s--) ways[to + s]! += ways[from + s - rank]!;
      }
    }
    this.#upTo = ways.slice(size * width);
    for (let s = 1; s < width; s++) this.#upTo[s]! += this.#upTo[s - 1]!;
  }

  /** The chance of a sum of at most that. */
  atMost(sum: number): number {
    return this.#upTo[sum]! / this.#upTo.at(-1)!;
  }

  atLeast(sum: number): number {
    const all = this.#upTo.at(-1)!;
    return sum === 0 ? 1 : (all - this.#upTo[sum - 1]!) / all;
  }
}

/** The smallest p-value, two-sided, that so many profiles can give: all of one side above all of the other. */
export function smallestPValue(base: number, target: number): number {
  let ways = 1;
  for (let i = 1; i <= base; i++) ways = (ways * (target + i)) / i;
  return Math.min(1, 2 / ways);
}

/**
 * Of all differences between two samples, how many may be left out at either end so that what is between still holds
 * the shift with a confidence of 1 - alpha; 0: there are too few values for that confidence.
 */
export function differencesOutside(base: number, target: number, alpha: number): number {
  const count = base + target;
  if (count > MAX_EXACT) {
    const spread = Math.sqrt((base * target * (count + 1)) / 12);
    return Math.max(0, Math.floor((base * target) / 2 - normalQuantile(alpha / 2) * spread));
  }
  const smallest = (base * (base + 1)) / 2;
  const ranks = Array.from({ length: count }, (_, i) => i + 1);
  const distribution = new RankSumDistribution(ranks, base);
  let outside = 0;
  while (distribution.atMost(smallest + outside) <= alpha / 2) outside++;
  return outside;
}

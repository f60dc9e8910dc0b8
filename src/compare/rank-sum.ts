/**
 * The rank-sum test of Mann & Whitney ("On a test of whether one of two random variables is stochastically larger than
 * the other", Ann. Math. Statist. 18, 1947, https://doi.org/10.1214/aoms/1177730491; Wilcoxon 1945).
 */
import { normalTail } from './normal.ts';
import { MAX_EXACT, RankSumDistribution } from './rank-sum-distribution.ts';

/** Distributions by sizes and ties: many functions share one. */
export class RankSumTest {
  readonly #known = new Map<string, RankSumDistribution>();

  /**
   * The chance, where both sides are alike, of ranks at least as uneven: two-sided, twice the smaller tail. Exact with
   * ties, too: given which values are equal, each choice of the base's ranks is as likely as any other.
   */
  pValue(base: readonly number[], target: readonly number[]): number {
    const ranked = doubledRanks(base, target);
    const { rankSum, ranks, tiesCorrection } = ranked;
    if (ranks.length > MAX_EXACT) {
      return normalPValue({ rankSum, base: base.length, target: target.length, tiesCorrection });
    }
    const key = `${base.length} ${ranks.join(' ')}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = new RankSumDistribution(ranks, base.length);
      this.#known.set(key, known);
    }
    return Math.min(1, 2 * Math.min(known.atMost(rankSum), known.atLeast(rankSum)));
  }
}

interface Ranked {
  /** Of all values in order, each rank (the mean one of equal values) twice: whole numbers. */
  readonly ranks: readonly number[];
  /** Of the base's. */
  readonly rankSum: number;
  /** Σ(t³ - t) over groups of equal values. */
  readonly tiesCorrection: number;
}

function doubledRanks(base: readonly number[], target: readonly number[]): Ranked {
  const count = base.length + target.length;
  const values = Float64Array.from([...base, ...target]);
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const ranks: number[] = [];
  let rankSum = 0;
  let tiesCorrection = 0;
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && values[order[end]!] === values[order[start]!]) end++;
    const doubled = start + 1 + end;
    for (let i = start; i < end; i++) {
      ranks.push(doubled);
      if (order[i]! < base.length) rankSum += doubled;
    }
    const ties = end - start;
    tiesCorrection += ties ** 3 - ties;
    start = end;
  }
  return { ranks, rankSum, tiesCorrection };
}

interface LargeRanks {
  readonly rankSum: number;
  readonly base: number;
  readonly target: number;
  readonly tiesCorrection: number;
}

/** With the variance corrected for ties, and for continuity (Lehmann, Nonparametrics, 1975, ch. 1). */
function normalPValue({ rankSum, base, target, tiesCorrection }: LargeRanks): number {
  const count = base + target;
  const u = rankSum / 2 - (base * (base + 1)) / 2;
  const variance = ((base * target) / 12) * (count + 1 - tiesCorrection / (count * (count - 1)));
  if (variance <= 0) return 1;
  const distance = Math.max(0, Math.abs(u - (base * target) / 2) - 0.5);
  return Math.min(1, 2 * normalTail(distance / Math.sqrt(variance)));
}

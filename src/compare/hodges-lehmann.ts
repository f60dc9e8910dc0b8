/**
 * How far one sample lies from another, without assuming a distribution (Hodges & Lehmann, "Estimates of location based
 * on rank tests", Ann. Math. Statist. 34, 1963, https://doi.org/10.1214/aoms/1177704172).
 */
export interface Shift {
  /** The median of all differences between a value of the target and one of the base. */
  readonly shift: number;
  /** Holds the shift with at least the confidence asked for; undefined where there are too few values for it. */
  readonly interval: readonly [low: number, high: number] | undefined;
}

/** @param outside how many differences the interval leaves out at either end: `differencesOutside` */
export function hodgesLehmann(base: readonly number[], target: readonly number[], outside: number): Shift {
  const before = Float64Array.from(base).sort();
  const after = Float64Array.from(target).sort();
  const count = before.length * after.length;
  const at = (k: number): number => kthDifference(before, after, k);
  const middle = (count + 1) >> 1;
  const shift = count % 2 === 1 ? at(middle) : (at(middle) + at(middle + 1)) / 2;
  return { shift, interval: outside < 1 ? undefined : [at(outside), at(count + 1 - outside)] };
}

/** The k-th smallest difference (from 1): bisection over doubles, counting on the way; linear, and nothing is kept. */
function kthDifference(base: Float64Array, target: Float64Array, k: number): number {
  let low = target[0]! - base.at(-1)!;
  let high = target.at(-1)! - base[0]!;
  if (differencesUpTo(base, target, low) >= k) return low;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (differencesUpTo(base, target, middle) >= k) high = middle;
    else low = middle;
  }
}

function differencesUpTo(base: Float64Array, target: Float64Array, limit: number): number {
  let count = 0;
  let reached = 0;
  for (let b = base.length - 1; b >= 0; b--) {
    // The smaller the base's value, the larger the differences: ever fewer of the target's stay below.
    if (b === base.length - 1) reached = target.length;
    while (reached > 0 && target[reached - 1]! - base[b]! > limit) reached--;
    count += reached;
  }
  return count;
}

/**
 * Shares out cells by weight: each gets the whole part of its share, and what is left over goes to the largest
 * remainders (the first of equal ones). The result sums to `cells` exactly, if any weight is above 0.
 */
export function splitCells(weights: readonly number[], cells: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return weights.map(() => 0);
  const shares = weights.map((weight) => (weight / total) * cells);
  const split = shares.map(Math.floor);
  let left = cells - split.reduce((sum, count) => sum + count, 0);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    split[index]! += 1;
    left--;
  }
  return split;
}

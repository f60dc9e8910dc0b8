/**
 * P-values of tests that were made together, adjusted so that one is at most alpha by chance with a probability of
 * alpha: over all of them, however they hang together (Holm, "A simple sequentially rejective multiple test procedure",
 * Scand. J. Statist. 6, 1979, https://www.jstor.org/stable/4615733).
 */
export function holm(pValues: readonly number[]): number[] {
  const order = Array.from(pValues.keys()).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}

/** The standard normal distribution, as exact as doubles are, far into its tails. */

const SERIES_END = 2.5;
const FRACTION_TERMS = 200;

/**
 * P(Z > z). Near the middle by the series of Abramowitz & Stegun 26.2.11, in the tail by the continued fraction
 * 26.2.14 (https://personal.math.ubc.ca/~cbm/aands/page_932.htm).
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > SERIES_END) {
    let fraction = z;
    for (let term = FRACTION_TERMS; term > 0; term--) fraction = z + term / fraction;
    return density / fraction;
  }
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 - density * sum;
}

/** The z with P(Z > z) = tail, for 0 < tail <= 0.5; by bisection. */
export function normalQuantile(tail: number): number {
  let low = 0;
  let high = 40;
  for (let middle = 20; middle > low && middle < high; middle = (low + high) / 2) {
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}

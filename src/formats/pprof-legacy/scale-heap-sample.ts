import { goExp } from './go-exp.ts';
import { truncateToInt64 } from './go-number.ts';

/**
 * Objects and bytes as they probably were, from those that were sampled. On average one sample is taken every `rate`
 * bytes, at random, so an object of S bytes is sampled with the probability 1 - exp(-S / rate).
 */
export function scaleHeapSample(count: bigint, size: bigint, rate: bigint): readonly [bigint, bigint] {
  if (count === 0n || size === 0n) return [0n, 0n];
  // With a rate of 1 everything was sampled; below, nobody knows.
  if (rate <= 1n) return [count, size];
  const meanSize = Number(size) / Number(count);
  const scale = 1 / (1 - goExp(-meanSize / Number(rate)));
  return [truncateToInt64(Number(count) * scale), truncateToInt64(Number(size) * scale)];
}

import { describe, expect, it } from 'vitest';
import { entropyScores } from '../../../src/profile/graph-entropy.ts';

/** The score of node 0, which is called with these weights by as many others and calls nobody. */
function scoreOfCalled(weights: Float64Array | BigInt64Array, flat: number | bigint, cum: number | bigint) {
  const count = weights.length;
  const column = (own: number | bigint) =>
    typeof own === 'bigint'
      ? BigInt64Array.from({ length: count + 1 }, (_, node) => (node === 0 ? own : 0n))
      : Float64Array.from({ length: count + 1 }, (_, node) => (node === 0 ? own : 0));
  const edges = {
    count,
    source: Uint32Array.from({ length: count }, (_, e) => e + 1),
    target: new Uint32Array(count),
    weight: weights,
    isInline: new Uint8Array(count),
    isResidual: new Uint8Array(count),
  };
  const calls = { edges, divisors: undefined, isLeft: new Uint8Array(count).fill(1) };
  return entropyScores({ flat: column(flat), cum: column(cum) }, calls)(0);
}

describe('entropyScores', () => {
  it('adds the bits of the callers to 1 for no callees, times cum, and flat', () => {
    expect(scoreOfCalled(Float64Array.of(8), 3, 8)).toBe((0 + 1) * 8 + 3);
    expect(scoreOfCalled(Float64Array.of(4, 4), 3, 8)).toBe((1 + 1) * 8 + 3);
    expect(scoreOfCalled(Float64Array.of(2, 2, 2, 2), 3, 8)).toBe((2 + 1) * 8 + 3);
  });

  it('sums as int64 does: five times 2^62 wraps to 2^62, and each call is the whole', () => {
    const quarter = 2n ** 62n;
    expect(scoreOfCalled(new BigInt64Array(5).fill(quarter), 3n, 8n)).toBe(11n);
  });
});

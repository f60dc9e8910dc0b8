import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import { cutSmallEdges, forestCalls, withoutNodes } from '../../../src/profile/graph-calls.ts';
import { buildForest } from '../../../src/profile/graph-forest.ts';
import { buildNodes } from '../../../src/profile/graph-nodes.ts';
import { randomProfile } from '../../support/random-profile.ts';

/** Stacks are root first, letters are functions. */
function forestOf(stacks: readonly (readonly [string, number])[]) {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'samples', unit: 'count' }] });
  for (const [stack, value] of stacks) {
    const locations = [...stack].map((name) =>
      builder.addLocation({ lines: [{ function: builder.addFunction({ name }) }] }),
    );
    builder.addSample(locations.reverse(), [value]);
  }
  const profile = builder.build();
  const nodes = buildNodes(profile);
  const forest = buildForest(profile.samples, nodes, profile.samples.values[0]!);
  const pathOf = (node: number): string =>
    (forest.parent[node] === -1 ? '' : pathOf(forest.parent[node]!)) + nodes.name[forest.place[node]!];
  const nodeAt = (path: string) =>
    Array.from({ length: forest.count }, (_, node) => node).find((node) => pathOf(node) === path)!;
  return { forest, pathOf, nodeAt };
}

describe('a forest', () => {
  const { forest, pathOf, nodeAt } = forestOf([
    ['abc', 5],
    ['abd', 3],
    ['ab', 1],
    ['aab', 2],
    ['x', 4],
    ['zero', 0],
  ]);

  it('has a node a path, recursion included, with its sums', () => {
    const sums = Array.from({ length: forest.count }, (_, node) => [
      pathOf(node),
      forest.sums.flat[node],
      forest.sums.cum[node],
    ]);
    expect(sums.sort()).toEqual([
      ['a', 0, 11],
      ['aa', 0, 2],
      ['aab', 2, 2],
      ['ab', 1, 9],
      ['abc', 5, 5],
      ['abd', 3, 3],
      ['x', 4, 4],
    ]);
  });

  const shownEdges = (calls: ReturnType<typeof forestCalls>) =>
    Array.from({ length: calls.edges.count }, (_, e) => e)
      .filter((e) => calls.isLeft[e] === 1)
      .map((e) => {
        const { source, target, weight, isResidual } = calls.edges;
        return `${pathOf(source[e]!)}>${pathOf(target[e]!)}=${weight[e]}${isResidual[e] ? ' residual' : ''}`;
      })
      .sort();

  it('gives the children of a removed node to the next above', () => {
    const removed = new Uint8Array(forest.count);
    removed[nodeAt('ab')] = 1;
    removed[nodeAt('aa')] = 1;
    expect(shownEdges(withoutNodes(forest, forestCalls(forest), removed))).toEqual([
      'a>aab=2 residual',
      'a>abc=5 residual',
      'a>abd=3 residual',
    ]);
    removed[nodeAt('a')] = 1;
    expect(shownEdges(withoutNodes(forest, forestCalls(forest), removed))).toEqual([]);
  });

  it('keeps cut edges cut', () => {
    const calls = forestCalls(forest);
    expect(cutSmallEdges(calls, new Uint8Array(forest.count).fill(1), 3)).toBe(2);
    expect(shownEdges(calls)).toEqual(['a>ab=9', 'ab>abc=5', 'ab>abd=3']);
    const removed = new Uint8Array(forest.count);
    removed[nodeAt('aa')] = 1;
    expect(shownEdges(withoutNodes(forest, calls, removed))).toEqual(['a>ab=9', 'ab>abc=5', 'ab>abd=3']);
  });

  it.each([1, 2, 3, 4, 5, 6])('adds up whatever the values (profile %i)', (seed) => {
    const profile = decodePprof(randomProfile(seed));
    const nodes = buildNodes(profile, { granularity: 'lines' });
    for (const column of profile.samples.values) {
      const whole = buildForest(profile.samples, nodes, column);
      let flat = 0n;
      let roots = 0n;
      let expected = 0n;
      for (let node = 0; node < whole.count; node++) {
        flat += BigInt(whole.sums.flat[node]!);
        if (whole.parent[node] === -1) roots += BigInt(whole.sums.cum[node]!);
      }
      for (let s = 0; s < profile.samples.count; s++) {
        if (profile.samples.stackOffset[s] !== profile.samples.stackOffset[s + 1])
          expected += BigInt(column[s]!);
      }
      expect([flat, roots].map((sum) => BigInt.asIntN(64, sum))).toEqual([
        BigInt.asIntN(64, expected),
        BigInt.asIntN(64, expected),
      ]);
    }
  });
});

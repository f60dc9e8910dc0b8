import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeOptions } from '../../../src/flame/build-call-tree.ts';
import { childrenOf, pathTo } from '../../../src/flame/call-tree.ts';
import { type FlameGraph, flameGraph, flameSource } from '../../../src/flame/flame-source.ts';
import { cumByFrame, groupSum, matchFrames, occurrencesOf, searchTree } from '../../../src/flame/search.ts';
import type { ValueColumn } from '../../../src/profile/profile.ts';
import { type StackSample, stackProfile } from '../../support/stack-profile.ts';

type Samples = readonly StackSample[] | Readonly<Record<string, number>>;

const graphOf = (samples: Samples, options: TreeOptions = {}): FlameGraph =>
  flameGraph(flameSource(stackProfile(samples)), { sampleIndex: 0, ...options });

/** Every node as its path, with its cum, in drawing order. */
function listed({ tree, frames }: FlameGraph): [string, number][] {
  return Array.from({ length: tree.count - 1 }, (_, i) => [
    pathTo(tree, i + 1)
      .map((node) => (frames.isInlined[tree.frame[node]!] ? '+' : '') + frames.name[tree.frame[node]!])
      .join(';'),
    Number(tree.sums.cum[i + 1]!),
  ]);
}

/** As plain numbers: none of these tests but one has others. */
const numbers = (column: ValueColumn) => Array.from(column as Float64Array);

const marks = ({ frames }: FlameGraph, ...names: string[]) =>
  matchFrames(frames.name, (name) => names.includes(name));

/** Samples over few functions, so that stacks meet and recur. */
const someSamples = fc.array(
  fc.record({
    stack: fc.array(fc.constantFrom('a', 'b', 'c', 'd', '+e'), { maxLength: 6 }).map((names) => {
      const [first = '', ...rest] = names;
      return [first.replace('+', ''), ...rest].join(';');
    }),
    value: fc.integer({ min: 0, max: 9 }),
    isBase: fc.boolean(),
  }),
  { maxLength: 12 },
);

/** The same by definition: every path that a sample's stack begins with. */
function sumsByPath(samples: readonly StackSample[], sideOf: (sample: StackSample) => number) {
  const sums = new Map<string, number>();
  for (const sample of samples) {
    const names = sample.stack === '' ? [] : sample.stack.split(';');
    for (let length = 1; length <= names.length; length++) {
      const path = names.slice(0, length).join(';');
      sums.set(path, (sums.get(path) ?? 0) + sideOf(sample));
    }
  }
  return sums;
}

describe('sums over a tree', () => {
  it('are of all functions what they are of each', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const { tree, frames } = graphOf(samples);
        const all = cumByFrame(tree, tree.sums.cum, frames.count);
        for (let frame = 0; frame < frames.count; frame++) {
          expect(all[frame]).toBe(occurrencesOf(tree, frame).cum);
        }
      }),
    );
  });

  it('are exact beyond 2^53, and of a node with its later siblings', () => {
    const big = 2n ** 60n;
    const { tree, frames } = graphOf([
      { stack: 'a;b;a', value: big },
      { stack: 'a;c', value: 3n },
      { stack: 'a;d', value: 2n },
    ]);
    expect(cumByFrame(tree, tree.sums.cum, frames.count)[frames.name.indexOf('a')]).toBe(big + 5n);
    const [, c] = childrenOf(tree, 1);
    expect(groupSum(tree, c!)).toBe(5n);
  });
});

describe('the tree of calls', () => {
  it('adds stacks up, heaviest first and then by name', () => {
    const graph = graphOf({ 'main;b': 5, 'main;a': 5, 'main;c;d': 7, other: 1, main: 2 });
    expect(listed(graph)).toEqual([
      ['main', 19],
      ['main;c', 7],
      ['main;c;d', 7],
      ['main;a', 5],
      ['main;b', 5],
      ['other', 1],
    ]);
    expect(graph.tree.sums.cum[0]).toBe(20);
    expect(numbers(graph.tree.sums.flat)).toEqual([0, 2, 0, 7, 5, 5, 1]);
    expect(childrenOf(graph.tree, 0)).toEqual([1, 6]);
    expect(Array.from(graph.tree.samples)).toEqual([5, 4, 1, 1, 1, 1, 1]);
  });

  it('tells a function inlined from the same one called', () => {
    expect(listed(graphOf({ 'main;work': 2, 'main;+work': 3 }))).toEqual([
      ['main', 5],
      ['main;+work', 3],
      ['main;work', 2],
    ]);
  });

  it('has a node for every path, and the sums of its samples', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const plain = samples.map(({ stack, value }) => ({ stack, value }));
        const expected = [...sumsByPath(plain, ({ value }) => Number(value))].filter(([, sum]) => sum !== 0);
        expect(new Map(listed(graphOf(plain)))).toEqual(new Map(expected));
      }),
    );
  });

  it('is as wide as children and its own together, in drawing order', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const { tree } = graphOf(samples);
        for (let node = 0; node < tree.count; node++) {
          const children = childrenOf(tree, node);
          const sum = children.reduce((total, child) => total + tree.width[child]!, 0);
          expect(sum).toBeLessThanOrEqual(tree.width[node]!);
          for (const child of children) expect(tree.parent[child]).toBe(node);
          const widths = children.map((child) => tree.width[child]!);
          expect(widths).toEqual(widths.toSorted((a, b) => b - a));
        }
      }),
    );
  });

  it('is exact beyond 2^53', () => {
    const big = 2n ** 62n;
    const { tree } = graphOf([
      { stack: 'a;b', value: big },
      { stack: 'a', value: 1n },
    ]);
    expect(Array.from(tree.sums.cum as BigInt64Array)).toEqual([big + 1n, big + 1n, big]);
  });

  it('goes 100,000 frames deep', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `f${i % 50_000}`).join(';');
    const source = flameSource(stackProfile({ [names]: 1 }));
    const treeOf = (options: TreeOptions) => flameGraph(source, { sampleIndex: 0, ...options }).tree;
    const { tree } = flameGraph(source, { sampleIndex: 0 });
    expect(tree.depth[tree.count - 1]).toBe(100_000);
    expect(treeOf({ isInverted: true }).count).toBe(100_001);
    expect(treeOf({ isRecursionCollapsed: true }).count).toBe(50_001);
  }, 60_000);

  it('keeps values of both signs, as wide as what moved', () => {
    const { tree } = graphOf([
      { stack: 'a;b', value: 5 },
      { stack: 'a;c', value: -3 },
    ]);
    expect(numbers(tree.sums.cum)).toEqual([2, 2, 5, -3]);
    expect(Array.from(tree.width)).toEqual([8, 8, 5, 3]);
  });

  it('leaves out what is filtered', () => {
    const samples = { 'main;json;read': 5, 'main;render': 3, 'main;json;log': 1 };
    const whole = graphOf(samples);
    const only = (options: TreeOptions) => listed(graphOf(samples, options)).map(([path]) => path);
    expect(only({ isFocus: marks(whole, 'json') })).toEqual([
      'main',
      'main;json',
      'main;json;read',
      'main;json;log',
    ]);
    expect(only({ isIgnored: marks(whole, 'json') })).toEqual(['main', 'main;render']);
    expect(only({ isFocus: marks(whole, 'json'), isIgnored: marks(whole, 'log') })).toEqual([
      'main',
      'main;json',
      'main;json;read',
    ]);
    expect(only({ isHidden: marks(whole, 'json', 'main') })).toEqual(['read', 'render', 'log']);
  });
});

describe('callers', () => {
  it('stand below what uses something itself', () => {
    const graph = graphOf({ 'main;work;alloc': 4, 'main;alloc': 2, 'main;work': 3 }, { isInverted: true });
    expect(listed(graph)).toEqual([
      ['alloc', 6],
      ['alloc;work', 4],
      ['alloc;work;main', 4],
      ['alloc;main', 2],
      ['work', 3],
      ['work;main', 3],
    ]);
    expect(numbers(graph.tree.sums.flat)).toEqual([0, 0, 0, 4, 2, 0, 3]);
  });

  it('are the tree of the reversed stacks', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const plain = samples.map(({ stack, value }) => ({ stack: stack.replaceAll('+', ''), value }));
        const reversed = plain.map(({ stack, value }) => ({
          stack: stack.split(';').reverse().join(';'),
          value,
        }));
        expect(listed(graphOf(plain, { isInverted: true, minFraction: 0 }))).toEqual(
          listed(graphOf(reversed)),
        );
      }),
    );
  });

  it('say how many were too few to show', () => {
    const { tree } = graphOf({ 'main;a': 99, 'main;b': 1 }, { isInverted: true, minFraction: 0.05 });
    expect(tree.trimmed).toEqual({ count: 1, fraction: 0.05 });
    expect(tree.count).toBe(3);
  });
});

describe('recursion', () => {
  it('is left out where a frame comes again', () => {
    const samples = { 'main;f;f;g;f;h': 3, 'main;f;g': 2, 'main;g;f': 1 };
    expect(listed(graphOf(samples, { isRecursionCollapsed: true }))).toEqual([
      ['main', 6],
      ['main;f', 5],
      ['main;f;g', 5],
      ['main;f;g;h', 3],
      ['main;g', 1],
      ['main;g;f', 1],
    ]);
  });

  it('has no frame below itself, and leaves the cum of functions as it was', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const whole = graphOf(samples);
        const { tree, frames } = graphOf(samples, { isRecursionCollapsed: true });
        for (let node = 1; node < tree.count; node++) {
          const path = pathTo(tree, node).map((at) => tree.frame[at]!);
          expect(new Set(path).size).toBe(path.length);
        }
        expect(tree.sums.cum[0]).toBe(whole.tree.sums.cum[0]);
        for (let frame = 0; frame < frames.count; frame++) {
          expect(occurrencesOf(tree, frame).cum).toBe(occurrencesOf(whole.tree, frame).cum);
        }
      }),
    );
  });
});

describe('a comparison', () => {
  it('has both sides, and the width of the base and what changed', () => {
    const { tree } = graphOf([
      { stack: 'main;a', value: 10, isBase: true },
      { stack: 'main;a', value: 4 },
      { stack: 'main;b', value: 5 },
    ]);
    expect(numbers(tree.sums.cum)).toEqual([9, 9, 4, 5]);
    expect(numbers(tree.base!.cum)).toEqual([10, 10, 10, 0]);
    // a: 10 and 6 less; b: 5 more.
    expect(Array.from(tree.width)).toEqual([21, 21, 16, 5]);
  });

  it('has the sums of each side at every path', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const { tree, frames } = graphOf(samples);
        fc.pre(tree.base !== undefined);
        const base = sumsByPath(samples, ({ isBase, value }) => (isBase ? Number(value) : 0));
        const target = sumsByPath(samples, ({ isBase, value }) => (isBase ? 0 : Number(value)));
        for (const [i, [path, cum]] of listed({ tree, frames }).entries()) {
          expect([cum, tree.base!.cum[i + 1]]).toEqual([target.get(path), base.get(path)]);
        }
      }),
    );
  });
});

describe('search', () => {
  it('counts what lies below another match once', () => {
    const graph = graphOf({ 'main;f;g;f': 3, 'main;f': 2, 'main;h': 5, f: 1 });
    const found = searchTree(graph.tree, marks(graph, 'f', 'g'));
    expect(found.value).toBe(6);
    expect(found.width).toBe(6);
    expect(found.nodes.length).toBe(4);
    const main = 1;
    expect(searchTree(graph.tree, marks(graph, 'f'), main).value).toBe(5);
  });

  it('adds up one function wherever it is', () => {
    const graph = graphOf({ 'main;f;g;f': 3, 'main;f': 2, 'main;h': 5, f: 1 });
    const frame = graph.frames.name.indexOf('f');
    const { count, flat, cum, above } = occurrencesOf(graph.tree, frame);
    expect({ count, flat, cum }).toEqual({ count: 3, flat: 6, cum: 6 });
    expect(above.map((caller) => (caller === -1 ? 'root' : graph.frames.name[caller]))).toEqual([
      'main',
      'g',
      'root',
    ]);
  });
});

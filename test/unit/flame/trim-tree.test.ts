import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxTree, placeBoxes } from '../../../src/flame/box-tree.ts';
import type { TreeOptions } from '../../../src/flame/build-call-tree.ts';
import type { CallTree } from '../../../src/flame/call-tree.ts';
import { flameGraph, flameSource } from '../../../src/flame/flame-source.ts';
import { NO_FRAME } from '../../../src/flame/frames.ts';
import { type TrimmedTree, trimTree } from '../../../src/flame/trim-tree.ts';
import { type StackSample, stackProfile } from '../../support/stack-profile.ts';

type Samples = readonly StackSample[] | Readonly<Record<string, number>>;

const graphOf = (samples: Samples, options: TreeOptions = {}) =>
  flameGraph(flameSource(stackProfile(samples)), { sampleIndex: 0, ...options });

const all = () => true;

function atMost(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

function boxesOf({ depth, own, ownBase, ownWidth }: TrimmedTree) {
  const numbers = (column: Iterable<number | bigint>) => Array.from(column, Number);
  return boxTree({
    depth,
    own: numbers(own as Iterable<number | bigint>),
    ownBase: ownBase && numbers(ownBase as Iterable<number | bigint>),
    ownWidth,
  });
}

/** The nodes of a tree that a trimmed one still has: walked in step, pools passed over. */
function pairs(tree: CallTree, trimmed: TrimmedTree): [number, number][] {
  const found: [number, number][] = [];
  const walk = (node: number, box: number) => {
    found.push([node, box]);
    const boxes = boxesOf(trimmed);
    const byFrame = new Map<number, number>();
    for (let child = box + 1; child < boxes.end[box]!; child = boxes.end[child]!) {
      byFrame.set(trimmed.frame[child]!, child);
    }
    for (let child = node + 1; child < tree.end[node]!; child = tree.end[child]!) {
      const kept = byFrame.get(tree.frame[child]!);
      if (kept !== undefined) walk(child, kept);
    }
  };
  walk(0, 0);
  return found;
}

const someSamples = fc.array(
  fc.record({
    stack: fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 6 })
      .map((n) => n.join(';')),
    value: fc.integer({ min: 1, max: 100 }),
    isBase: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
);

describe('a trimmed tree', () => {
  it('pools what is too narrow, with how many nodes that are', () => {
    const { tree, frames } = graphOf({ 'main;work': 90, 'main;x;y': 4, 'main;z': 3, other: 3 });
    const trimmed = trimTree(tree, { minFraction: 0.05, fits: all });
    const names = Array.from(trimmed.frame, (frame) => (frame === NO_FRAME ? '' : frames.name[frame]));
    expect(names).toEqual(['', 'main', 'work', '', '']);
    expect(Array.from(trimmed.depth)).toEqual([0, 1, 2, 2, 1]);
    expect(Array.from(trimmed.own as Float64Array)).toEqual([0, 0, 90, 7, 3]);
    expect(trimmed.pools).toEqual([
      { node: 3, nodes: 3 },
      { node: 4, nodes: 1 },
    ]);
    expect(trimmed.leftOut).toBe(4);
  });

  it('takes the widest where there is not room for all', () => {
    const { tree, frames } = graphOf({ a: 1, b: 5, 'c;d': 9 });
    const trimmed = trimTree(tree, { minFraction: 0, fits: atMost(2) });
    const names = Array.from(trimmed.frame, (frame) => (frame === NO_FRAME ? '' : frames.name[frame]));
    expect(names).toEqual(['', 'c', 'd', '']);
    expect(Array.from(trimmed.own as Float64Array)).toEqual([0, 0, 9, 6]);
  });

  it.each([false, true])('adds up to exactly what it was, callers: %s', (isInverted) => {
    fc.assert(
      fc.property(
        someSamples,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.nat(20),
        fc.boolean(),
        (samples, minFraction, room, hasBase) => {
          const used = hasBase ? samples : samples.map((sample) => ({ ...sample, isBase: false }));
          // Callers may be trimmed on their way here, too.
          const { tree } = graphOf(used, { isInverted, minFraction: minFraction / 2 });
          const trimmed = trimTree(tree, { minFraction, fits: atMost(room) });
          const boxes = boxesOf(trimmed);
          for (const [node, box] of pairs(tree, trimmed)) {
            expect(boxes.cum[box]).toBe(Number(tree.sums.cum[node]));
            expect(boxes.own[box]).toBe(Number(tree.sums.flat[node]));
            if (tree.base) expect(boxes.baseCum![box]).toBe(Number(tree.base.cum[node]));
            expect(boxes.width[box]).toBeCloseTo(tree.width[node]!, 6);
          }
          const pooled = trimmed.pools.length;
          expect(trimmed.count - pooled).toBe(pairs(tree, trimmed).length);
          const before = tree.count + (tree.trimmed?.count ?? 0);
          expect(trimmed.count - pooled + trimmed.leftOut).toBe(before);
        },
      ),
    );
  });

  it('keeps 64-bit values exact', () => {
    const huge = 2n ** 62n;
    const { tree } = graphOf([
      { stack: 'a;b', value: huge },
      { stack: 'a;c', value: 3n },
    ]);
    const trimmed = trimTree(tree, { minFraction: 0.1, fits: all });
    expect(Array.from(trimmed.own as BigInt64Array)).toEqual([0n, 0n, huge, 3n]);
  });

  it('is as deep as the stacks are', () => {
    const depth = 100_000;
    const stack = Array.from({ length: depth }, (_, i) => `f${i % 7}`).join(';');
    const { tree } = graphOf({ [stack]: 5 });
    const boxes = boxesOf(trimTree(tree, { minFraction: 1e-4, fits: all }));
    expect([boxes.count, boxes.maxDepth, boxes.cum[depth]]).toEqual([depth + 1, depth, 5]);
  });
});

describe('boxes', () => {
  const boxes = boxTree({ depth: [0, 1, 2, 1], own: [0, 1, 4, 3] });

  it('stand side by side inside their callers', () => {
    expect(Array.from(boxes.width)).toEqual([8, 5, 4, 3]);
    expect(Array.from(placeBoxes(boxes))).toEqual([0, 0, 0, 5]);
  });

  it('stand in another order where ranks say so', () => {
    expect(Array.from(placeBoxes(boxes, [0, 2, 0, 1]))).toEqual([0, 3, 3, 0]);
  });
});

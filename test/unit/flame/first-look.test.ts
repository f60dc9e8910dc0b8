import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCallTree } from '../../../src/flame/build-call-tree.ts';
import type { CallTree } from '../../../src/flame/call-tree.ts';
import { firstLook } from '../../../src/flame/first-look.ts';
import { buildFrames } from '../../../src/flame/frames.ts';
import { buildStackTree, stackValues } from '../../../src/flame/stack-tree.ts';
import { FlameRows } from '../../../src/flame/view/flame-rows.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { type StackSample, stackProfile } from '../../support/stack-profile.ts';

interface Screen {
  readonly columns: number;
  readonly rows: number;
}

function bothTrees(profile: Profile, screen: Screen) {
  const frames = buildFrames(profile);
  const stacks = buildStackTree(profile.samples);
  const values = stackValues(stacks, profile.samples.values[0]!);
  return {
    whole: buildCallTree({ stacks, frames, values }),
    look: firstLook(profile.samples, 0, frames, screen),
  };
}

/** All that a screen shows of a tree, and can say of the cells that it shows. */
function drawn(tree: CallTree, { columns, rows }: Screen) {
  const layout = new FlameRows(tree, { node: 0 }, columns);
  return Array.from({ length: rows }, (_, depth) =>
    layout.row(depth).map(({ node, left, width, count }) => ({
      left,
      width,
      count,
      frame: tree.frame[node],
      cum: tree.sums.cum[node],
      samples: tree.samples[node],
      // Below the last row nothing is known.
      flat: count === 1 && depth < rows - 1 ? tree.sums.flat[node] : undefined,
    })),
  );
}

/** Stacks in which some frames are inlined, weights from nothing to nearly all. */
const someSamples: fc.Arbitrary<StackSample[]> = fc.array(
  fc.record({
    stack: fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', '+e', '+f'), { minLength: 1, maxLength: 9 })
      .map(([first, ...rest]) => [first!.replace('+', ''), ...rest].join(';')),
    value: fc.oneof(fc.integer({ min: -2, max: 3 }), fc.integer({ min: 0, max: 10_000 })),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('the first look', () => {
  it('shows what the whole tree shows, to the last cell', () => {
    const screens = fc.record({
      columns: fc.integer({ min: 20, max: 60 }),
      rows: fc.integer({ min: 2, max: 12 }),
    });
    fc.assert(
      fc.property(someSamples, screens, (samples, screen) => {
        const { whole, look } = bothTrees(stackProfile(samples), screen);
        expect(drawn(look!, screen)).toEqual(drawn(whole, screen));
      }),
      { numRuns: 300 },
    );
  });

  it('finds what a few samples do not tell of', () => {
    // Far more samples than are guessed from; one of them, which is not among these, is nearly all of the whole.
    const samples: StackSample[] = Array.from({ length: 20_000 }, (_, i) => ({
      stack: `main;f${i % 50};g${i % 70}`,
      value: 1,
    }));
    const deep = Array.from({ length: 30 }, (_, i) => `deep${i}`).join(';');
    samples[13_331] = { stack: `main;${deep}`, value: 9_000_000 };
    const screen = { columns: 80, rows: 40 };
    const { whole, look } = bothTrees(stackProfile(samples), screen);
    expect(drawn(look!, screen)).toEqual(drawn(whole, screen));
    expect(drawn(look!, screen)[31]).toHaveLength(1);
  });

  it('does not make what cannot be seen', () => {
    const samples = Array.from({ length: 30_000 }, (_, i) => ({
      stack: `main;work;f${i % 5000};g${i % 7000};h${i}`,
      value: 1,
    }));
    const { whole, look } = bothTrees(stackProfile(samples), { columns: 80, rows: 18 });
    expect(look!.count).toBeLessThan(whole.count / 5);
  });

  it('goes 100,000 frames deep', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `f${i % 50_000}`).join(';');
    const { look } = bothTrees(stackProfile([{ stack: names, value: 1 }]), { columns: 60, rows: 200_000 });
    expect(look!.count).toBe(100_001);
  });

  it('leaves values beyond 2^53 to the whole tree', () => {
    const profile = stackProfile([{ stack: 'a;b', value: 2n ** 62n }]);
    expect(bothTrees(profile, { columns: 80, rows: 20 }).look).toBeUndefined();
  });
});

describe('the tree of stacks', () => {
  /** Each sample's stack, read from the tree. */
  const stacksOf = ({ leaf, location, parent }: ReturnType<typeof buildStackTree>) =>
    Array.from(leaf, (end) => {
      const items: number[] = [];
      for (let node = end; node !== -1; node = parent[node]!) items.push(location[node]!);
      return items;
    });

  it.each([
    ['as ever', undefined],
    ['where all hashes of stacks meet', [0, 0]],
    ['where half of a hash is lost', [0, 0x85ebca77]],
    ['where hashes keep few bits', [1 << 28, 1 << 28]],
  ] as const)('is exact %s', (_, multipliers) => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(5), { maxLength: 8 }), { maxLength: 30 }), (stacks) => {
        const stackOffset = new Uint32Array(stacks.length + 1);
        for (const [s, each] of stacks.entries()) stackOffset[s + 1] = stackOffset[s]! + each.length;
        const tree = buildStackTree(
          { count: stacks.length, stack: Uint32Array.from(stacks.flat()), stackOffset },
          multipliers,
        );
        expect(stacksOf(tree)).toEqual(stacks);
        // Equal beginnings are one node, and there are no others.
        const beginnings = new Set(stacks.flatMap((each) => each.map((__, i) => each.slice(i).join(','))));
        expect(tree.count).toBe(beginnings.size);
      }),
    );
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import { encodeCpuProfile } from '../../../src/formats/v8-cpuprofile/encode-cpuprofile.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { gzip } from '../../../src/profile/gzip.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { sortedContent } from '../../support/sorted-content.ts';
import { stackSums } from '../../support/stack-sums.ts';

interface WrittenNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly hitCount: number;
  readonly children: readonly number[];
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

interface WrittenProfile {
  readonly nodes: readonly WrittenNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../../fixtures/profiles/${path}`, import.meta.url));
const written = (profile: Profile, sampleIndex = ''): string =>
  [...encodeCpuProfile(profile, { sampleIndex })].join('');
const parsed = (profile: Profile, sampleIndex = ''): WrittenProfile =>
  JSON.parse(written(profile, sampleIndex));
const back = (text: string): Promise<Profile> => decodeProfile(new TextEncoder().encode(text));

const total = (column: Iterable<number | bigint>): number =>
  Array.from(column, Number).reduce((sum, each) => sum + each, 0);

/** A profile of stacks written `leaf<caller`, with Go's CPU types. */
function cpu(stacks: readonly (readonly [stack: string, count: number, nanos: number])[]): Profile {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
  });
  for (const [stack, count, nanos] of stacks) {
    const locations = stack
      .split('<')
      .map((name) =>
        builder.addLocation({ lines: [{ function: builder.addFunction({ name, systemName: '' }) }] }),
      );
    builder.addSample(locations, [count, nanos]);
  }
  return builder.build();
}

describe('a V8 CPU profile that is written', () => {
  it.each(['node/24/cpu.cpuprofile', 'node/24/cpu-later.cpuprofile'])(
    'is the same profile when it is read again: %s',
    async (path) => {
      const profile = await decodeProfile(fixture(path));
      const again = await back(written(profile));
      expect(sortedContent(again)).toEqual(sortedContent(profile));
      expect(written(again)).toBe(written(profile));
      const compressed = await decodeProfile(gzip(new TextEncoder().encode(written(profile))), {
        name: 'unknown',
      });
      expect(sortedContent(compressed)).toEqual(sortedContent(profile));
    },
  );

  it('is the same for anything that V8 could record', async () => {
    const names = ['main', 'serve', 'parse', '(idle)', '(program)', '(garbage collector)'];
    const recording = fc.record({
      samples: fc.array(fc.record({ node: fc.nat(), delta: fc.integer({ min: 0, max: 3000 }) }), {
        minLength: 2,
        maxLength: 60,
      }),
      parents: fc.array(fc.nat(), { minLength: 4, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(recording, async ({ samples, parents }) => {
        const calls = parents.map((parent, i) => ({
          id: 8 + i,
          parent: i === 0 ? 1 : (parent % i) + 8,
          name: `f${i}`,
        }));
        const top = names.map((name, i) => ({ id: 2 + i, parent: 1, name }));
        const nodes = [{ id: 1, parent: undefined, name: '(root)' }, ...top, ...calls].map(
          ({ id, parent, name }) => ({
            id,
            parent,
            hitCount: 0,
            callFrame: {
              functionName: name,
              scriptId: '1',
              url: 'file:///a b.js',
              lineNumber: id,
              columnNumber: 3,
            },
          }),
        );
        const file = {
          nodes,
          samples: samples.map(({ node }) => 2 + (node % (nodes.length - 1))),
          timeDeltas: samples.map(({ delta }) => delta),
          startTime: 0,
          endTime: samples.reduce((sum, { delta }) => sum + delta, 0) + 500,
        };
        const profile = await back(JSON.stringify(file));
        const again = await back(written(profile));
        expect(sortedContent(again).samples).toEqual(sortedContent(profile).samples);
      }),
      { numRuns: 300 },
    );
  });

  it('gives every stack of any profile its time, and never fewer samples', async () => {
    const stack = fc
      .array(fc.constantFrom('a', 'b', '(program)', '(idle)', '(garbage collector)'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((names) => names.join('<'));
    const sample = fc.tuple(stack, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 5_000_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 8 }), async (samples) => {
        // A collection that interrupted a collection is none that V8 knows.
        const stacks = samples.filter(([text]) => !/\(garbage collector\)<\(garbage collector\)/.test(text));
        const profile = cpu(stacks.filter(([, count, nanos]) => count + nanos > 0));
        if (profile.samples.count === 0) return;
        const again = await back(written(profile));
        const wanted = stackSums(profile, 'cpu');
        const got = stackSums(again, 'cpu');
        for (const [key, nanos] of Object.entries(wanted))
          expect(Math.abs((got[key] ?? 0) - nanos)).toBeLessThanOrEqual(1);
        const sum = (values: Record<string, number>) =>
          Object.values(values).reduce((all, each) => all + each, 0);
        expect(Math.abs(sum(got) - sum(wanted))).toBeLessThanOrEqual(Object.keys(got).length);
        for (const [key, count] of Object.entries(stackSums(profile, 'samples'))) {
          expect(stackSums(again, 'samples')[key] ?? 0).toBeGreaterThanOrEqual(count);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the number of samples of a Go profile, its times and the lines that ran', async () => {
    const profile = await decodeProfile(fixture('go/1.26/cpu.pb.gz'));
    const file = parsed(profile);
    const counts = profile.samples.values[0]!;
    expect(file.samples).toHaveLength(total(counts));
    const again = await back(written(profile));
    // Two cores worked at once: no thread of V8's can, so the time is that of the samples.
    expect(again.durationNanos).toBe(3_920_000_000n);
    // By name and not by location: V8 keeps no lines of callers, and inlined functions are functions like any other.
    const flat = (of: Profile, type: string) => {
      const sums: Record<string, number> = {};
      for (const [stack, value] of Object.entries(stackSums(of, type))) {
        const leaf = stack.split('<')[0]!;
        sums[leaf] = (sums[leaf] ?? 0) + value;
      }
      return sums;
    };
    expect(flat(again, 'samples')).toEqual(flat(profile, 'samples'));
    expect(flat(again, 'cpu')).toEqual(flat(profile, 'cpu'));
    const ticks = file.nodes.flatMap(({ positionTicks = [], hitCount }) =>
      positionTicks.length === 0
        ? []
        : [[positionTicks.reduce((sum, each) => sum + each.ticks, 0), hitCount]],
    );
    expect(ticks.length).toBeGreaterThan(10);
    for (const [sum, hits] of ticks) expect(sum).toBeLessThanOrEqual(hits!);
  });

  it('has the shape that DevTools reads', async () => {
    const file = parsed(
      cpu([
        ['leaf<main', 2, 20_000_000],
        ['main', 1, 5_000_000],
        ['(idle)', 1, 15_000_000],
      ]),
    );
    expect(
      file.nodes.map(({ id, callFrame, children, hitCount }) => [
        id,
        callFrame.functionName,
        children,
        hitCount,
      ]),
    ).toEqual([
      [1, '(root)', [2, 4], 0],
      [2, 'main', [3], 1],
      [3, 'leaf', [], 2],
      [4, '(idle)', [], 1],
    ]);
    expect(file.nodes[0]!.callFrame).toEqual({
      functionName: '(root)',
      scriptId: '0',
      url: '',
      lineNumber: -1,
      columnNumber: -1,
    });
    // The last one stands for the mean of the others: 10 ms, which is one of leaf's two samples.
    expect(file.samples).toEqual([2, 4, 3, 3]);
    expect(file.timeDeltas).toEqual([0, 5000, 15_000, 10_000]);
    expect([file.startTime, file.endTime]).toEqual([0, 40_000]);
  });

  it('puts what was not sampled before the first sample', () => {
    const { samples, ...rest } = cpu([['main', 2, 20_000_000]]);
    const file = parsed({ ...rest, samples, durationNanos: 1_000_000_000n });
    expect(file.timeDeltas).toEqual([980_000, 10_000]);
    expect(file.endTime).toBe(1_000_000);
    // On several cores more time passes than there is.
    const busy = parsed({ ...rest, samples, durationNanos: 5_000_000n });
    expect(busy.timeDeltas).toEqual([0, 10_000]);
    expect(busy.endTime).toBe(20_000);
  });

  it('tells scripts and functions apart, and writes paths as URLs', async () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
    const location = (name: string, filename: string, line: number, column: number) =>
      builder.addLocation({
        lines: [
          {
            function: builder.addFunction({ name, systemName: '', filename, startLine: line }),
            line,
            column,
          },
        ],
      });
    const files = [
      '/app/a b#1.js',
      '/app/ü%zz?.js',
      'C:/x.js',
      'node:fs',
      '',
      'https://x.test/a.js',
      '/C:/odd.js',
    ];
    for (const file of files) builder.addSample([location('(anonymous)', file, 3, 7)], [1000]);
    builder.addSample([location('(anonymous)', '', 3, 9)], [1000]);
    const profile = builder.build();
    const file = parsed(profile);
    const frames = file.nodes.slice(1).map(({ callFrame }) => callFrame);
    expect(frames.map(({ url }) => url)).toEqual([
      'file:///app/a%20b%231.js',
      'file:///app/%C3%BC%25zz%3F.js',
      'file:///C:/x.js',
      'node:fs',
      '',
      'https://x.test/a.js',
      '/C:/odd.js',
      '',
    ]);
    expect(new Set(frames.map(({ scriptId }) => scriptId)).size).toBe(files.length);
    expect(frames.every(({ functionName, lineNumber }) => functionName === '' && lineNumber === 2)).toBe(
      true,
    );
    const names = (of: Profile) => sortedContent(of).samples.map((text) => JSON.parse(text).stack);
    expect(names(await back(written(profile)))).toEqual(names(profile));
  });

  it('writes any value, a unit as a microsecond where it is no time', async () => {
    const heap = await decodeProfile(fixture('go/1.26/heap.pb.gz'));
    for (const type of ['inuse_space', 'alloc_objects']) {
      const { timeDeltas, samples } = parsed(heap, type);
      const column = heap.samples.values[heap.sampleTypes.findIndex((each) => each.type === type)]!;
      const all = total(column);
      const written = timeDeltas.slice(1).reduce((sum, each) => sum + each, 0);
      // All but the last sample, which has the mean.
      expect(written).toBeCloseTo(all - all / samples.length, 3);
    }
    expect(() => parsed(heap, 'cpu')).toThrow('sample_index "cpu" must be one of');
  });

  it('names what has no function by its address', () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
    const mapping = builder.addMapping({ file: '/usr/lib/libx.so' });
    builder.addSample([builder.addLocation({ mapping, address: 0x4a10n, lines: [] })], [1]);
    expect(parsed(builder.build()).nodes[1]!.callFrame).toMatchObject({
      functionName: '0x4a10',
      url: '/usr/lib/libx.so',
      lineNumber: -1,
    });
  });

  it('refuses a difference, and writes a profile without samples', async () => {
    expect(() => written(cpu([['main', 1, -5]]))).toThrow('negative values');
    expect(() => written(cpu([['main', -1, 5]]))).toThrow('negative values');
    expect(parsed(cpu([]))).toMatchObject({ samples: [], timeDeltas: [], endTime: 0 });
  });

  it('writes at most a million samples, and each stack at least once', () => {
    const file = parsed(
      cpu([
        ['a', 3_000_000, 3_000_000_000],
        ['b', 1, 1000],
      ]),
    );
    expect(file.samples.length).toBeLessThanOrEqual(1_000_001);
    expect(new Set(file.samples).size).toBe(2);
    expect(file.endTime).toBeCloseTo(3_000_001, 3);
  });

  it('writes stacks far deeper than the engine could recurse', async () => {
    const profile = cpu([[Array.from({ length: 30_000 }, (_, i) => `f${i % 7}`).join('<'), 2, 2000]]);
    const again = await back(written(profile));
    expect(again.samples.stack).toHaveLength(30_000);
    expect(Object.values(stackSums(again, 'cpu'))).toEqual([2000]);
  });
});

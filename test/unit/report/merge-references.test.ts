import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import {
  encodeMerged,
  mergeReferences,
  requireMergeTarget,
  writeMerged,
} from '../../../src/report/merge-references.ts';
import { parseWeights } from '../../../src/report/merge-weights.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { MemoryFiles } from '../../support/memory-files.ts';
import { smallProfile } from '../../support/small-profiles.ts';
import { stackSums } from '../../support/stack-sums.ts';

const files = new MemoryFiles({
  'a.pb.gz': smallProfile({
    stacks: { 'main;work': 30, 'main;idle': 1 },
    time: '2024-01-15T12:00:00Z',
    seconds: 10,
    comments: ['# prof/git-branch=main', '# prof/run=1', 'by hand'],
  }),
  'b.pb.gz': smallProfile({
    stacks: { 'main;work': 5, 'main;rest': 9 },
    time: '2024-01-14T12:00:00Z',
    seconds: 20,
    comments: ['# prof/git-branch=main', '# prof/run=2'],
  }),
  'heap.pb.gz': smallProfile({ sampleTypes: ['inuse_space/bytes'] }),
});
const store = new MemoryBlobStore();
const deps = {
  store: async () => store,
  files: async () => files,
  http: async () => {
    throw new Error('not asked for');
  },
  clock: { nowMs: () => Date.parse('2024-01-15T18:00:00Z') },
};

const cpuSums = (profile: Profile) => stackSums(profile, 'cpu');

const merge = (references: string[], ...weights: string[]) => mergeReferences({ references, weights }, deps);
const stacks = async (references: string[], ...weights: string[]) =>
  cpuSums((await merge(references, ...weights)).profile);

describe('mergeReferences', () => {
  it('adds up equal stacks', async () => {
    expect(await stacks(['a.pb.gz', 'b.pb.gz'])).toEqual(
      cpuSums(
        await decodeProfile(smallProfile({ stacks: { 'main;work': 35, 'main;idle': 1, 'main;rest': 9 } })),
      ),
    );
  });

  it('multiplies by weights, half away from zero, and drops what is nothing', async () => {
    // 30 × 0.25 + 5 × 0.5 = 8 (7.5 → 8) + 3 (2.5 → 3); 1 × 0.25 → 0; 9 × 0.5 = 4.5 → 5.
    const expected = cpuSums(
      await decodeProfile(smallProfile({ stacks: { 'main;work': 11, 'main;rest': 5 } })),
    );
    expect(await stacks(['a.pb.gz', 'b.pb.gz'], '0.25', '0.5')).toEqual(expected);
    expect(await stacks(['a.pb.gz', 'b.pb.gz'], 'b.pb.gz=0.5', 'a.pb.gz=0.25')).toEqual(expected);
  });

  it('keeps time and duration, and the facts that all share', async () => {
    const { profile, sources, notes } = await merge(['a.pb.gz', 'b.pb.gz'], 'b.pb.gz=2');
    expect(Number(profile.timeNanos / 1_000_000n)).toBe(Date.parse('2024-01-14T12:00:00Z'));
    expect(profile.durationNanos).toBe(30_000_000_000n);
    expect(profile.comments).toEqual(['# prof/git-branch=main', 'by hand']);
    expect(sources).toEqual([
      { name: 'a.pb.gz', weight: 1 },
      { name: 'b.pb.gz', weight: 2 },
    ]);
    expect(notes).toEqual([]);
  });

  it('weighs all pods of a run, and says what is there twice', async () => {
    for (const pod of ['aaaaa', 'bbbbb']) {
      const key = `2024-01-15/checkout/20240115-120000-${pod}-cpu.pprof`;
      await store.putIfAbsent(key, smallProfile({ stacks: { main: 10 } }), {});
    }
    const { profile, sources, notes } = await merge(['checkout/cpu', 'checkout/cpu,pod=aaaaa'], '3', '1');
    expect(sources.map(({ weight }) => weight)).toEqual([3, 3, 1]);
    expect([...profile.samples.values[0]!]).toEqual([70]);
    expect(notes).toEqual(['2024-01-15/checkout/20240115-120000-aaaaa-cpu.pprof counts 2 times']);
  });

  it('refuses profiles of unlike types', async () => {
    await expect(merge(['a.pb.gz', 'heap.pb.gz'])).rejects.toMatchObject({ code: 'BAD_PROFILE' });
  });
});

describe('weights', () => {
  it('are one a reference, or named', () => {
    expect(parseWeights([], ['a', 'b'])).toEqual([1, 1]);
    expect(parseWeights(['.5', '2e1'], ['a', 'b'])).toEqual([0.5, 20]);
    expect(parseWeights(['x=y.pb=0.5'], ['x=y.pb', 'b', 'x=y.pb'])).toEqual([0.5, 1, 0.5]);
  });

  it.each([
    [['1'], 'weight for 2 references'],
    [['1', '2', '3'], '3 weights for 2 references'],
    [['1', 'a=2'], 'in order or by name'],
    [['c=2'], 'c, which is not among the profiles'],
    [['0', '1'], 'a number above 0, not 0'],
    [['-1', '1'], 'a number above 0, not -1'],
    [['a='], 'a number above 0, not a='],
    [['a=1e999'], 'a number above 0'],
    [['NaN', 'Infinity'], 'a number above 0'],
  ])('refuses %j', (texts, message) => {
    expect(() => parseWeights(texts, ['a', 'b'])).toThrow(message);
  });
});

describe('the file of a merge', () => {
  it('is gzip but for .pb, whatever else it is called', async () => {
    const { profile } = await merge(['a.pb.gz']);
    for (const [path, isGzip] of [
      ['c.pb.gz', true],
      ['default.pgo', true],
      ['c.pb', false],
    ] as const) {
      const bytes = await encodeMerged(profile, path);
      expect(bytes[0] === 0x1f).toBe(isGzip);
      expect(cpuSums(await decodeProfile(bytes))).toEqual(cpuSums(profile));
    }
  });

  it('is never that of another format, and replaces only what it is told to', async () => {
    await expect(requireMergeTarget('x.folded', true, deps)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(requireMergeTarget('a.pb.gz', false, deps)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(requireMergeTarget('a.pb.gz', true, deps)).resolves.toBeUndefined();
    const { profile } = await merge(['a.pb.gz']);
    await expect(writeMerged(profile, 'b.pb.gz', { overwrite: false }, deps)).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});

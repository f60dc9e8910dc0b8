import { beforeAll, describe, expect, it } from 'vitest';
import { loadSides } from '../../../src/compare/load-sides.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { MemoryFiles } from '../../support/memory-files.ts';
import { smallProfile } from '../../support/small-profiles.ts';

const store = new MemoryBlobStore();
const files = new MemoryFiles({ 'a.pb.gz': smallProfile(), 'b.pb.gz': smallProfile() });
const deps = {
  store: async () => store,
  files: async () => files,
  http: async () => {
    throw new Error('not asked for');
  },
  clock: { nowMs: () => Date.parse('2024-01-15T18:00:00Z') },
};

beforeAll(async () => {
  const heap = smallProfile({ sampleTypes: ['inuse_space/bytes'] });
  for (const [key, bytes] of [
    ['2024-01-15/checkout/20240115-120000-cpu.pprof', smallProfile()],
    ['2024-01-15/checkout/20240115-120000-heap.pprof', heap],
    ['2024-01-15/checkout/20240115-130000-cpu.pprof', smallProfile()],
    ['2024-01-15/checkout/20240115-130000-heap.pprof', heap],
    ['2024-01-15/web/20240115-120000-heap.pprof', heap],
  ] as const) {
    await store.putIfAbsent(key, bytes, {});
  }
});

async function names(base: string, target?: string) {
  const sides = await loadSides({ base, target }, deps);
  const of = (side: typeof sides.base) => side.map(({ name }) => name.replace(/^.*\//, '')).join();
  return [of(sides.base), of(sides.target)];
}

describe('loadSides', () => {
  it('loads what is named', async () => {
    expect(await names('checkout/cpu~1', 'checkout/cpu')).toEqual([
      '20240115-120000-cpu.pprof',
      '20240115-130000-cpu.pprof',
    ]);
    expect(await names('./a.pb.gz', 'checkout/cpu')).toEqual(['a.pb.gz', '20240115-130000-cpu.pprof']);
  });

  it("takes the newest of the base's service and type without a target", async () => {
    expect(await names('checkout/heap@20240115-120000')).toEqual([
      '20240115-120000-heap.pprof',
      '20240115-130000-heap.pprof',
    ]);
    expect(await names('store:2024-01-15/checkout/20240115-120000-cpu.pprof')).toEqual([
      '20240115-120000-cpu.pprof',
      '20240115-130000-cpu.pprof',
    ]);
  });

  it('lets a type named once hold for both sides', async () => {
    expect(await names('checkout/heap~1', 'checkout')).toEqual([
      '20240115-120000-heap.pprof',
      '20240115-130000-heap.pprof',
    ]);
    expect(await names('checkout@20240115-120000', 'checkout/heap')).toEqual([
      '20240115-120000-heap.pprof',
      '20240115-130000-heap.pprof',
    ]);
    expect(await names('web', 'store:checkout')).toEqual([
      '20240115-120000-heap.pprof',
      '20240115-130000-heap.pprof',
    ]);
    expect(await names('checkout~1', 'checkout')).toEqual([
      '20240115-120000-cpu.pprof',
      '20240115-130000-cpu.pprof',
    ]);
  });

  it.each([
    ['checkout/cpu', 'checkout/cpu@20240115-130000', 'both sides are the same'],
    ['./a.pb.gz', 'a.pb.gz', 'both sides are the same: ./a.pb.gz'],
    ['-', '-', 'standard input is one profile'],
    ['checkout/cpu', undefined, 'is the newest there is'],
    ['./a.pb.gz', undefined, './a.pb.gz is not from the store'],
  ])('refuses %s and %s', async (base, target, message) => {
    const failure = await loadSides({ base, target }, deps).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'ProfError', code: 'USAGE', exitCode: 2 });
    expect((failure as Error).message).toContain(message);
  });

  it('suggests the run before', async () => {
    await expect(loadSides({ base: 'checkout/cpu', target: undefined }, deps)).rejects.toMatchObject({
      hints: ['the run before it: prof diff checkout/cpu~1'],
    });
  });
});

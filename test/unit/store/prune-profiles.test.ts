import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PruneOptions, planPrune } from '../../../src/store/prune-profiles.ts';
import { removeProfiles } from '../../../src/store/remove-profiles.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';

const clock = { nowMs: () => Date.parse('2024-01-20T12:00:00Z') };
const key = (day: number, service: string, name = 'cpu') =>
  `2024-01-${String(day).padStart(2, '0')}/${service}/202401${String(day).padStart(2, '0')}-120000-${name}.pprof`;

async function storeOf(entries: readonly [string, number][]): Promise<MemoryBlobStore> {
  const store = new MemoryBlobStore();
  for (const [at, size] of entries) await store.put(at, new Uint8Array(size), {});
  return store;
}

const planned = async (store: MemoryBlobStore, options: Partial<PruneOptions>) =>
  (await planPrune({ selection: {}, ...options }, { store, clock })).map((entry) => entry.key);

describe('prune', () => {
  it('wants all conditions to hold', async () => {
    const store = await storeOf([
      [key(10, 'checkout'), 100],
      [key(11, 'checkout'), 10],
      [key(12, 'checkout'), 100],
      [key(19, 'checkout'), 100],
    ]);
    expect(await planned(store, { olderThan: '5d' })).toEqual(
      [10, 11, 12].map((day) => key(day, 'checkout')),
    );
    expect(await planned(store, { olderThan: '5d', largerThanBytes: 10 })).toEqual([
      key(10, 'checkout'),
      key(12, 'checkout'),
    ]);
    expect(await planned(store, { olderThan: '5d', largerThanBytes: 10, keepLast: 2 })).toEqual([
      key(10, 'checkout'),
    ]);
    expect(await planned(store, { olderThan: '8d' })).toEqual([key(10, 'checkout'), key(11, 'checkout')]);
  });

  it('keeps runs of each service and type, all pods of them', async () => {
    const store = await storeOf([
      [key(10, 'cart'), 1],
      [key(11, 'checkout', 'x1-cpu'), 1],
      [key(11, 'checkout', 'x2-cpu'), 1],
      [key(12, 'checkout', 'heap'), 1],
      [key(13, 'checkout', 'x1-cpu'), 1],
      [key(13, 'checkout', 'x2-cpu'), 1],
    ]);
    expect(await planned(store, { keepLast: 1 })).toEqual([
      key(11, 'checkout', 'x1-cpu'),
      key(11, 'checkout', 'x2-cpu'),
    ]);
    expect(await planned(store, { keepLast: 2 })).toEqual([]);
    expect(await planned(store, { keepLast: 0 })).toHaveLength(6);
  });

  it('counts the newest runs among all, whatever is selected', async () => {
    const store = await storeOf([10, 11, 12].map((day): [string, number] => [key(day, 'checkout'), 1]));
    expect(await planned(store, { keepLast: 1, selection: { until: '2024-01-11' } })).toEqual([
      key(10, 'checkout'),
      key(11, 'checkout'),
    ]);
    const patterns = [{ kind: 'exclude', pattern: '*20240112*' }] as const;
    expect(await planned(store, { keepLast: 2, selection: { patterns } })).toEqual([key(10, 'checkout')]);
  });

  it('leaves alone what is not under its own keys', async () => {
    const store = await storeOf([
      ['app/default.pgo', 1],
      ['app/staging/1600000000', 1],
      ['cpu_profile-2020-07-05T12:43:16.123Z.cpuprofile', 1],
      ['notes/2020.txt', 1],
      [key(1, 'checkout'), 1],
    ]);
    expect(await planned(store, { olderThan: '1d' })).toEqual([key(1, 'checkout')]);
  });

  it('refuses to guess', async () => {
    const store = await storeOf([]);
    await expect(planned(store, {})).rejects.toMatchObject({ code: 'USAGE' });
    await expect(planned(store, { olderThan: 'soon' })).rejects.toMatchObject({
      code: 'USAGE',
      message: '--older-than wants a duration, not soon',
    });
  });

  it('never removes one of the newest runs, on random stores', async () => {
    const profile = fc.tuple(
      fc.integer({ min: 1, max: 19 }),
      fc.constantFrom('checkout', 'cart'),
      fc.constantFrom('cpu', 'x1-cpu', 'heap', 'x2-heap'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(profile, { maxLength: 40 }),
        fc.nat(5),
        fc.nat(20),
        async (profiles, keepLast, days) => {
          const keys = profiles.map(([day, service, name]) => key(day, service, name));
          const store = await storeOf(keys.map((each) => [each, 1]));
          const gone = new Set(await planned(store, { keepLast, olderThan: `${days}d` }));
          for (const [day, service, name] of profiles) {
            const type = name.replace(/^.*-/, '');
            const newer = profiles.filter(
              (each) => each[1] === service && each[2].endsWith(type) && each[0] > day,
            );
            const isProtected = new Set(newer.map((each) => each[0])).size < keepLast;
            const isOld = 20 - day > days;
            expect(gone.has(key(day, service, name))).toBe(isOld && !isProtected);
          }
        },
      ),
    );
  });
});

it('tells which profiles a store did not remove', async () => {
  const store = await storeOf([
    [key(1, 'checkout'), 1],
    [key(2, 'checkout'), 1],
  ]);
  const entries = await planPrune({ selection: {}, olderThan: '1d' }, { store, clock });
  const { ProfError } = await import('../../../src/kit/errors.ts');
  store.deleteMany = async (keys) =>
    [{ key: keys[0]!, error: new ProfError('NOT_ALLOWED', 'locked') }] as never;
  expect(await removeProfiles(entries, { store })).toMatchObject({
    removed: [{ key: key(2, 'checkout') }],
    failed: [{ name: key(1, 'checkout'), error: { message: 'locked' } }],
    remaining: 0,
  });
  store.deleteMany = async () => {
    throw new ProfError('UNREACHABLE', 'gone');
  };
  expect((await removeProfiles(entries, { store })).failed).toHaveLength(2);
  const stopped = AbortSignal.abort(new ProfError('INTERRUPTED', 'stopped'));
  expect(await removeProfiles(entries, { store, signal: stopped })).toMatchObject({
    removed: [],
    remaining: 2,
  });
});

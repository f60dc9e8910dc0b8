import { describe, expect, it } from 'vitest';
import { migrateProfiles } from '../../../src/migrate/migrate-profiles.ts';
import { type MigrationOptions, planMigration, requireMoves } from '../../../src/migrate/plan-migration.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { smallProfile } from '../../support/small-profiles.ts';

const CPU = smallProfile({ time: '2024-01-15T12:00:00Z', seconds: 30 });
const HEAP = smallProfile({
  time: '2024-01-16T08:30:00Z',
  sampleTypes: ['inuse_objects/count', 'inuse_space/bytes'],
});

async function storeOf(entries: Record<string, Uint8Array>): Promise<MemoryBlobStore> {
  const store = new MemoryBlobStore();
  for (const [key, bytes] of Object.entries(entries))
    await store.putIfAbsent(key, bytes, { note: 'as%C3%A9' });
  return store;
}

const NOTHING: MigrationOptions = { pattern: undefined, service: undefined };

async function keysOf(store: MemoryBlobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys;
}

const targets = async (source: MemoryBlobStore, options: Partial<MigrationOptions> = {}) => {
  const plan = await planMigration({ ...NOTHING, ...options }, { source, destination: source });
  return Object.fromEntries(plan.moves.map(({ from, key }) => [from.key, key]));
};

describe('where profiles of other layouts belong', () => {
  it('is told by keys of pods, of OpenProfiling and of autopgo', async () => {
    const source = await storeOf({
      'shop/checkout-7d8f9c5b6d-x2x4z/20240115-120000/cpu.pprof': CPU,
      'shop/db-0/2024-01-15T12:00:00Z/profile.pb.gz': CPU,
      'cpu_profile-2024-01-15T12:43:16.123Z.cpuprofile': CPU,
      'HEAP_SNAPSHOT-2024-01-15T12:43:16.123Z.heapsnapshot': CPU,
      'api/staging/1705320000000000000': CPU,
    });
    expect(await targets(source)).toEqual({
      'shop/checkout-7d8f9c5b6d-x2x4z/20240115-120000/cpu.pprof':
        '2024-01-15/checkout/20240115-120000-cpu.pprof',
      'shop/db-0/2024-01-15T12:00:00Z/profile.pb.gz': '2024-01-15/db/20240115-120000-cpu.pprof',
      'cpu_profile-2024-01-15T12:43:16.123Z.cpuprofile':
        '2024-01-15/openprofiling/20240115-124316-cpu.cpuprofile',
      'HEAP_SNAPSHOT-2024-01-15T12:43:16.123Z.heapsnapshot':
        '2024-01-15/openprofiling/20240115-124316-heapsnapshot.heapsnapshot',
      'api/staging/1705320000000000000': '2024-01-15/api/20240115-120000-cpu.pprof',
    });
  });

  it('names the pods where several had a profile in one second', async () => {
    const source = await storeOf({
      'shop/web-7d8f9c5b6d-x2x4z/20240115-120000/cpu.pprof': CPU,
      'shop/web-7d8f9c5b6d-bcdfg/20240115-120000/heap.pprof': HEAP,
    });
    expect(Object.values(await targets(source))).toEqual([
      '2024-01-15/web/20240115-120000-bcdfg-heap.pprof',
      '2024-01-15/web/20240115-120000-x2x4z-cpu.pprof',
    ]);
  });

  it('is told by the content of loose files, if somebody says whose they are', async () => {
    const source = await storeOf({ 'a.pb.gz': CPU, 'deep/er/b.pprof': HEAP, 'c.pprof': Buffer.from('none') });
    const without = await planMigration(NOTHING, { source, destination: source });
    expect(without.moves).toEqual([]);
    expect(without.unplaced.map(({ why }) => why)).toEqual(
      Array(3).fill(expect.stringContaining('--service')),
    );
    const plan = await planMigration({ ...NOTHING, service: 'checkout' }, { source, destination: source });
    expect(plan.moves.map(({ from, key }) => [from.key, key])).toEqual([
      ['a.pb.gz', '2024-01-15/checkout/20240115-120000-cpu.pprof'],
      ['deep/er/b.pprof', '2024-01-16/checkout/20240116-083000-heap.pprof'],
    ]);
    expect(plan.unplaced).toEqual([
      { key: 'c.pprof', why: 'its content is no profile that the store keeps as it is' },
    ]);
  });

  it("is told by a pattern of one's own, alone", async () => {
    const source = await storeOf({
      'checkout/2024-01-15T12:00:00Z.web-0.heap.pprof': HEAP,
      'shop/db-0/20240115-120000/cpu.pprof': CPU,
    });
    const plan = await planMigration(
      { ...NOTHING, pattern: '{service}/{time}.{pod}.{type}.{ext}' },
      { source, destination: source },
    );
    expect(plan.moves.map(({ key }) => key)).toEqual(['2024-01-15/checkout/20240115-120000-heap.pprof']);
    expect(plan.unplaced).toEqual([
      { key: 'shop/db-0/20240115-120000/cpu.pprof', why: 'it does not fit the pattern' },
    ]);
  });

  it('leaves what is in its place, and says what it does not know', async () => {
    const source = await storeOf({
      '2024-01-15/checkout/20240115-120000-cpu.pprof': CPU,
      'README.md': Buffer.from('hello'),
      'shop/db-0/20240231-120000/cpu.pprof': CPU,
    });
    const plan = await planMigration(NOTHING, { source, destination: source });
    expect(plan).toMatchObject({ moves: [], ownCount: 1 });
    expect(plan.unplaced).toEqual([
      { key: 'README.md', why: 'its name is not that of a profile' },
      { key: 'shop/db-0/20240231-120000/cpu.pprof', why: '20240231-120000 is no time' },
    ]);
  });
});

describe('a profile that is in its place', () => {
  const OWN = '2024-01-15/checkout/20240115-120000-cpu.pprof';

  // Each of these, moved, would be copied to itself and then removed.
  it.each([
    ['by a pattern that fits it', OWN, 'memory:', '{any}/{service}/{time}-{type}.{ext}'],
    [
      'of a store inside of the source',
      `profiles/${OWN}`,
      'memory:/profiles',
      'profiles/{any}/{service}/{time}-{type}.{ext}',
    ],
    ['of a store inside of a folder of loose files', `profiles/${OWN}`, 'memory:/profiles/', undefined],
  ])('is not moved %s', async (_how, key, url, pattern) => {
    const source = await storeOf({ [key]: CPU });
    const plan = await planMigration({ pattern, service: 'other' }, { source, destination: { url } });
    expect(plan).toMatchObject({ moves: [], unplaced: [], ownCount: 1 });
  });

  it('of another store is not this one, and a word says what brings it', async () => {
    const source = await storeOf({ [OWN]: CPU });
    const plan = await planMigration(NOTHING, { source, destination: { url: 'memory:/elsewhere' } });
    expect(plan).toMatchObject({ moves: [], ownCount: 0 });
    expect(plan.unplaced).toEqual([{ key: OWN, why: expect.stringContaining('prof cp') }]);
  });
});

describe('a plan without moves', () => {
  const moves = { moves: [], unplaced: [{ key: 'README.md', why: 'because' }] };
  const source = new MemoryBlobStore();

  it('is nothing wrong where profiles are in place: a migration may be run again', () => {
    expect(() => requireMoves({ ...moves, ownCount: 1 }, source)).not.toThrow();
  });

  it('is an error where nothing was found', () => {
    const none = () => requireMoves({ ...moves, ownCount: 0 }, source);
    expect(none).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('a migration', () => {
  const OLD = 'shop/checkout-7d8f9c5b6d-x2x4z/20240115-120000/cpu.pprof';
  const NEW = '2024-01-15/checkout/20240115-120000-cpu.pprof';

  async function migrate(source: MemoryBlobStore, destination: MemoryBlobStore, move = false) {
    const { moves } = await planMigration(NOTHING, { source, destination });
    return migrateProfiles(moves, { move }, { source, destination });
  }

  it('keeps bytes and facts, and brings nothing twice', async () => {
    const source = await storeOf({ [OLD]: CPU });
    const destination = new MemoryBlobStore();
    const first = await migrate(source, destination);
    expect(first.migrated).toEqual([
      { from: OLD, key: NEW, sizeBytes: CPU.length, outcome: 'copied', removed: false },
    ]);
    const stored = (await destination.get(NEW))!;
    expect(Buffer.compare(Buffer.from(stored.bytes), Buffer.from(CPU))).toBe(0);
    expect(stored.metadata).toMatchObject({
      note: 'as%C3%A9',
      'pod-name': 'checkout-7d8f9c5b6d-x2x4z',
      'pod-namespace': 'shop',
      service: 'checkout',
    });
    const second = await migrate(source, destination);
    expect(second.migrated).toMatchObject([{ key: NEW, outcome: 'there' }]);
    expect(await keysOf(destination)).toEqual([NEW]);
    expect(await keysOf(source)).toEqual([OLD]);
  });

  it('removes what it moved, also within one store, and what an earlier run left', async () => {
    const store = await storeOf({ [OLD]: CPU });
    await migrate(store, store);
    expect(await keysOf(store)).toEqual([NEW, OLD]);
    expect((await migrate(store, store, true)).migrated).toMatchObject([{ outcome: 'there', removed: true }]);
    expect(await keysOf(store)).toEqual([NEW]);
  });

  it('does not remove what is not what it brought', async () => {
    const source = await storeOf({ [OLD]: CPU });
    const destination = new MemoryBlobStore();
    await migrate(source, destination);
    const other = Uint8Array.from(CPU);
    other[other.length - 1]! ^= 1;
    await source.put(OLD, other, {});
    const result = await migrate(source, destination, true);
    expect(result.failed).toMatchObject([{ name: OLD, error: { code: 'BAD_DATA' } }]);
    expect(await keysOf(source)).toEqual([OLD]);
  });

  it('keeps both where another profile has the key', async () => {
    const source = await storeOf({ [OLD]: CPU });
    const destination = await storeOf({ [NEW]: HEAP });
    const first = await migrate(source, destination);
    expect(first.migrated[0]!.key).toBe('2024-01-15/checkout/20240115-120000-x2x4z-cpu.pprof');
    await migrate(source, destination);
    expect(await keysOf(destination)).toHaveLength(2);
  });

  it('goes on after one that fails', async () => {
    const source = await storeOf({ [OLD]: CPU, 'shop/db-0/20240115-120000/cpu.pprof': CPU });
    const destination = new MemoryBlobStore();
    await source.put(OLD, CPU, { sha256: '0'.repeat(64) });
    const result = await migrate(source, destination, true);
    expect(result.failed).toMatchObject([{ name: OLD, error: { code: 'BAD_DATA' } }]);
    expect(result.migrated).toHaveLength(1);
    expect(await keysOf(source)).toEqual([OLD]);
  });

  it('does not remove the only one that there is, reached by another name', async () => {
    const destination = await storeOf({});
    await migrate(await storeOf({ [OLD]: CPU }), destination);
    // As through a symbolic link, or the alias of a bucket.
    const source = new MemoryBlobStore();
    Object.defineProperties(source, { kept: { value: destination.kept }, url: { value: 'alias:' } });
    const pattern = '{any}/{service}/{time}-{type}.{ext}';
    const { moves } = await planMigration({ ...NOTHING, pattern }, { source, destination });
    expect(moves).toHaveLength(1);
    // Named by the pod, which the pattern does not know: given, it is the very profile that is there.
    const named = moves.map((move) => ({
      ...move,
      placement: { ...move.placement, pod: 'checkout-7d8f9c5b6d-x2x4z' },
    }));
    const result = await migrateProfiles(named, { move: true }, { source, destination });
    expect(result.failed).toMatchObject([{ name: NEW, error: { code: 'BAD_DATA' } }]);
    expect(await keysOf(destination)).toEqual([NEW]);
  });

  it('does not remove what was written again after it was listed', async () => {
    const source = await storeOf({ [OLD]: CPU });
    const destination = new MemoryBlobStore();
    const { moves } = await planMigration(NOTHING, { source, destination });
    await source.put(OLD, HEAP, {});
    const result = await migrateProfiles(moves, { move: true }, { source, destination });
    expect(result.failed).toMatchObject([{ name: OLD, error: { code: 'BAD_DATA' } }]);
    expect(await keysOf(source)).toEqual([OLD]);
  });

  it('that was stopped between two pods of a run goes on without bringing one twice', async () => {
    const FIRST = 'shop/web-7d8f9c5b6d-bcdfg/20240115-120000/cpu.pprof';
    const SECOND = 'shop/web-7d8f9c5b6d-x2x4z/20240115-120000/cpu.pprof';
    const source = await storeOf({ [FIRST]: CPU, [SECOND]: CPU });
    const destination = new MemoryBlobStore();
    await migrate(source, destination);
    const both = await keysOf(destination);
    expect(both).toEqual([
      '2024-01-15/web/20240115-120000-bcdfg-cpu.pprof',
      '2024-01-15/web/20240115-120000-x2x4z-cpu.pprof',
    ]);
    // Alone, the second would have a key without its pod.
    await source.delete(FIRST);
    const rest = await migrate(source, destination, true);
    expect(rest.migrated).toMatchObject([{ key: both[1], outcome: 'there', removed: true }]);
    expect(await keysOf(destination)).toEqual(both);
    expect(await keysOf(source)).toEqual([]);
  });

  it('that was stopped before the second pod of a run gives it a key beside that of the first', async () => {
    const FIRST = 'shop/web-7d8f9c5b6d-bcdfg/20240115-120000/cpu.pprof';
    const SECOND = 'shop/web-7d8f9c5b6d-x2x4z/20240115-120000/cpu.pprof';
    const source = await storeOf({ [FIRST]: CPU, [SECOND]: CPU });
    const destination = new MemoryBlobStore();
    const { moves } = await planMigration(NOTHING, { source, destination });
    await migrateProfiles(moves.slice(0, 1), { move: true }, { source, destination });
    await migrate(source, destination, true);
    expect(await keysOf(destination)).toEqual([
      '2024-01-15/web/20240115-120000-bcdfg-cpu.pprof',
      '2024-01-15/web/20240115-120000-x2x4z-cpu.pprof',
    ]);
  });

  it('brings nothing twice where three had to share a key', async () => {
    const source = await storeOf({
      'a/db-0/20240115-120000/cpu.pprof': CPU,
      'b/db-0/20240115-120000/cpu.pprof': smallProfile({ time: '2024-01-15T12:00:00Z', seconds: 10 }),
      'c/db-0/20240115-120000/cpu.pprof': smallProfile({ time: '2024-01-15T12:00:00Z', seconds: 20 }),
    });
    const destination = new MemoryBlobStore();
    await migrate(source, destination);
    const keys = await keysOf(destination);
    expect(keys).toHaveLength(3);
    const again = await migrate(source, destination, true);
    expect(again.migrated.map(({ outcome, removed }) => [outcome, removed])).toEqual(
      Array(3).fill(['there', true]),
    );
    expect(await keysOf(destination)).toEqual(keys);
  });
});

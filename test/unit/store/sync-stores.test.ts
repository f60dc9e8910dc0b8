import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import type { StoreEvent } from '../../../src/store/events.ts';
import type { Selection } from '../../../src/store/select-entries.ts';
import { planSync, type SyncDeps, type SyncOptions, syncStores } from '../../../src/store/sync-stores.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';

const clock = { nowMs: () => Date.parse('2024-03-01T12:00:00Z') };
const key = (day: number, service: string, type = 'cpu') =>
  `2024-01-0${day}/${service}/2024010${day}-120000-${type}.pprof`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

class NamedStore extends MemoryBlobStore {
  override readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
  }
}

let source: NamedStore;
let destination: NamedStore;
let events: StoreEvent[];
beforeEach(() => {
  source = new NamedStore('memory:source');
  destination = new NamedStore('memory:destination');
  events = [];
});

const write = (store: MemoryBlobStore, at: string, text: string, metadata: Record<string, string> = {}) =>
  store.put(at, Buffer.from(text), { sha256: sha256(text), ...metadata });
const contents = (store: MemoryBlobStore) =>
  Object.fromEntries([...store.kept].map(([at, { bytes }]) => [at, Buffer.from(bytes).toString()]).sort());

async function sync(
  options: Partial<SyncOptions> & { selection?: Selection } = {},
  deps: Partial<SyncDeps> = {},
) {
  const given = { source, destination, clock, emit: (event: StoreEvent) => events.push(event), ...deps };
  const plan = await planSync({ selection: {}, delete: false, checksum: false, ...options }, given);
  return { plan, result: await syncStores(plan, given) };
}

describe('sync', () => {
  it('copies bytes and metadata of what the destination does not have, once', async () => {
    await write(source, key(1, 'checkout'), 'one', { 'pod-name': 'checkout-x' });
    await write(source, key(2, 'cart'), 'two');
    await write(source, 'notes.txt', 'not a profile');
    const { result } = await sync();
    expect(result).toMatchObject({ unchanged: 0, replaced: [], deleted: [], failed: [], remaining: 0 });
    expect(contents(destination)).toEqual({ [key(1, 'checkout')]: 'one', [key(2, 'cart')]: 'two' });
    expect((await destination.head(key(1, 'checkout')))!.metadata).toEqual({
      'pod-name': 'checkout-x',
      sha256: sha256('one'),
    });
    expect(events).toEqual([
      { kind: 'transfer-started', count: 2, sizeBytes: 6 },
      { kind: 'transfer-advanced', sizeBytes: 3, failed: false },
      { kind: 'transfer-advanced', sizeBytes: 3, failed: false },
    ]);
    source.requests.length = 0;
    expect((await sync()).result).toMatchObject({ copied: [], unchanged: 2 });
    expect(source.requests.filter((each) => /^(get|head)/.test(each))).toEqual([]);
  });

  it('gives a checksum to what had none', async () => {
    await source.put(key(1, 'checkout'), Buffer.from('one'), { 'pod-name': 'x' });
    await sync();
    expect((await destination.head(key(1, 'checkout')))!.metadata.sha256).toBe(sha256('one'));
  });

  it('takes only what is selected, on both sides', async () => {
    await write(source, key(1, 'checkout'), 'a');
    await write(source, key(1, 'checkout', 'heap'), 'b');
    await write(source, key(2, 'cart'), 'c');
    await write(destination, key(3, 'cart'), 'only here');
    await write(destination, key(3, 'cart', 'heap'), 'only here too');
    const selection: Selection = { patterns: [{ kind: 'include', pattern: '*-cpu.pprof' }] };
    const { result } = await sync({ selection, delete: true });
    expect(result.copied.map((entry) => entry.key)).toEqual([key(1, 'checkout'), key(2, 'cart')]);
    expect(result.deleted.map((entry) => entry.key)).toEqual([key(3, 'cart')]);
    expect(
      (await sync({ selection: { part: { day: '2024-01-01' }, types: ['heap'] } })).result.copied,
    ).toMatchObject([{ key: key(1, 'checkout', 'heap') }]);
  });

  it('replaces what differs in size, and at the same size what an older copy differs from', async () => {
    await write(destination, key(1, 'checkout'), 'other');
    await write(destination, key(2, 'checkout'), 'old');
    await write(destination, key(3, 'checkout'), 'new');
    await write(source, key(1, 'checkout'), 'longer');
    await write(source, key(2, 'checkout'), 'new');
    await write(source, key(3, 'checkout'), 'new');
    for (const [at, kept] of source.kept) source.kept.set(at, { ...kept, modifiedMs: kept.modifiedMs + 1 });
    const { plan } = await sync();
    expect(plan.copies.map(({ entry, replaces }) => [entry.key, replaces])).toEqual([
      [key(1, 'checkout'), true],
      [key(2, 'checkout'), true],
    ]);
    expect(contents(destination)).toEqual(contents(source));
  });

  it('compares the bytes themselves where no checksum is kept', async () => {
    await source.put(key(1, 'checkout'), Buffer.from('abc'), {});
    await destination.put(key(1, 'checkout'), Buffer.from('xyz'), {});
    expect((await sync()).result).toMatchObject({ unchanged: 1 }); // as its size and time say
    expect((await sync({ checksum: true })).result.replaced).toMatchObject([{ key: key(1, 'checkout') }]);
    expect(contents(destination)).toEqual(contents(source));
  });

  it('deletes nothing of other programs, and nothing that the source has', async () => {
    await write(source, key(1, 'checkout'), 'a');
    await write(destination, 'app/default.pgo', 'theirs');
    await write(destination, 'notes.txt', 'theirs');
    await write(destination, key(2, 'checkout'), 'b');
    expect((await sync({ delete: true })).result.deleted.map((entry) => entry.key)).toEqual([
      key(2, 'checkout'),
    ]);
    expect(Object.keys(contents(destination))).toEqual([key(1, 'checkout'), 'app/default.pgo', 'notes.txt']);
  });

  it('refuses one store twice, an empty source, and one without profiles', async () => {
    await expect(sync({}, { destination: source })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(sync()).rejects.toMatchObject({
      code: 'STORE_NOT_FOUND',
      message: 'there is no profile in memory:source',
    });
    await source.put('a/b/c.pprof', Buffer.from('x'), {});
    await expect(sync()).rejects.toMatchObject({
      message: expect.stringContaining('is laid out as a store'),
    });
    await write(source, key(1, 'checkout'), 'a');
    await write(destination, key(1, 'cart'), 'a');
    const selection = { until: '2023-01-01' };
    expect((await sync({ selection })).result).toMatchObject({ copied: [], unchanged: 0 });
    await expect(sync({ selection, delete: true })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('--delete would remove all'),
    });
  });

  it('leaves a damaged profile behind, copies the rest, and then deletes nothing', async () => {
    await source.put(key(1, 'checkout'), Buffer.from('bad'), { sha256: sha256('good') });
    await write(source, key(2, 'checkout'), 'fine');
    await write(destination, key(3, 'checkout'), 'extra');
    const { result } = await sync({ delete: true });
    expect(result.failed).toMatchObject([{ name: key(1, 'checkout'), error: { code: 'BAD_DATA' } }]);
    expect(result).toMatchObject({ deleted: [], remaining: 1 });
    expect(contents(destination)).toEqual({ [key(2, 'checkout')]: 'fine', [key(3, 'checkout')]: 'extra' });
  });

  it('counts a write whose answer was lost as there, and never takes the place of another profile', async () => {
    await write(source, key(1, 'checkout'), 'mine');
    await write(source, key(2, 'checkout'), 'mine too');
    destination.putIfAbsent = async (at) => {
      await write(destination, at, at === key(1, 'checkout') ? 'mine' : 'of somebody else');
      return 'taken';
    };
    const { result } = await sync();
    expect(result).toMatchObject({ copied: [], unchanged: 1 });
    expect(result.failed).toMatchObject([{ name: key(2, 'checkout'), error: { code: 'USAGE' } }]);
    expect(contents(destination)[key(2, 'checkout')]).toBe('of somebody else');
  });

  it('stops when it is told to, and goes on from there', async () => {
    for (const service of ['a', 'b', 'c', 'd', 'e', 'f']) await write(source, key(1, service), service);
    const stop = new AbortController();
    const put = destination.putIfAbsent.bind(destination);
    let writes = 0;
    destination.putIfAbsent = async (...args) => {
      writes += 1;
      if (writes === 3) stop.abort(new ProfError('INTERRUPTED', 'stopped by Ctrl-C'));
      return put(...args);
    };
    const first = await sync({}, { signal: stop.signal, parallel: 1 });
    expect(first.result).toMatchObject({ failed: [], remaining: 4 });
    expect(first.result.copied).toHaveLength(2);
    const second = await sync();
    expect(second.result).toMatchObject({ unchanged: 2, remaining: 0 });
    expect(second.result.copied).toHaveLength(4);
    expect(contents(destination)).toEqual(contents(source));
  });
});

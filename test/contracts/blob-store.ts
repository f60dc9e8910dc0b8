import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../src/ports/blob-store.ts';

export interface BlobStoreUnderTest {
  readonly store: BlobStore;
  /** A second one on the same data, as another process would have. */
  again(): BlobStore;
  cleanup(): Promise<void>;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What every place for profiles must do. */
export function blobStoreContract(name: string, make: () => Promise<BlobStoreUnderTest>): void {
  describe(`blob store: ${name}`, () => {
    let under: BlobStoreUnderTest;
    let store: BlobStore;
    beforeEach(async () => {
      under = await make();
      store = under.store;
    });
    afterEach(() => under.cleanup());

    const keys = async (options?: Parameters<BlobStore['list']>[0]) =>
      (await all(store.list(options))).map((entry) => entry.key);

    it('gives back bytes and metadata, also to another process', async () => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
      const metadata = { 'pod-name': 'checkout-7d8f', timestamp: '2024-01-15T12:00:00Z', __proto__x: 'y' };
      expect(await store.putIfAbsent('2024-01-15/checkout/a-cpu.pprof', bytes, metadata)).toBe('stored');
      for (const reader of [store, under.again()]) {
        const found = await reader.get('2024-01-15/checkout/a-cpu.pprof');
        expect(Buffer.compare(found!.bytes, bytes)).toBe(0);
        expect(found!.metadata).toEqual(metadata);
        const head = await reader.head('2024-01-15/checkout/a-cpu.pprof');
        expect(head).toMatchObject({ key: '2024-01-15/checkout/a-cpu.pprof', sizeBytes: 70_000, metadata });
        expect(head!.modifiedMs).toBeGreaterThan(0);
      }
    });

    it('keeps empty bytes and empty metadata', async () => {
      expect(await store.putIfAbsent('empty', new Uint8Array(), {})).toBe('stored');
      expect((await store.get('empty'))!.bytes.length).toBe(0);
      expect((await store.get('empty'))!.metadata).toEqual({});
    });

    it('never replaces: the second writer is told that the key is taken', async () => {
      expect(await store.putIfAbsent('d/k', bytesOf('first'), { n: '1' })).toBe('stored');
      expect(await under.again().putIfAbsent('d/k', bytesOf('second'), { n: '2' })).toBe('taken');
      expect(new TextDecoder().decode((await store.get('d/k'))!.bytes)).toBe('first');
      expect((await store.get('d/k'))!.metadata).toEqual({ n: '1' });
    });

    it('lets exactly one of many writers have a key, with its own metadata', async () => {
      const writers = Array.from({ length: 16 }, (_, index) => ({
        text: `writer ${index}`,
        store: index % 2 === 0 ? store : under.again(),
      }));
      const results = await Promise.all(
        writers.map((writer) =>
          writer.store.putIfAbsent('race/key', bytesOf(writer.text), { by: writer.text }),
        ),
      );
      expect(results.filter((result) => result === 'stored')).toHaveLength(1);
      const found = (await store.get('race/key'))!;
      const winner = writers[results.indexOf('stored')]!.text;
      expect(new TextDecoder().decode(found.bytes)).toBe(winner);
      expect(found.metadata).toEqual({ by: winner });
    });

    it('knows nothing of a key that was never stored', async () => {
      await store.putIfAbsent('a/b', bytesOf('x'), {});
      for (const key of ['a/c', 'a', 'a/b/c', 'z']) {
        expect(await store.get(key)).toBeUndefined();
        expect(await store.head(key)).toBeUndefined();
        expect(await store.delete(key)).toBe(false);
      }
      expect(await keys()).toEqual(['a/b']);
    });

    it('lists in byte order, also where a folder and a file begin alike', async () => {
      const given = ['a/b', 'a.b', 'a-b', 'a0', 'a/b-c', 'a/d/c', 'Z', 'é', '\uffee', '𝒻/x'];
      for (const key of given) await store.putIfAbsent(key, bytesOf(key), {});
      const sorted = [...given].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
      expect(await keys()).toEqual(sorted);
      for (const after of sorted) {
        expect(await keys({ startAfter: after })).toEqual(sorted.slice(sorted.indexOf(after) + 1));
      }
    });

    it('lists by any prefix, and says how large each is', async () => {
      for (const key of ['2024-01-15/a/1', '2024-01-15/ab/2', '2024-01-16/a/3']) {
        await store.putIfAbsent(key, bytesOf(key), {});
      }
      expect(await keys({ prefix: '2024-01-15/a/' })).toEqual(['2024-01-15/a/1']);
      expect(await keys({ prefix: '2024-01-15/a' })).toEqual(['2024-01-15/a/1', '2024-01-15/ab/2']);
      expect(await keys({ prefix: '2024-01' })).toHaveLength(3);
      expect(await keys({ prefix: '2024-01-15/a/1/' })).toEqual([]);
      expect(await keys({ prefix: 'nothing/' })).toEqual([]);
      expect(await keys({ prefix: '2024-01-15/', startAfter: '2024-01-15/a/1' })).toEqual([
        '2024-01-15/ab/2',
      ]);
      expect((await all(store.list({ prefix: '2024-01-16/' })))[0]!.sizeBytes).toBe(14);
    });

    it('lists the folders below a prefix', async () => {
      for (const key of ['root', '2024-01-15/a/1', '2024-01-15/b/2', '2024-01-16/a/3', 'app/staging/4']) {
        await store.putIfAbsent(key, bytesOf(key), {});
      }
      expect(await all(store.listFolders(''))).toEqual(['2024-01-15/', '2024-01-16/', 'app/']);
      expect(await all(store.listFolders('2024-01-15/'))).toEqual(['a/', 'b/']);
      expect(await all(store.listFolders('2024-01-15/a/'))).toEqual([]);
      expect(await all(store.listFolders('none/'))).toEqual([]);
    });

    it('deletes one key, bytes and metadata, and takes it again', async () => {
      await store.putIfAbsent('d/a', bytesOf('old'), { n: 'old' });
      await store.putIfAbsent('d/b', bytesOf('stays'), {});
      expect(await store.delete('d/a')).toBe(true);
      expect(await store.delete('d/a')).toBe(false);
      expect(await store.get('d/a')).toBeUndefined();
      expect(await keys()).toEqual(['d/b']);
      expect(await store.putIfAbsent('d/a', bytesOf('new'), {})).toBe('stored');
      expect((await store.get('d/a'))!.metadata).toEqual({});
    });

    it('deletes the last key of a folder while another writer fills it', async () => {
      for (let round = 0; round < 20; round++) {
        await store.putIfAbsent(`r${round}/s/a`, bytesOf('a'), {});
        const [deleted, stored] = await Promise.all([
          store.delete(`r${round}/s/a`),
          under.again().putIfAbsent(`r${round}/s/b`, bytesOf('b'), { n: 'b' }),
        ]);
        expect([deleted, stored]).toEqual([true, 'stored']);
        expect((await store.get(`r${round}/s/b`))!.metadata).toEqual({ n: 'b' });
      }
    });

    it('an empty store lists nothing', async () => {
      expect(await keys()).toEqual([]);
      expect(await all(store.listFolders(''))).toEqual([]);
    });
  });
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../src/ports/blob-store.ts';

export interface BlobStoreUnderTest {
  readonly store: BlobStore;
  /** A second one on the same data, as another process would have. */
  again(): BlobStore;
  cleanup(): Promise<void>;
  /** It sorts UTF-16 units, as programs in Java do: that differs for what is beyond the first plane. */
  readonly sortsUnits?: boolean;
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
      const metadata = {
        'pod-name': 'checkout-7d8f',
        timestamp: '2024-01-15T12:00:00Z',
        'pod-label-app.kubernetes.io-name': 'y',
      };
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

    it('keeps what is larger than one request takes', async () => {
      const bytes = new Uint8Array(9 * 1024 * 1024 + 3).fill(7);
      bytes[8 * 1024 * 1024] = 1;
      expect(await store.putIfAbsent('d/large', bytes, { n: '1' })).toBe('stored');
      expect(await store.putIfAbsent('d/large', bytes.fill(8), { n: '2' })).toBe('taken');
      const found = (await under.again().get('d/large'))!;
      expect([found.bytes.length, found.bytes[8 * 1024 * 1024], found.bytes.at(-1)]).toEqual([
        9_437_187, 1, 7,
      ]);
      expect(found.metadata).toEqual({ n: '1' });
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
      const given = ['a/b', 'a.b', 'a-b', 'a0', 'a/b-c', 'a/d/c', 'Z', 'é', '\uffee', '𝒻/x'].slice(
        0,
        under.sortsUnits ? -1 : undefined,
      );
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

    it('lists one level, keys and folders in byte order', async () => {
      for (const key of ['a', 'b-c', 'b/c', 'b/d/e', 'b0', '2024-01-15/x/1', '2024-01-15/y']) {
        await store.putIfAbsent(key, bytesOf(key), {});
      }
      const level = async (prefix: string, options?: Parameters<BlobStore['listLevel']>[1]) =>
        (await all(store.listLevel(prefix, options))).map((item) =>
          item.kind === 'folder' ? item.key : `${item.entry.key} ${item.entry.sizeBytes}`,
        );
      const found = await level('');
      expect(found).toEqual(['2024-01-15/', 'a 1', 'b-c 3', 'b/', 'b0 2']);
      expect(await level('2024-01-15/')).toEqual(['2024-01-15/x/', '2024-01-15/y 12']);
      expect(await level('', { startAfter: 'a', before: 'b0' })).toEqual(['b-c 3', 'b/']);
      expect(await level('', { startAfter: 'b/' })).toEqual(['b0 2']);
      expect(await level('none/')).toEqual([]);
    });

    it('lists between two bounds, keys and folders', async () => {
      const given = [
        '2024-01-14/a/1',
        '2024-01-15/a/1',
        '2024-01-15/b/2',
        '2024-01-16/a/3',
        '2024-01-17/a/4',
      ];
      for (const key of [...given, 'z']) await store.putIfAbsent(key, bytesOf(key), {});
      expect(await keys({ before: '2024-01-15/b/2' })).toEqual(given.slice(0, 2));
      expect(await keys({ startAfter: '2024-01-14/a/1', before: '2024-01-16/a/3' })).toEqual(
        given.slice(1, 3),
      );
      expect(
        await keys({ prefix: '2024-01-15/', startAfter: '2024-01-15/a/1', before: '2024-01-15/b/3' }),
      ).toEqual(['2024-01-15/b/2']);
      expect(await keys({ before: '2024-01-14' })).toEqual([]);
      expect(await keys({ startAfter: 'z' })).toEqual([]);
      const folders = (options: Parameters<BlobStore['listFolders']>[1]) =>
        all(store.listFolders('', options));
      expect(await folders({ startAfter: '2024-01-15', before: '2024-01-170' })).toEqual([
        '2024-01-15/',
        '2024-01-16/',
        '2024-01-17/',
      ]);
      expect(await folders({ startAfter: '2024-01-15/', before: '2024-01-17/' })).toEqual(['2024-01-16/']);
      expect(await all(store.listFolders('2024-01-15/', { startAfter: '2024-01-15/a/' }))).toEqual(['b/']);
    });

    it('replaces bytes and metadata together, also on a free key', async () => {
      await store.put('d/k', bytesOf('first'), { n: '1', old: 'x' });
      expect((await store.get('d/k'))!.metadata).toEqual({ n: '1', old: 'x' });
      await under.again().put('d/k', bytesOf('second, and longer'), { n: '2' });
      const found = (await store.get('d/k'))!;
      expect(new TextDecoder().decode(found.bytes)).toBe('second, and longer');
      expect(found.metadata).toEqual({ n: '2' });
      expect(await keys()).toEqual(['d/k']);
      expect(await store.putIfAbsent('d/k', bytesOf('third'), {})).toBe('taken');
      expect(await store.delete('d/k')).toBe(true);
      expect(await store.get('d/k')).toBeUndefined();
      expect(await store.putIfAbsent('d/k', bytesOf('again'), {})).toBe('stored');
      expect((await store.get('d/k'))!.metadata).toEqual({});
    });

    it('gives readers bytes and metadata of one writer, while several replace', async () => {
      const text = (index: number) => `writer ${index} `.repeat(500);
      await store.put('race/key', bytesOf(text(0)), { by: 'writer 0' });
      let isWriting = true;
      const writers = Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? store : under.again()).put('race/key', bytesOf(text(index)), {
          by: `writer ${index}`,
        }),
      );
      const writing = Promise.all(writers).finally(() => {
        isWriting = false;
      });
      const look = async () => {
        const found = (await under.again().get('race/key'))!;
        const words = new TextDecoder().decode(found.bytes).split(' ');
        expect([...new Set(words)].join(' ').trim()).toBe(found.metadata.by);
      };
      while (isWriting) await look();
      await writing;
      await look();
    });

    it('tells another version after a replacement, the same until then', async () => {
      await store.put('d/k', bytesOf('first'), {});
      const first = (await store.head('d/k'))!.version;
      expect(first).toBeTypeOf('string');
      expect((await under.again().head('d/k'))!.version).toBe(first);
      expect((await all(store.list()))[0]!.version).toBe(first);
      await store.put('d/k', bytesOf('other'), {});
      expect((await store.head('d/k'))!.version).not.toBe(first);
    });

    it('deletes many keys, and does not mind those that are not there', async () => {
      const many = Array.from(
        { length: 30 },
        (_, index) => `d${index % 3}/k${String(index).padStart(2, '0')}`,
      );
      for (const key of many) await store.putIfAbsent(key, bytesOf(key), { key });
      expect(await store.deleteMany([...many.slice(0, 20), 'd0/none', 'none/at all'])).toEqual([]);
      expect((await keys()).sort()).toEqual(many.slice(20).sort());
      expect(await store.deleteMany([])).toEqual([]);
    });

    it('does nothing more once it is aborted', async () => {
      await store.putIfAbsent('d/k', bytesOf('first'), {});
      const signal = AbortSignal.abort(new Error('enough'));
      const tried = [
        () => all(store.list({ signal })),
        () => all(store.listFolders('', { signal })),
        () => store.head('d/k', { signal }),
        () => store.get('d/k', { signal }),
        () => store.putIfAbsent('d/new', bytesOf('x'), {}, { signal }),
        () => store.put('d/k', bytesOf('x'), {}, { signal }),
        () => store.delete('d/k', { signal }),
        () => store.deleteMany(['d/k'], { signal }),
      ];
      for (const attempt of tried) await expect(attempt()).rejects.toThrow('enough');
      expect(await keys()).toEqual(['d/k']);
      expect(new TextDecoder().decode((await store.get('d/k'))!.bytes)).toBe('first');
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

import { beforeEach, describe, expect, it } from 'vitest';
import { parseKey } from '../../../src/store/keys.ts';
import { type StoreProfileOptions, storeProfile } from '../../../src/store/store-profile.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';

let store: MemoryBlobStore;
beforeEach(() => {
  store = new MemoryBlobStore();
});

const bytesOf = (text: string) => new TextEncoder().encode(text);
const put = async (text: string, options: Partial<StoreProfileOptions> = {}) =>
  (
    await storeProfile(
      {
        service: 'checkout',
        type: 'cpu',
        ext: 'pprof',
        runMs: Date.parse('2024-01-15T12:00:00.750Z'),
        podsInRun: 1,
        bytes: bytesOf(text),
        metadata: {},
        ...options,
      },
      { store },
    )
  ).key.replace('2024-01-15/checkout/20240115-120000', '…');

describe('the key of a profile', () => {
  it('is plain for a run with one pod, and suffixed for several', async () => {
    expect(await put('a', { pod: 'web-7d8f-x2x4z' })).toBe('…-cpu.pprof');
    expect(await put('b', { pod: 'web-7d8f-aaaaa', podsInRun: 2 })).toBe('…-aaaaa-cpu.pprof');
    expect(await put('c', { pod: 'web-7d8f-bbbbb', podsInRun: 2 })).toBe('…-bbbbb-cpu.pprof');
  });

  it('gets the suffix when it is taken, then six random characters', async () => {
    expect(await put('a', { pod: 'web-1' })).toBe('…-cpu.pprof');
    expect(await put('b', { pod: 'db-1' })).toBe('…-1-cpu.pprof');
    expect(await put('c', { pod: 'cache-1' })).toMatch(/^…-1-[a-z2-7]{6}-cpu\.pprof$/);
    expect(await put('d', { pod: 'queue-1' })).toMatch(/^…-1-[a-z2-7]{6}-cpu\.pprof$/);
    expect(store.kept.size).toBe(4);
  });

  it('has digits of the content’s hash where there is no pod', async () => {
    // printf b | sha256sum
    expect(await put('a')).toBe('…-cpu.pprof');
    expect(await put('b')).toBe('…-3e23e8-cpu.pprof');
  });

  it('is the same when the same profile comes again, and only then', async () => {
    expect(await put('a', { pod: 'web-1' })).toBe('…-cpu.pprof');
    expect(await put('a', { pod: 'web-1' })).toBe('…-cpu.pprof');
    expect(store.kept.size).toBe(1);
    expect(await put('a', { pod: 'web-2' })).toBe('…-2-cpu.pprof');
    expect(store.kept.size).toBe(2);
  });

  it('is read back', async () => {
    const key = await put('a', { service: '../x', type: 'heap:delta', pod: 'web-1', podsInRun: 3 });
    expect(parseKey(key)).toMatchObject({ service: '../x', type: 'heap_delta', suffix: '1' });
  });

  it.each([{ service: '' }, { runMs: Number.NaN }, { runMs: -1 }, { runMs: 1e18 }])(
    'refuses %j',
    async (options) => {
      await expect(put('a', options)).rejects.toMatchObject({ code: 'USAGE' });
      expect(store.kept.size).toBe(0);
    },
  );
});

describe('the metadata of a profile', () => {
  it('says what the key says, the hash, and what else is known', async () => {
    await put('b', {
      pod: 'web-1',
      service: 'ch€ckout',
      metadata: {
        reason: 'on-demand',
        'pod-label-app.kubernetes.io/name': 'web',
        sha256: 'forged',
        timestamp: 'forged',
      },
    });
    const [kept] = store.kept.values();
    expect(kept!.metadata).toEqual({
      'pod-label-app.kubernetes.io-name': 'web',
      'pod-name': 'web-1',
      'profile-type': 'cpu',
      reason: 'on-demand',
      service: 'ch%E2%82%ACckout',
      sha256: '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d',
      timestamp: '2024-01-15T12:00:00Z',
    });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { StoreEvent } from '../../../src/store/events.ts';
import { resolveReference, resolveStoredOnly } from '../../../src/store/resolve-reference.ts';
import { storeProfile } from '../../../src/store/store-profile.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { MemoryFiles } from '../../support/memory-files.ts';

const nowMs = Date.parse('2024-03-01T12:00:00Z');
let store: MemoryBlobStore;
let files: MemoryFiles;
let events: StoreEvent[];

beforeEach(() => {
  store = new MemoryBlobStore();
  files = new MemoryFiles();
  events = [];
});

const deps = () => ({
  store: async () => store,
  files: async () => files,
  clock: { nowMs: () => nowMs },
  emit: (event: StoreEvent) => events.push(event),
});

async function put(time: string, service: string, type: string, ...pods: string[]): Promise<void> {
  for (const pod of pods.length === 0 ? [undefined] : pods) {
    await storeProfile(
      {
        service,
        type,
        ext: 'pprof',
        runMs: Date.parse(time),
        pod,
        podsInRun: pods.length || 1,
        bytes: new TextEncoder().encode(`${time} ${service} ${type} ${pod}`),
        metadata: {},
      },
      { store },
    );
  }
}

/** The keys that a reference means, without their day and service. */
async function found(reference: string, options: { lookbackMs?: number } = {}): Promise<string[]> {
  const entries = await resolveStoredOnly(reference, { ...deps(), ...options });
  return entries.map(({ key }) => key.split('/').at(-1)!);
}

describe('references to the store', () => {
  beforeEach(async () => {
    await put('2024-01-10T12:00:00Z', 'checkout', 'cpu');
    await put('2024-02-27T12:00:00Z', 'checkout', 'cpu', 'checkout-1-aa', 'checkout-1-bb');
    await put('2024-02-28T09:00:00Z', 'checkout', 'heap');
    await put('2024-02-28T09:00:00Z', 'checkout', 'cpu');
    await put('2024-02-29T23:59:59Z', 'checkout', 'cpu', 'checkout-2-cc', 'checkout-2-dd');
    await put('2024-03-01T11:00:00Z', 'checkout', 'heap', 'checkout-2-cc');
    await put('2024-03-01T11:59:00Z', 'cart', 'cpu');
  });

  it.each([
    ['checkout/cpu', ['20240229-235959-cc-cpu.pprof', '20240229-235959-dd-cpu.pprof']],
    ['checkout', ['20240301-110000-heap.pprof']],
    ['checkout~1', ['20240229-235959-cc-cpu.pprof', '20240229-235959-dd-cpu.pprof']],
    ['checkout~2', ['20240228-090000-cpu.pprof', '20240228-090000-heap.pprof']],
    ['checkout/cpu~1', ['20240228-090000-cpu.pprof']],
    ['checkout/cpu~2', ['20240227-120000-aa-cpu.pprof', '20240227-120000-bb-cpu.pprof']],
    ['checkout/cpu@yesterday', ['20240229-235959-cc-cpu.pprof', '20240229-235959-dd-cpu.pprof']],
    ['checkout/cpu@2024-02-28', ['20240228-090000-cpu.pprof']],
    ['checkout/cpu@20240228-090000', ['20240228-090000-cpu.pprof']],
    ['checkout/cpu@20240228-085959', ['20240227-120000-aa-cpu.pprof', '20240227-120000-bb-cpu.pprof']],
    ['checkout/cpu@-1d', ['20240228-090000-cpu.pprof']],
    [
      'checkout/cpu@2024-02-28T10:00:00+02:00',
      ['20240227-120000-aa-cpu.pprof', '20240227-120000-bb-cpu.pprof'],
    ],
    ['checkout/cpu@2024-01-15', ['20240110-120000-cpu.pprof']],
    ['checkout/cpu@2024-03-01~1', ['20240228-090000-cpu.pprof']],
    [
      'checkout@2024-02-28..2024-02-29',
      [
        '20240228-090000-cpu.pprof',
        '20240228-090000-heap.pprof',
        '20240229-235959-cc-cpu.pprof',
        '20240229-235959-dd-cpu.pprof',
      ],
    ],
    ['checkout/cpu@2024-01-01..2024-01-31', ['20240110-120000-cpu.pprof']],
    ['checkout/cpu@20240228-090000..20240228-090000', ['20240228-090000-cpu.pprof']],
    ['checkout/heap@-2h..', ['20240301-110000-heap.pprof']],
    ['checkout/cpu,pod=checkout-2-dd', ['20240229-235959-dd-cpu.pprof']],
    ['checkout/cpu,pod=dd', ['20240229-235959-dd-cpu.pprof']],
    ['checkout/cpu,pod=checkout-1-aa', ['20240227-120000-aa-cpu.pprof']],
    ['checkout/cpu,pod=cc,pod=aa~1', ['20240227-120000-aa-cpu.pprof']],
    ['checkout/heap,pod=checkout-2-cc', ['20240301-110000-heap.pprof']],
    ['store:2024-01-10/checkout/20240110-120000-cpu.pprof', ['20240110-120000-cpu.pprof']],
  ])('%s', async (reference, keys) => {
    expect(await found(reference)).toEqual(keys);
  });

  it('look back as far as they are told', async () => {
    await expect(found('checkout/cpu~3')).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' });
    expect(await found('checkout/cpu~3', { lookbackMs: 60 * 86_400_000 })).toEqual([
      '20240110-120000-cpu.pprof',
    ]);
  });

  it('find what a machine with a fast clock stored', async () => {
    await put('2024-03-02T00:10:00Z', 'cart', 'cpu');
    expect(await found('cart')).toEqual(['20240302-001000-cpu.pprof']);
  });

  it('ask only for the days and the service that they need', async () => {
    store.requests.length = 0;
    await found('cart/cpu');
    expect(store.requests).toEqual(['folders ', 'list cart/', 'list 2024-03-01/cart/']);
  });

  it.each([
    ['chekout/cpu', 'no cpu profile of service chekout; did you mean checkout?'],
    ['nothing-like-it', 'no profile of service nothing-like-it'],
    ['checkout/mutex', 'no mutex profile of service checkout; it has cpu, heap'],
    ['checkout/cpu,pod=ee', 'no cpu profile of service checkout from pod ee'],
    ['checkout/cpu@2024-01-09', 'no cpu profile of service checkout within the 30 days looked at'],
    ['checkout/cpu@2023-01-01..2023-01-02', 'no cpu profile of service checkout in that window'],
    ['checkout/cpu~9', 'service checkout has no 10 runs in the 30 days looked at'],
    ['store:2024-01-10/checkout/20240110-120001-cpu.pprof', 'the store has no 2024-01-10/checkout/'],
  ])('%s: %s', async (reference, message) => {
    await expect(found(reference)).rejects.toMatchObject({
      code: 'STORE_NOT_FOUND',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['./x.pprof', 'not a profile of the store: ./x.pprof'],
    ['2024-01-10/checkout/20240110-120000-cpu.pprof', 'not a profile of the store'],
    ['https://host/x', 'not a profile of the store'],
    ['a/b/c', 'not a reference'],
  ])('%s names nothing in the store', async (reference, message) => {
    await expect(found(reference)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
    });
  });
});

describe('an empty store', () => {
  it('is said to be empty', async () => {
    await expect(found('checkout')).rejects.toMatchObject({
      message: 'no profile of service checkout; the store memory: is empty',
    });
  });
});

describe('services of other writers', () => {
  it('are found by their names', async () => {
    const bytes = new Uint8Array(1);
    for (const key of [
      'cpu_profile-2024-03-01T10:00:00.000Z.cpuprofile',
      'CPU_PROFILE-2024-03-01T09:00:00.000Z.cpuprofile',
      'my-app/staging/1709287200000000000',
      'my-app/staging/1709290800000000000',
      'my-app/unrelated',
      '2024-03-01/支付/20240301-100000-cpu.pprof',
    ]) {
      await store.putIfAbsent(key, bytes, {});
    }
    expect(await found('openprofiling/cpu')).toEqual(['cpu_profile-2024-03-01T10:00:00.000Z.cpuprofile']);
    expect(await found('openprofiling~1')).toEqual(['CPU_PROFILE-2024-03-01T09:00:00.000Z.cpuprofile']);
    expect(await found('my-app')).toEqual(['1709290800000000000']);
    expect(await found('支付')).toEqual(['20240301-100000-cpu.pprof']);
  });
});

describe('references to files', () => {
  beforeEach(() => {
    const bytes = new Uint8Array(1);
    files = new MemoryFiles({
      'dir/b.pb.gz': bytes,
      'dir/a.pprof': bytes,
      'dir/.hidden.pprof': bytes,
      'dir/notes.txt': bytes,
      'dir/sub/c.pprof': bytes,
      'odd[1].pprof': bytes,
      checkout: bytes,
      'a/b/c': bytes,
      'empty/x/y.pprof': bytes,
    });
  });

  const paths = async (reference: string) =>
    (await resolveReference(reference, deps())).map((source) =>
      source.kind === 'file' ? source.path : source.kind,
    );

  it.each([
    ['./checkout', ['./checkout']],
    ['dir/a.pprof', ['dir/a.pprof']],
    ['dir/', ['dir/a.pprof', 'dir/b.pb.gz']],
    ['./dir', ['./dir/a.pprof', './dir/b.pb.gz']],
    ['dir/*.pprof', ['dir/a.pprof']],
    ['odd[1].pprof', ['odd[1].pprof']],
    ['-', ['stdin']],
    ['http://host/x', ['url']],
  ])('%s', async (reference, expected) => {
    expect(await paths(reference)).toEqual(expected);
    expect(events).toEqual([]);
  });

  it('a path is taken where the store has no such thing, and that is reported', async () => {
    expect(await paths('checkout')).toEqual(['checkout']);
    expect(await paths('a/b/c')).toEqual(['a/b/c']);
    expect(events).toEqual([
      { kind: 'path-taken', reference: 'checkout', store: 'memory:' },
      { kind: 'path-taken', reference: 'a/b/c', store: 'memory:' },
    ]);
    await expect(paths('store:checkout')).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' });
  });

  it('the store comes first', async () => {
    await put('2024-03-01T11:00:00Z', 'checkout', 'cpu');
    expect(await paths('checkout')).toEqual(['stored']);
    expect(await paths('./checkout')).toEqual(['./checkout']);
  });

  it.each([
    ['none.pprof', 'no such file: none.pprof', []],
    ['none/*.pprof', 'no file matches none/*.pprof', []],
    ['empty/', 'no profile in the folder empty/', ["for the folders inside it: 'empty/**/*.pprof'"]],
    [
      '2024-01-10/checkout/20240110-120000-cpu.pprof',
      'no such file',
      ['to name it by its key in the store: store:2024-01-10/checkout/20240110-120000-cpu.pprof'],
    ],
  ])('%s is not there', async (reference, message, hints) => {
    await expect(paths(reference)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(message),
      hints,
    });
  });
});

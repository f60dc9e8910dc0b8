import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import type { BlobListOptions } from '../../../src/ports/blob-store.ts';
import { Cooldown, type CooldownSubject } from '../../../src/safety/cooldown.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { MemoryRunJournal } from '../../support/memory-run-journal.ts';

const NOON_MS = Date.UTC(2024, 0, 15, 12);
const CPU: CooldownSubject = {
  server: 'https://api',
  workload: 'shop/checkout',
  service: 'checkout',
  type: 'cpu',
};

function harness(nowMs = NOON_MS) {
  const clock = { ms: nowMs, nowMs: () => clock.ms };
  const store = new MemoryBlobStore();
  const journal = new MemoryRunJournal();
  const warnings: string[] = [];
  const invocation = (isIgnored = false, open = async (): Promise<MemoryBlobStore> => store) =>
    new Cooldown(
      { isIgnored },
      { clock, journal: async () => journal, store: open, warn: (message) => warnings.push(message) },
    );
  const put = (key: string, metadata: Record<string, string> = {}) =>
    store.put(key, new Uint8Array(1), metadata);
  const waits = async (subject = CPU) => (await invocation().waiting([subject]))[0];
  return { clock, store, journal, warnings, invocation, put, waits };
}

const POD = { 'pod-namespace': 'shop', 'pod-name': 'checkout-7d8f9c5b6d-x2x4z' };

describe('the cooldown by the store', () => {
  it.each([
    ['2024-01-15/checkout/20240115-115901-x2x4z-cpu.pprof', 1000],
    ['2024-01-15/checkout/20240115-115930-cpu.pprof', 30_000],
    ['2024-01-15/checkout/20240115115930-cpu.pprof', 30_000],
    ['2024-01-15/checkout/20240115-115900-cpu.pprof', undefined],
    ['2024-01-15/checkout/20240115-115930-heap.pprof', undefined],
    ['2024-01-15/other/20240115-115930-cpu.pprof', undefined],
    // The clock of who wrote it is a little ahead; more than that tells nothing.
    ['2024-01-15/checkout/20240115-120010-cpu.pprof', 60_000],
    ['2024-01-15/checkout/20240115-120200-cpu.pprof', undefined],
  ])('of %s lasts %s ms more at noon', async (key, waitMs) => {
    const { put, waits } = harness();
    await put(key, POD);
    expect((await waits())?.waitMs).toBe(waitMs);
  });

  it('reaches over midnight', async () => {
    const { put, waits } = harness(Date.UTC(2024, 0, 16, 0, 0, 20));
    await put('2024-01-15/checkout/20240115-235950-cpu.pprof', POD);
    expect(await waits()).toMatchObject({ knownFrom: 'store', waitMs: 30_000 });
    const plain = harness(Date.UTC(2024, 0, 16, 0, 0, 20));
    await plain.put('2024-01-15/checkout/20240115235950-cpu.pprof', POD);
    expect(await plain.waits()).toMatchObject({ knownFrom: 'store', waitMs: 30_000 });
  });

  it('is of the workload, as far as the profile tells its pod', async () => {
    const { put, waits } = harness();
    await put('2024-01-15/checkout/20240115-115930-a-cpu.pprof', { ...POD, 'pod-namespace': 'staging' });
    await put('2024-01-15/checkout/20240115-115931-b-cpu.pprof', {
      ...POD,
      'pod-name': 'worker-7d8f9c5b6d-x2x4z',
    });
    expect(await waits()).toBeUndefined();
    await put('2024-01-15/checkout/20240115-115920-c-cpu.pprof', POD);
    expect((await waits())?.waitMs).toBe(20_000);
    await put('2024-01-15/checkout/20240115-115940-cpu.pprof');
    expect((await waits())?.waitMs).toBe(40_000);
  });

  it('costs a few small listings, however much there is', async () => {
    const { put, waits, store } = harness();
    for (let i = 0; i < 50; i++) await put(`2024-01-15/checkout/202401151158${10 + i}-cpu.pprof`, POD);
    store.requests.length = 0;
    await waits();
    expect(store.requests).toEqual(['list 2024-01-15/checkout/', 'list 2024-01-15/checkout/']);
  });

  it('is not known where the store cannot be asked, which is said', async () => {
    const { invocation, warnings } = harness();
    const closed = invocation(false, async () => {
      throw new ProfError('NOT_ALLOWED', 'no credentials');
    });
    expect(await closed.waiting([CPU])).toEqual([]);
    expect(warnings).toEqual(['whether others profiled this a moment ago is not known: no credentials']);
  });
});

describe('a store that does not answer', () => {
  /** Lists nothing until it is told to stop. */
  class SilentStore extends MemoryBlobStore {
    override async *list({ signal }: BlobListOptions = {}): AsyncGenerator<never> {
      signal?.throwIfAborted();
      await new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    }
  }

  function cooldown(storeMs: number, signal: AbortSignal, warn: (message: string) => void) {
    const store = async () => new SilentStore();
    const clock = { nowMs: () => NOON_MS };
    const journal = async () => new MemoryRunJournal();
    return new Cooldown({ isIgnored: false, storeMs }, { clock, journal, store, signal, warn });
  }

  it('is not waited for, which is said', async () => {
    const warnings: string[] = [];
    const { signal } = new AbortController();
    const asked = cooldown(10, signal, (message) => warnings.push(message));
    expect(await asked.waiting([CPU])).toEqual([]);
    expect(warnings).toEqual([
      'whether others profiled this a moment ago is not known: the store did not answer in time',
    ]);
  });

  it('does not stand in the way of Ctrl-C', async () => {
    const stop = new AbortController();
    const reason = new ProfError('INTERRUPTED', 'stopped by Ctrl-C');
    const waiting = cooldown(60_000, stop.signal, () => {}).waiting([CPU]);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});

describe('the cooldown by this machine', () => {
  it('begins when a run begins, and again when it ends', async () => {
    const { invocation, clock, waits } = harness();
    const first = invocation();
    await first.begin([CPU]);
    clock.ms += 30_000;
    expect(await waits()).toMatchObject({ knownFrom: 'journal', waitMs: 30_000 });
    await first.end([CPU], []);
    expect((await waits())?.waitMs).toBe(60_000);
    clock.ms += 60_000;
    expect(await waits()).toBeUndefined();
  });

  it('does not follow what took nothing', async () => {
    const { invocation, waits } = harness();
    const first = invocation();
    await first.begin([CPU]);
    await first.end([], [CPU]);
    expect(await waits()).toBeUndefined();
  });

  it('is of a type, a workload and a cluster', async () => {
    const { invocation, waits } = harness();
    await invocation().begin([CPU]);
    expect(await waits({ ...CPU, type: 'heap' })).toBeUndefined();
    expect(await waits({ ...CPU, workload: 'staging/checkout' })).toBeUndefined();
    expect(await waits({ ...CPU, server: 'https://other' })).toBeUndefined();
    // What it is filed under does not matter.
    expect(await waits({ ...CPU, service: 'renamed' })).toBeDefined();
  });

  it('does not hold within one invocation', async () => {
    const { invocation } = harness();
    const series = invocation();
    await series.begin([CPU]);
    await series.end([CPU], []);
    expect(await series.waiting([CPU])).toEqual([]);
    expect(await series.waiting([{ ...CPU, type: 'heap' }])).toEqual([]);
  });

  it('can be ignored, and then still holds for others', async () => {
    const { invocation, waits } = harness();
    await invocation().begin([CPU]);
    const careless = invocation(true);
    expect(await careless.waiting([CPU])).toEqual([]);
    await careless.begin([CPU]);
    expect(await waits()).toBeDefined();
  });

  it('does not believe marks of the future', async () => {
    const { journal, waits } = harness();
    const key = JSON.stringify([CPU.server, CPU.workload, CPU.type]);
    await journal.note(new Map([[key, NOON_MS + 3600_000]]));
    expect(await waits()).toBeUndefined();
  });
});

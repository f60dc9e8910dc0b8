import { describe, expect, it } from 'vitest';
import { type DemoDeps, demo } from '../../../src/demo/demo.ts';
import type { DemoEvent } from '../../../src/demo/events.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import type { SampleName } from '../../../src/ports/sample-programs.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { MemoryFiles } from '../../support/memory-files.ts';

const KEY = '2024-01-15/old/20240115-120000-cpu.pprof';

/** The demo on programs that only pretend; what is asked of them ends up in `log`. */
function stage(overrides: Partial<DemoDeps> = {}, failing?: SampleName) {
  const log: string[] = [];
  const events: DemoEvent[] = [];
  const store = new MemoryBlobStore();
  const unreachable = async (): Promise<never> => {
    throw new ProfError('UNREACHABLE', 'refused');
  };
  const deps: DemoDeps = {
    clock: { nowMs: () => Date.parse('2024-01-15T13:00:00Z') },
    signal: new AbortController().signal,
    emit: (event) => void events.push(event),
    store: async () => store,
    files: async () => new MemoryFiles(),
    http: async () => ({ get: unreachable }),
    inspector: async () => ({ connect: unreachable }),
    processes: unreachable,
    kubernetes: unreachable,
    samples: async () => ({
      ownMark: async () => '1 own',
      isRunning: async (mark) => mark === '7 other',
      start: async (name) => {
        if (name === failing) throw new ProfError('UNREACHABLE', `${name} does not start`);
        log.push(`start ${name}`);
        return {
          name,
          pid: 1,
          target: name === 'checkout' ? 'http://127.0.0.1:9' : 'node://127.0.0.1:9',
          regress: async () => void log.push(`regress ${name}`),
          keep: async () => void log.push(`keep ${name}`),
          stop: async () => void log.push(`stop ${name}`),
        };
      },
    }),
    ...overrides,
  };
  return { log, events, store, deps };
}

describe('demo', () => {
  it('stops both services where a capture fails, and says why', async () => {
    const { log, events, deps } = stage();
    await expect(demo({ seconds: 1, keep: true }, deps)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('refused'),
    });
    expect(log).toEqual(['start checkout', 'start storefront', 'stop checkout', 'stop storefront']);
    expect(events.map(({ kind }) => kind)).not.toContain('captured');
  });

  it('stops the service that did start where the other does not', async () => {
    const { log, deps } = stage({}, 'storefront');
    await expect(demo({ seconds: 1, keep: false }, deps)).rejects.toThrow('storefront does not start');
    expect(log).toEqual(['start checkout', 'stop checkout']);
  });

  it('stops both services on Ctrl-C', async () => {
    const stopped = new AbortController();
    const reason = new ProfError('INTERRUPTED', 'stopped by Ctrl-C');
    const emit = (event: DemoEvent) => {
      if (event.kind === 'capturing') stopped.abort(reason);
    };
    const { log, deps } = stage({ signal: stopped.signal, emit });
    await expect(demo({ seconds: 1, keep: true }, deps)).rejects.toBe(reason);
    expect(log.slice(-2)).toEqual(['stop checkout', 'stop storefront']);
  });

  it('leaves the store alone while another demo uses it', async () => {
    const { log, store, deps } = stage();
    await store.putIfAbsent(KEY, new Uint8Array(1), {});
    await store.putIfAbsent('running', new TextEncoder().encode('7 other'), {});
    await expect(demo({ seconds: 1, keep: false }, deps)).rejects.toMatchObject({
      code: 'USAGE',
      message: 'another prof demo is running (process 7)',
    });
    expect([...store.kept.keys()].sort()).toEqual([KEY, 'running']);
    expect(log).toEqual([]);
  });

  it('takes over what a killed demo left', async () => {
    const { log, store, deps } = stage();
    await store.putIfAbsent('running', new TextEncoder().encode('8 killed'), {});
    await expect(demo({ seconds: 1, keep: false }, deps)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(log[0]).toBe('start checkout');
    expect([...store.kept.keys()]).toEqual([]);
  });

  it('empties its store first, and leaves what is not its own', async () => {
    const { store, deps } = stage();
    await store.putIfAbsent(KEY, new Uint8Array(1), {});
    await store.putIfAbsent('notes.txt', new Uint8Array(1), {});
    await expect(demo({ seconds: 1, keep: false }, deps)).rejects.toThrow();
    expect([...store.kept.keys()]).toEqual(['notes.txt']);
  });
});

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import type { FileOps } from '../../src/adapters/disk/file-ops.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import { gatedFileOps, Killed, killedBefore, withOldFiles } from '../support/mortal-file-ops.ts';

const OLD = '2024-01-15/checkout/20240115-120000-cpu.pprof';
const NEW = '2024-01-15/checkout/20240115-130000-cpu.pprof';
const ELSEWHERE = '2024-01-16/cart/20240116-120000-cpu.pprof';

const TIMES = 1000;
const bytesOf = (text: string) => new TextEncoder().encode(`${text} `.repeat(TIMES));

/** The text that was written, if all of it is there. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  const words = bytes === undefined ? [] : new TextDecoder().decode(bytes).split(' ');
  return words.length === TIMES + 1 && new Set(words.slice(0, -1)).size === 1 ? words[0] : undefined;
}

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'prof-crash-'));
});
afterEach(() => rm(root, { recursive: true }));

/** What any reader sees: complete profiles with their own metadata. */
async function visible(store: BlobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list()) {
    keys.push(key);
    const found = await store.get(key);
    expect(textOf(found?.bytes)).toBeDefined();
    expect(found!.metadata).toEqual({ text: textOf(found!.bytes) });
  }
  return keys;
}

async function filesOnDisk(): Promise<string[]> {
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

const ACTIONS: Record<
  string,
  { run: (store: BlobStore) => Promise<unknown>; before: string[]; after: string[] }
> = {
  'a write beside others': {
    run: (store) => store.putIfAbsent(NEW, bytesOf('new'), { text: 'new' }),
    before: [OLD],
    after: [OLD, NEW],
  },
  'a write into new folders': {
    run: (store) => store.putIfAbsent(ELSEWHERE, bytesOf('new'), { text: 'new' }),
    before: [OLD],
    after: [OLD, ELSEWHERE],
  },
  'a write to a taken key': {
    run: (store) => store.putIfAbsent(OLD, bytesOf('new'), { text: 'new' }),
    before: [OLD],
    after: [OLD],
  },
  'a replacement': {
    run: (store) => store.put(OLD, bytesOf('new'), { text: 'new' }),
    before: [OLD],
    after: [OLD],
  },
  'a removal': { run: (store) => store.delete(OLD), before: [OLD], after: [] },
};

describe.each(Object.entries(ACTIONS))('killed in the middle of %s', (_name, action) => {
  it('at any file call: all or nothing is visible, and the leftovers are swept', async () => {
    for (let call = 1; ; call++) {
      await rm(root, { recursive: true });
      await createDiskStore(root).putIfAbsent(OLD, bytesOf('old'), { text: 'old' });
      const { ops, calls } = killedBefore(call);
      let finished = false;
      try {
        await action.run(createDiskStore(root, { ops }));
        finished = calls() < call;
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      const after = createDiskStore(root, { staleMs: -60_000 });
      const seen = await visible(after);
      if (finished) expect(seen).toEqual(action.after);
      else expect([action.before, action.after]).toContainEqual(seen);
      // Another writer comes to the same folders an hour later, sweeps them, and finds every key usable.
      for (const key of [OLD, ELSEWHERE]) {
        await after.putIfAbsent(key.replace('-cpu', '-x-cpu'), bytesOf('x'), { text: 'x' });
      }
      for (const key of [OLD, NEW, ELSEWHERE])
        await after.putIfAbsent(key, bytesOf('later'), { text: 'later' });
      expect(await visible(after)).toHaveLength(5);
      const names = await filesOnDisk();
      expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(names.filter((name) => name.startsWith('.'))).toHaveLength(names.length / 2);
      if (finished) break;
      expect(call).toBeLessThan(200);
    }
  });
});

interface Put {
  readonly text: string;
  readonly key: string;
  readonly result: string;
}

async function put(ops: FileOps, text: string, key: string): Promise<Put> {
  const store = createDiskStore(root, { ops });
  return { text, key, result: await store.putIfAbsent(key, bytesOf(text), { text }).catch(() => 'failed') };
}

async function inAnyOrder(writersSleep: boolean, run: (ops: FileOps) => Promise<Put[]>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      await rm(root, { recursive: true, force: true });
      const gated = gatedFileOps(scheduler.scheduleFunction(async () => {}));
      const running = run(writersSleep ? withOldFiles(gated) : gated);
      await scheduler.waitFor(running);
      const reader = createDiskStore(root);
      for (const { text, key, result } of await running) {
        if (result !== 'stored') continue;
        const found = await reader.get(key);
        expect(textOf(found?.bytes)).toBe(text);
        expect(found?.metadata).toEqual({ text });
      }
    }),
    { numRuns: 80 },
  );
}

describe('writers, a remover and sweepers in any order of their file calls', () => {
  it('what was reported as stored is there, with its own metadata', async () => {
    await inAnyOrder(false, async (ops) => {
      const puts = await Promise.all([
        put(ops, 'one', OLD),
        put(ops, 'two', OLD),
        put(ops, 'three', NEW),
        put(ops, 'four', OLD),
      ]);
      expect(puts.filter((done) => done.key === OLD && done.result === 'stored')).toHaveLength(1);
      return puts;
    });
  });

  it('also if every writer slept so long that the others sweep what it left', async () => {
    await inAnyOrder(true, (ops) =>
      Promise.all([put(ops, 'one', OLD), put(ops, 'two', NEW), put(ops, 'three', `${OLD}.pprof`)]),
    );
  });

  it('a key removed while it is written again is either free or complete', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        await rm(root, { recursive: true, force: true });
        await createDiskStore(root).putIfAbsent(OLD, bytesOf('old'), { text: 'old' });
        const ops = gatedFileOps(scheduler.scheduleFunction(async () => {}));
        const running = Promise.all([
          createDiskStore(root, { ops }).delete(OLD),
          createDiskStore(root, { ops }).putIfAbsent(OLD, bytesOf('new'), { text: 'new' }),
        ]);
        await scheduler.waitFor(running);
        const [removed, result] = await running;
        expect(removed).toBe(true);
        expect(await visible(createDiskStore(root))).toEqual(result === 'stored' ? [OLD] : []);
      }),
      { numRuns: 60 },
    );
  });
});

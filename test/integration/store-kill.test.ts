import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import { parseKey } from '../../src/store/keys.ts';
import { readStored } from '../../src/store/read-stored.ts';

const WRITER = fileURLToPath(new URL('../support/store-writer.ts', import.meta.url));
const ROUNDS = 12;

interface Acknowledged {
  readonly key: string;
  readonly sha256: string;
  readonly pod: string;
}

let root: string;
let running: ChildProcess[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'prof-kill-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  await rm(root, { recursive: true });
});

/** Runs a writer and kills it, in the middle of whatever it does, at its n-th line. */
async function writeUntilKilled(name: string, lines: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [WRITER, join(root, 'store'), name], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const complaints: string[] = [];
  child.stderr.on('data', (chunk) => complaints.push(String(chunk)));
  const said: Acknowledged[] = [];
  const ended = new Promise<string | null>((resolve) =>
    child.on('close', (_code, signal) => resolve(signal)),
  );
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(JSON.parse(line));
    if (said.length === lines) child.kill('SIGKILL');
  }
  expect([await ended, ...complaints.filter((text) => !text.includes('ExperimentalWarning'))]).toEqual([
    'SIGKILL',
  ]);
  return said;
}

it('two writers at once, killed again and again: all that was reported is there, nothing half is', async () => {
  const said: Acknowledged[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const both = await Promise.all([
      writeUntilKilled(`a${round}`, 1 + (round % 7)),
      writeUntilKilled(`b${round}`, 3),
    ]);
    said.push(...both.flat());
  }
  await cp(join(root, 'store'), join(root, 'copy'), { recursive: true });
  for (const folder of ['store', 'copy']) {
    const store = createDiskStore(join(root, folder));
    for (const { key, sha256, pod } of said) {
      expect((await readStored(store, key)).metadata).toMatchObject({ sha256, 'pod-name': pod });
    }
    let visible = 0;
    for await (const { key } of store.list()) {
      visible += 1;
      expect(parseKey(key)).toMatchObject({ service: 'checkout', type: 'cpu' });
      expect((await readStored(store, key)).metadata.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(new Set(said.map(({ key }) => key)).size).toBe(said.length);
    expect(visible).toBeGreaterThanOrEqual(said.length);
    // Killed after the profile was linked and before that was reported: at most one for each killed writer.
    expect(visible).toBeLessThanOrEqual(said.length + 2 * ROUNDS);
  }
  // A later writer sweeps what the killed ones left.
  const later = createDiskStore(join(root, 'store'), { staleMs: -60_000 });
  await later.putIfAbsent('2024-01-15/checkout/20240115-130000-cpu.pprof', new Uint8Array(1), {});
  const names = await readdir(join(root, 'store', '2024-01-15', 'checkout'));
  const profiles = names.filter((name) => !name.startsWith('.'));
  expect(names.filter((name) => name.startsWith('.')).sort()).toEqual(
    profiles.map((name) => `.${name}.meta.json`).sort(),
  );
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const PROF = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));
const GO = fileURLToPath(new URL('../../fixtures/profiles/go/1.26/', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prof-merge-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['cpu.pb.gz', 'cpu-later.pb.gz'],
  ['heap.pb.gz', 'allocs.pb.gz'],
])('merges as go tool pprof does: %s and %s', async (...names) => {
  const merged = join(folder, 'merged.pb.gz');
  const sources = names.map((name) => GO + name);
  await run(process.execPath, [PROF, 'merge', ...sources, '-o', merged, '--overwrite']);
  const raw = async (...files: string[]) => (await run('go', ['tool', 'pprof', '-raw', ...files])).stdout;
  expect(await raw(merged)).toBe(await raw(...sources));
});

it('makes what the compiler takes for profile-guided optimisation', async () => {
  const profile = join(folder, 'default.pgo');
  await run(process.execPath, [
    PROF,
    'merge',
    `${GO}cpu.pb.gz`,
    `${GO}cpu-later.pb.gz`,
    '-w',
    '2',
    '-w',
    '0.5',
    '-o',
    profile,
  ]);
  const cwd = fileURLToPath(new URL('../../fixtures/programs/go-service/', import.meta.url));
  const program = join(folder, 'service');
  await run('go', ['build', '-buildvcs=false', `-pgo=${profile}`, '-o', program, '.'], { cwd });
  expect((await run('go', ['version', '-m', program])).stdout).toContain('-pgo=');
}, 300_000);

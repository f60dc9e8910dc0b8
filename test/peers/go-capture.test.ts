import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleProgram, startProgram } from '../support/sample-program.ts';

const run = promisify(execFile);
const PROF = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../fixtures/programs/go-service/', import.meta.url));

const INSTANT = ['heap', 'allocs', 'goroutine', 'mutex', 'block', 'threadcreate', 'sample.sessions'];
const TYPES = ['cpu', 'heap:delta', ...INSTANT];

let folder: string;
let service: SampleProgram | undefined;
let url: string;
/** Captured files by stored type. */
const files = new Map<string, string>();

async function go(...args: string[]): Promise<string> {
  const options = { cwd: folder, env: goEnvironment(), maxBuffer: 64 * 1024 * 1024 };
  return (await run('go', args, options)).stdout;
}

async function prof(...args: string[]): Promise<string> {
  const env = { ...goEnvironment(), PROF_STORE: join(folder, 'store') };
  const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
  return (await run(process.execPath, [PROF, ...args], options)).stdout;
}

/** No flags of the user's own, one time zone. */
function goEnvironment() {
  return {
    ...process.env,
    GOFLAGS: '',
    TZ: 'UTC',
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prof-go-'));
  cpSync(PROGRAM, join(folder, 'source'), { recursive: true });
  await run('go', ['build', '-trimpath', '-o', join(folder, 'go-service'), '.'], {
    cwd: join(folder, 'source'),
    env: goEnvironment(),
  });
  service = await startProgram(join(folder, 'go-service'), ['-workers', '1']);
  url = service.firstLine.replace('listening on ', '');
  const types = `${TYPES.join(',')},trace`;
  const out = await prof(
    'capture',
    url,
    '-t',
    types,
    '--seconds',
    '1',
    '--service',
    'shop',
    '-o',
    'out/',
    '--json',
  );
  for (const { type, place } of JSON.parse(out).targets[0].profiles) files.set(type, join(folder, place));
}, 300_000);

afterAll(async () => {
  await service?.stop();
  await rm(folder, { recursive: true });
});

it('runs on the Go that the reports are compared with', async () => {
  expect(await go('version')).toMatch(/^go version go1\.26/);
});

describe('a Go program', () => {
  it('gives every type', () => {
    expect([...files.keys()].sort()).toEqual(
      [...TYPES, 'trace'].map((type) => type.replace(/[^a-z]/g, '_')).sort(),
    );
  });

  it.each(TYPES)('%s: go tool pprof reads it, and prof prints the same', async (type) => {
    const file = files.get(type.replace(/[^a-z]/g, '_'))!;
    for (const report of ['-top', '-raw', '-comments']) {
      const theirs = await go('tool', 'pprof', report, file);
      expect(theirs.length).toBeGreaterThan(0);
      if (report === '-comments') expect(theirs).toContain(`# prof/target=${url}\n`);
      else expect(await prof('pprof', report, file)).toBe(theirs);
    }
  });

  it('names the functions that make the load', async () => {
    expect(await go('tool', 'pprof', '-top', '-cum', files.get('cpu')!)).toContain('main.spinHashes');
    expect(await go('tool', 'pprof', '-top', files.get('heap')!)).toContain('main.cacheRows');
  });

  it('gives a trace that its own tool reads', async () => {
    const parsed = await go('tool', 'trace', '-d=parsed', files.get('trace')!);
    expect(parsed.includes('StateTransition')).toBe(true);
  });

  it('is stored, and what is stored is the same', async () => {
    const out = await prof('capture', url, '-t', 'heap', '--json');
    const [{ place }] = JSON.parse(out).targets[0].profiles;
    const file = join(folder, 'store', place);
    expect(await prof('pprof', '-top', file)).toBe(await go('tool', 'pprof', '-top', file));
  });
});

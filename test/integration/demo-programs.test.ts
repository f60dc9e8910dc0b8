import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttpClient } from '../../src/adapters/http/http-client.ts';
import { createSamplePrograms } from '../../src/adapters/sample-programs.ts';
import { decodeProfile } from '../../src/formats/registry.ts';
import type { SampleProgram } from '../../src/ports/sample-programs.ts';
import { isAlive } from '../support/is-alive.ts';
import { stackSums } from '../support/stack-sums.ts';

const WAIT = { timeout: 10_000, interval: 50 };
const started: SampleProgram[] = [];
const signal = new AbortController().signal;

afterEach(async () => {
  await Promise.all(started.splice(0).map((program) => program.stop()));
});

async function start(name: 'checkout' | 'storefront') {
  const program = await createSamplePrograms().start(name, signal);
  started.push(program);
  return program;
}

async function get(url: string) {
  return createHttpClient().get({ url, timeoutMs: 10_000, maxBodyBytes: 1e7 });
}

/** The share of a function in all the time that a CPU profile saw. */
async function shareOf(name: string, target: string): Promise<number> {
  const { body } = await get(`${target}/debug/pprof/profile?seconds=1`);
  const sums = Object.entries(stackSums(await decodeProfile(body), 'cpu'));
  const sum = (rows: typeof sums) => rows.reduce((total, [, nanos]) => total + nanos, 0);
  return sum(sums.filter(([stack]) => stack.split('<')[0] === name)) / sum(sums);
}

describe('sample programs', () => {
  it('know a process that runs from one that ended or only has its pid', async () => {
    const programs = createSamplePrograms();
    const mark = await programs.ownMark();
    expect(mark.split(' ')[0]).toBe(String(process.pid));
    expect(await programs.isRunning(mark)).toBe(true);
    for (const other of [`${process.pid} 1`, '', 'x', '0', '-1', '4999999 5']) {
      expect(await programs.isRunning(other)).toBe(false);
    }
  });

  it('serve profiles of themselves, and become slower when told', async () => {
    const program = await start('checkout');
    expect(program.target).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const index = await get(`${program.target}/debug/pprof/`);
    expect(new TextDecoder().decode(index.body)).toContain("<a href='profile'>");
    expect(await shareOf('findCoupon', program.target)).toBeLessThan(0.3);
    await program.regress();
    expect(await shareOf('findCoupon', program.target)).toBeGreaterThan(0.5);
    const heap = await decodeProfile((await get(`${program.target}/debug/pprof/heap`)).body);
    expect(heap.sampleTypes.map(({ type }) => type)).toEqual(['inuse_objects', 'inuse_space']);
    expect((await get(`${program.target}/debug/pprof/goroutine`)).status).toBe(404);
    expect((await get(`${program.target}/debug/pprof/profile?seconds=x`)).status).toBe(400);
  });

  it('open an inspector and nothing else', async () => {
    const program = await start('storefront');
    expect(program.target).toMatch(/^node:\/\/127\.0\.0\.1:\d+$/);
    const { status } = await get(`${program.target.replace('node:', 'http:')}/json/version`);
    expect(status).toBe(200);
  });

  it('are gone when stop returns', async () => {
    const program = await start('storefront');
    expect(isAlive(program.pid)).toBe(true);
    await program.stop();
    expect(isAlive(program.pid)).toBe(false);
    await program.stop();
  });

  it('do not start once stopped', async () => {
    const stopped = new AbortController();
    const starting = createSamplePrograms().start('storefront', stopped.signal);
    const reason = new Error('enough');
    stopped.abort(reason);
    await expect(starting).rejects.toBe(reason);
    await expect(createSamplePrograms().start('storefront', stopped.signal)).rejects.toBe(reason);
  });

  const parent = (script: string) => {
    const adapter = new URL('../../src/adapters/sample-programs.ts', import.meta.url).href;
    const code = `import { createSamplePrograms } from ${JSON.stringify(adapter)};
      const program = await createSamplePrograms().start('storefront', new AbortController().signal);
      ${script}`;
    return spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };

  it('end with the process that started them, though it was killed', async () => {
    const child = parent('console.log(program.pid); setInterval(() => {}, 1000);');
    const [line] = await once(createInterface(child.stdout), 'line');
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), WAIT);
  });

  it('live on when they are kept', async () => {
    const child = parent('await program.keep(); console.log(program.pid, program.target);');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    await once(child, 'exit');
    const [pid, target] = line.split(' ') as [string, string];
    expect((await get(`${target.replace('node:', 'http:')}/json/version`)).status).toBe(200);
    process.kill(Number(pid), 'SIGTERM');
    await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false), WAIT);
  });
});

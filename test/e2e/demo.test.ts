import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { DemoDocument } from '../../src/present/demo.ts';
import { isAlive } from '../support/is-alive.ts';
import { disagreements, documentedSchemas } from '../support/json-doc.ts';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';

const WAIT = { timeout: 20_000, interval: 50 };
const home = temporaryFolder();
afterAll(() => home.remove());

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

interface RunningDemo {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<unknown[]>;
}

function startDemo(args: readonly string[], env: Record<string, string> = {}): RunningDemo {
  const child = spawn(process.execPath, [RUN_JS, 'demo', ...args], {
    cwd: home.path,
    env: { ...cleanEnvironment(home.path), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output, ended: once(child, 'close') };
}

/** The processes that a process has started and that still run. */
function childrenOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return list === '' ? [] : list.split(' ').map(Number);
}

/** A demo in the middle of its first captures, and its two services. */
async function captureInProgress(
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<RunningDemo & { services: number[] }> {
  const demo = startDemo(args, env);
  await vi.waitFor(() => expect(demo.output()).toContain('$ prof capture node://'), WAIT);
  const services = childrenOf(demo.child.pid!);
  expect(services).toHaveLength(2);
  return { ...demo, services };
}

describe('prof demo', () => {
  it('finds what became slower, leaves nothing running, and ends with commands that work', async () => {
    const { exitCode, stdout, stderr } = await runProf(home.path, ['demo', '--seconds', '2', '--json']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const document = JSON.parse(stdout) as DemoDocument;
    expect(disagreements(document, documentedSchemas().get('prof.demo.v1')!)).toEqual([]);
    expect(document.diff.rows[0]!.name).toBe('findCoupon');
    expect(document.diff.rows[0]!.flat.points).toBeGreaterThan(20);
    expect(document.diff.verdict).toMatch(/^checkout cpu: .*; biggest: findCoupon \+/);
    expect(
      document.list.profiles.map(({ service, type, ext }) => `${service} ${type} ${ext}`).sort(),
    ).toEqual([
      'checkout cpu pprof',
      'checkout heap pprof',
      'storefront cpu cpuprofile',
      'storefront heap heapprofile',
    ]);
    expect(document.seconds).toBeLessThan(60);
    expect(document.services.map(({ pid }) => isAlive(pid))).toEqual([false, false]);
    expect(document.next.length).toBeGreaterThan(3);
    for (const command of document.next) {
      const run = await execa('sh', ['-c', command], {
        cwd: home.path,
        extendEnv: false,
        env: cleanEnvironment(home.path),
        reject: false,
      });
      expect({ command, exitCode: run.exitCode, stderr: run.stderr }).toEqual({
        command,
        exitCode: 0,
        stderr: '',
      });
      expect(run.stdout).not.toBe('');
    }
  });

  it('is alone with its store', async () => {
    const { child, ended } = await captureInProgress();
    const second = await runProf(home.path, ['demo']);
    expect(second).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(`another prof demo is running (process ${child.pid})`),
    });
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });

  it('tells its story, and leaves the services running on request', async () => {
    const { output, ended } = startDemo(['--seconds', '2', '--keep']);
    expect(await ended).toEqual([0, null]);
    const titles = output().match(/^== .*$/gm);
    expect(titles).toHaveLength(6);
    expect(output()).toMatch(/^\$ prof diff checkout\/cpu~1 checkout\/cpu --store demo/m);
    expect(output()).toMatch(/^findCoupon /m);
    const pids = /kill (\d+) (\d+) ends them/.exec(output())!.slice(1).map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    for (const pid of pids) process.kill(pid);
    await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), WAIT);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops everything on %s', async (signal, exitCode) => {
    const { child, services, ended } = await captureInProgress(['--keep']);
    child.kill(signal);
    expect(await ended).toEqual([exitCode, null]);
    expect(services.map(isAlive)).toEqual([false, false]);
  });

  it('leaves no service behind when it is killed', async () => {
    const { child, services } = await captureInProgress();
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(services.map(isAlive)).toEqual([false, false]), WAIT);
  });

  it('never empties another store, however that is named', async () => {
    const profile = `${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`;
    const mine = { PROF_STORE: `${home.path}/mine` };
    const put = ['put', profile, '--service', 'x', '--type', 'heap'];
    expect((await runProf(home.path, put, { env: mine })).exitCode).toBe(0);
    const { exitCode, stderr } = await runProf(home.path, ['demo', '--store', './mine']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the demo has a store of its own');
    const { child, services, ended } = await captureInProgress([], mine);
    child.kill('SIGINT');
    await ended;
    expect(services.map(isAlive)).toEqual([false, false]);
    const list = await runProf(home.path, ['ls', '--json'], { env: mine });
    expect(JSON.parse(list.stdout)).toMatchObject({ total: 1 });
  });
});

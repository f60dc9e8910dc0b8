import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInspector } from '../../src/adapters/inspector/inspector.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import {
  type SealedContainer,
  type SealedOptions,
  startSealed,
} from '../support/stub-cluster/sealed-container.ts';
import { StubCluster } from '../support/stub-cluster/stub-cluster.ts';

/** Programs with processes, mounts and a root of their own, as in containers: the kernel's own seals. */
const home = temporaryFolder();
let cluster: StubCluster;
let port: number;
const running: SealedContainer[] = [];

beforeAll(async () => {
  cluster = await new StubCluster().start();
  writeFileSync(`${home.path}/config`, cluster.kubeconfig(), { mode: 0o600 });
  cluster.add(podObject('web', { containers: [{ name: 'main' }] }));
});
afterAll(async () => {
  await cluster.kill();
  home.remove();
});
beforeEach(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as { port: number });
  await new Promise((resolve) => server.close(resolve));
  cluster.programs.set('shop/web', new Map([[port, { localPort: port, isLoopback: true }]]));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((container) => container.stop()));
});

/** The container of the pod `web`. */
async function container(options: SealedOptions): Promise<SealedContainer> {
  const started = await startSealed(options);
  running.push(started);
  cluster.exec.set('shop/web', started.exec);
  return started;
}

const ENV = { env: { KUBECONFIG: `${home.path}/config` } };
const prof = (...args: string[]) =>
  runProf(
    home.path,
    ['capture', 'web', '-t', 'cpu', '--seconds', '0.3', '--exec', '--ignore-safety', ...args],
    ENV,
  );

const isOpen = (): Promise<boolean> =>
  createInspector()
    .connect({ host: '127.0.0.1', port, timeoutMs: 2000 })
    .then(
      (session) => session.close().then(() => true),
      () => false,
    );

const NODE = '/nodejs/bin/node';

describe('a Node.js program in a container', () => {
  it.each([
    ['without a shell', false],
    ['with a shell', true],
  ])('%s is found as process 1, woken, profiled, and put to sleep', async (_what, hasShell) => {
    // Where the inspector would open, only its environment says; our own programs must not take that for theirs.
    const env = { NODE_OPTIONS: `--inspect-port=${port}` };
    const { program } = await container({ command: [NODE, '/app/service.js'], env, hasShell });
    const run = await prof('--explain', '--json');
    expect(run).toMatchObject({ exitCode: 0 });
    const [target] = JSON.parse(run.stdout).targets;
    expect(target.endpoint).toMatchObject({
      kind: 'inspector',
      port,
      container: 'main',
      program: { pid: 1, script: '/app/service.js', container: 'main', port, isWoken: true },
    });
    expect(target.profiles).toMatchObject([
      { type: 'cpu', place: expect.stringMatching(/-cpu\.cpuprofile$/) },
    ]);
    const top = await runProf(home.path, ['top', 'web/cpu', '--json']);
    expect(top.stdout).toContain('handleRequest');
    expect(program.output()).toContain(`Debugger listening on ws://127.0.0.1:${port}/`);
    expect(await isOpen()).toBe(false);
    expect(program.isRunning()).toBe(true);
  });

  it('is closed again after Ctrl-C', async () => {
    await container({ command: [NODE, `--inspect-port=${port}`, '/app/service.js'] });
    const args = ['capture', 'web', '-t', 'cpu', '--seconds', '60', '--exec', '--ignore-safety'];
    const child = execa(process.execPath, [RUN_JS, ...args], {
      cwd: home.path,
      env: { ...cleanEnvironment(home.path), ...ENV.env },
      extendEnv: false,
      reject: false,
    });
    await expect.poll(isOpen, { timeout: 20_000, interval: 100 }).toBe(true);
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    expect(await isOpen()).toBe(false);
  });

  it('is the one that others did not start', async () => {
    const workers = `const { fork } = require('child_process');
      for (let i = 0; i < 2; i++) fork('/app/idle.js', { execArgv: ['--inspect-port=0'] });
      console.log('ready');`;
    await container({ command: [NODE, `--inspect-port=${port}`, '-e', workers] });
    const run = await prof();
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stderr).toMatch(
      /process 1 \(\S+\) is profiled, not those that it started: \d+, \d+ \(--exec-pid/,
    );
  });

  it('that is none is left alone', async () => {
    const { program } = await container({
      command: ['/bin/sh', '-c', 'echo ready; while :; do sleep 1; done'],
      hasShell: true,
    });
    const run = await prof();
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('has no Node.js');
    expect(program.isRunning()).toBe(true);
  });
});

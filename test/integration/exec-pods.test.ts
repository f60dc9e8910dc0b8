import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../src/adapters/files.ts';
import { createHttpClient } from '../../src/adapters/http/http-client.ts';
import { createInspector } from '../../src/adapters/inspector/inspector.ts';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import { createProcessTable } from '../../src/adapters/processes/process-table.ts';
import { capture } from '../../src/capture/capture.ts';
import { type CaptureOptions, DEFAULT_POD_OPTIONS } from '../../src/capture/capture-options.ts';
import type { CaptureEvent } from '../../src/capture/events.ts';
import { leastRules } from '../../src/doctor/least-role.ts';
import { ProfError } from '../../src/kit/errors.ts';
import { DEFAULT_LIMITS } from '../../src/profile/limits.ts';
import { MemoryBlobStore } from '../support/memory-blob-store.ts';
import { temporaryFolder } from '../support/run-prof.ts';
import { type SampleProgram, startNodeProgram } from '../support/sample-program.ts';
import { type LocalExecOptions, localExec } from '../support/stub-cluster/local-exec.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { type Right, StubCluster } from '../support/stub-cluster/stub-cluster.ts';

/** Where images of distroless programs keep Node.js. */
const USUAL_PLACE = '/nodejs/bin/node';
/** A process as the program in the container describes it. */
const REPLY = { pid: 1, parentPid: 0, script: 'a.js', startedAt: '1', ports: [], inspectorPort: 9229 };
const home = temporaryFolder();
let cluster: StubCluster;
let denied: (right: Right) => boolean;
const running: SampleProgram[] = [];

beforeEach(async () => {
  denied = () => false;
  cluster = await new StubCluster({ isAllowed: (right) => !denied(right) }).start();
});
afterEach(async () => {
  await cluster.kill();
  await Promise.all(running.splice(0).map((program) => program.stop()));
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface NodePod {
  readonly program: SampleProgram;
  /** Where SIGUSR1 opens the inspector. */
  readonly port: number;
  /** What was run in it, each by its first word. */
  readonly ran: string[];
}

/** A pod `web` whose program is a process of this machine. */
async function nodePod(
  script: string,
  options: LocalExecOptions & {
    readonly nodeArgs?: readonly string[];
    /** Called before each command. */
    readonly onCommand?: () => void;
  } = {},
): Promise<NodePod> {
  const { nodeArgs = [], onCommand, ...exec } = options;
  const port = await freePort();
  const program = await startNodeProgram(script, [`--inspect-port=${port}`, ...nodeArgs]);
  running.push(program);
  cluster.add(podObject('web', { containers: [{ name: 'main' }] }));
  cluster.programs.set('shop/web', new Map([[port, { localPort: port, isLoopback: true }]]));
  const ran: string[] = [];
  cluster.exec.set(
    'shop/web',
    localExec({
      ...exec,
      onRun: ([word = '']) => {
        ran.push(word);
        onCommand?.();
      },
    }),
  );
  return { program, port, ran };
}

function harness(signal = new AbortController().signal) {
  const store = new MemoryBlobStore();
  const events: CaptureEvent[] = [];
  const path = `${home.path}/config`;
  writeFileSync(path, cluster.kubeconfig(), { mode: 0o600 });
  const settings = { kubeconfig: path, requestTimeoutMs: 3000 };
  const deps = {
    clock: { nowMs: () => Date.UTC(2024, 0, 15, 12) },
    signal,
    emit: (event: CaptureEvent) => void events.push(event),
    store: async () => store,
    files: async () => createFiles(),
    http: async () => createHttpClient(),
    inspector: async () => createInspector(),
    processes: async () => createProcessTable(),
    kubernetes: () => createKubernetes(settings, { env: {}, homeFolder: home.path }),
  };
  const run = (pid: number | undefined, options: Partial<CaptureOptions> = {}, via = 'auto') =>
    capture(
      {
        targets: ['web'],
        pods: {
          ...DEFAULT_POD_OPTIONS,
          endpoint: { exec: { pid } },
          via: via as (typeof DEFAULT_POD_OPTIONS)['via'],
        },
        types: ['cpu'],
        seconds: 0.3,
        timeoutMs: 15_000,
        parallel: 10,
        service: undefined,
        access: { headers: {} },
        labels: new Map(),
        output: { kind: 'store' },
        limits: DEFAULT_LIMITS,
        dryRun: false,
        explain: false,
        assumeNoHandler: false,
        ...options,
      },
      deps,
    );
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of store.list()) found.push(key);
    return found;
  };
  return { run, keys, events };
}

const isOpen = (port: number): Promise<boolean> =>
  createInspector()
    .connect({ host: '127.0.0.1', port, timeoutMs: 2000 })
    .then(
      (session) => session.close().then(() => true),
      () => false,
    );

describe.runIf(process.platform === 'linux')('a Node.js program in a pod, with --exec', () => {
  it('is woken, profiled, and put to sleep again', async () => {
    const { program, port, ran } = await nodePod('service.js');
    const { run, keys } = harness();
    const result = await run(program.pid, { types: ['cpu', 'heap', 'heapsnapshot'] });
    expect(result.failures).toEqual([]);
    expect(await keys()).toEqual([
      '2024-01-15/web/20240115-120000-cpu.cpuprofile',
      '2024-01-15/web/20240115-120000-heap.heapprofile',
      '2024-01-15/web/20240115-120000-heapsnapshot.heapsnapshot',
    ]);
    expect(result.targets[0]!.reached).toMatchObject({
      endpoint: { kind: 'wake', why: `--exec-pid ${program.pid}` },
      way: { way: 'port-forward' },
      program: { pid: program.pid, script: 'service.js', container: 'main', port, isWoken: true },
    });
    expect(program.output()).toContain(`Debugger listening on ws://127.0.0.1:${port}/`);
    expect(await isOpen(port)).toBe(false);
    expect(program.isRunning()).toBe(true);
    // One look, one signal.
    expect(ran).toEqual(['sh', 'sh']);
  });

  it('is found open, and left open', async () => {
    const { program, port } = await nodePod('service.js', { nodeArgs: ['--inspect'] });
    const { run, keys } = harness();
    const result = await run(program.pid);
    expect(result.failures).toEqual([]);
    expect(await keys()).toHaveLength(1);
    expect(result.targets[0]!.reached!.program).toMatchObject({ port, isWoken: false });
    expect(await isOpen(port)).toBe(true);
  });

  it.each([
    ['that handles SIGUSR1 itself', 'own-handler.js', [], 'handles SIGUSR1 itself; nothing was sent'],
    ['that the signal would end', 'idle.js', ['--disable-sigusr1'], 'would be ended by SIGUSR1'],
  ])('%s is left alone', async (_what, script, nodeArgs, message) => {
    const { program } = await nodePod(script, { nodeArgs });
    for (const assumeNoHandler of [false, true]) {
      const { failures } = await harness().run(program.pid, { assumeNoHandler });
      expect(failures[0]!.error).toMatchObject({ code: 'NOT_ALLOWED' });
      expect(failures[0]!.error.message).toContain(
        `process ${program.pid} of container main of pod shop/web`,
      );
      expect(failures[0]!.error.message).toContain(message);
    }
    expect(program.output()).toBe('ready\n');
    expect(program.isRunning()).toBe(true);
  });

  it('whose inspector would open where another listens is left alone', async () => {
    const { program, port } = await nodePod('idle.js');
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const { failures } = await harness().run(program.pid);
    other.close();
    expect(failures[0]!.error).toMatchObject({ code: 'UNREACHABLE' });
    expect(failures[0]!.error.message).toContain(`port ${port}, where another process of the pod listens`);
    expect(program.output()).toBe('ready\n');
  });

  it.each([
    ['no shell', ['sh'], ['node', 'node']],
    ['no shell and nothing in PATH', ['sh', 'node'], [USUAL_PLACE, USUAL_PLACE]],
  ])('is woken in a container that has %s', async (_what, without, expected) => {
    const { program, port, ran } = await nodePod('idle.js', { without, place: USUAL_PLACE });
    const { run, keys } = harness();
    expect((await run(program.pid)).failures).toEqual([]);
    expect(await keys()).toHaveLength(1);
    expect(ran).toEqual(expected);
    expect(await isOpen(port)).toBe(false);
  });

  it('is not woken where no Node.js is found to look with', async () => {
    const { program } = await nodePod('idle.js');
    cluster.exec.set('shop/web', () => undefined);
    const { failures } = await harness().run(program.pid);
    expect(failures[0]!.error).toMatchObject({ code: 'NOT_FOUND' });
    expect(failures[0]!.error.message).toBe(
      'container main of pod shop/web has no Node.js that could be run',
    );
    expect(failures[0]!.error.hints.join()).toContain(USUAL_PLACE);
    expect(program.output()).toBe('ready\n');
    // A shell that finds none has looked at all that there is.
    cluster.exec.set('shop/web', () => ({ exitCode: 127 }));
    expect((await harness().run(program.pid)).failures[0]!.error).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is never woken without the flag', async () => {
    const { program } = await nodePod('idle.js');
    const pods = { ...DEFAULT_POD_OPTIONS };
    const { failures } = await harness().run(program.pid, { pods });
    expect(failures[0]!.error).toMatchObject({ code: 'UNREACHABLE' });
    expect(failures[0]!.error.hints.join()).toContain('--exec');
    expect(cluster.requests.filter(({ path }) => path.endsWith('/exec'))).toEqual([]);
  });

  it('is not woken by a dry run, which says that it would be', async () => {
    const { program } = await nodePod('idle.js');
    const result = await harness().run(program.pid, { dryRun: true });
    expect(result.targets[0]!.endpoints.at(-1)).toMatchObject({ kind: 'wake' });
    expect(cluster.requests.filter(({ path }) => path.endsWith('/exec'))).toEqual([]);
  });

  it.each([
    ['the right to exec', 'pods/exec', 'cannot get resource "pods/exec"'],
    ['a way to its inspector', 'pods/portforward', 'the proxy does not reach what listens on 127.0.0.1'],
  ])('is not woken without %s', async (_what, resource, message) => {
    const { program } = await nodePod('idle.js');
    denied = (right) => right.resource === resource;
    const { failures } = await harness().run(program.pid);
    expect(failures[0]!.error).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(failures[0]!.error.message).toContain(message);
    expect(program.output()).toBe('ready\n');
  });

  it('takes no right that the least role with exec does not have', async () => {
    const { program } = await nodePod('idle.js');
    const rules = leastRules({ ways: ['port-forward'], workloads: false, exec: true, metrics: false });
    const isWithin = ({ resource, verb }: Right) =>
      rules.some(({ resources, verbs }) => resources.includes(resource) && verbs.includes(verb));
    const refused: string[] = [];
    denied = (right) => {
      // Asking whether one may use the proxy is no use of it.
      if (!isWithin(right) && right.resource !== 'pods/proxy')
        refused.push(`${right.verb} ${right.resource}`);
      return !isWithin(right);
    };
    const { failures } = await harness().run(program.pid, { ignoreHeadroom: true });
    expect(failures).toEqual([]);
    expect(refused).toEqual([]);
  });

  it.each<[what: string, stdout: string]>([
    ['nothing', ''],
    ['words', 'Welcome to node!'],
    [
      'a process with a port that is none',
      JSON.stringify({ processes: [{ ...REPLY, ports: [{ host: '', port: 0 }] }], hidden: [] }),
    ],
    ['a process whose number is none', JSON.stringify({ processes: [{ ...REPLY, pid: -1 }], hidden: [] })],
    ['a process without a name', JSON.stringify({ processes: [{ ...REPLY, script: null }], hidden: [] })],
    ['a list in place of all', '[]'],
    ['too many processes', JSON.stringify({ processes: Array(2000).fill(REPLY), hidden: [] })],
  ])('in a container that answers %s is left alone', async (_what, stdout) => {
    const { program } = await nodePod('idle.js');
    cluster.exec.set('shop/web', () => ({ exitCode: 0, stdout }));
    const { failures } = await harness().run(program.pid);
    expect(failures[0]!.error).toMatchObject({ code: 'BAD_DATA' });
    expect(program.output()).toBe('ready\n');
  });

  it('in a container whose Node.js is too old, or has no memory left, is left alone', async () => {
    const { program } = await nodePod('idle.js');
    cluster.exec.set('shop/web', () => ({
      exitCode: 1,
      stderr: 'at line 1\nSyntaxError: Unexpected token ?\n',
    }));
    const { failures } = await harness().run(program.pid);
    expect(failures[0]!.error.message).toContain(
      'failed with exit status 1: SyntaxError: Unexpected token ?',
    );
    expect(failures[0]!.error.hints.join()).toContain('14.18 or newer');
  });

  it('is not woken by a way that could not reach it then', async () => {
    const { program, ran } = await nodePod('idle.js');
    const { failures } = await harness().run(program.pid, {}, 'proxy');
    expect(failures[0]!.error).toMatchObject({ code: 'USAGE' });
    expect(ran).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('an inspector that was opened', () => {
  it.each([
    ['while the program is looked at', 1, 'ready\n'],
    ['while the signal is sent', 2, 'Debugger listening'],
  ])('is closed after Ctrl-C %s', async (_when, at, output) => {
    const controller = new AbortController();
    let runs = 0;
    const onCommand = () => {
      runs += 1;
      if (runs === at) controller.abort(new ProfError('INTERRUPTED', 'stopped'));
    };
    const { program, port } = await nodePod('idle.js', { onCommand });
    const { run, keys } = harness(controller.signal);
    const { failures } = await run(program.pid);
    expect(failures[0]!.error).toMatchObject({ code: 'INTERRUPTED' });
    expect(await keys()).toEqual([]);
    expect(program.output()).toContain(output);
    expect(await isOpen(port)).toBe(false);
    expect(program.isRunning()).toBe(true);
  });

  it('is closed after Ctrl-C while it is profiled', async () => {
    const controller = new AbortController();
    const { program, port } = await nodePod('service.js');
    const { run, events } = harness(controller.signal);
    const capturing = run(program.pid, { seconds: 60 });
    await expect
      .poll(() => events.some(({ kind }) => kind === 'profile-started'), { timeout: 15_000 })
      .toBe(true);
    expect(await isOpen(port)).toBe(true);
    controller.abort(new ProfError('INTERRUPTED', 'stopped'));
    const { failures } = await capturing;
    expect(failures[0]!.error).toMatchObject({ code: 'INTERRUPTED' });
    expect(await isOpen(port)).toBe(false);
  });

  it('is closed when the way to it broke', async () => {
    const { program, port } = await nodePod('service.js');
    const { run, keys, events } = harness();
    const capturing = run(program.pid, { seconds: 60 });
    await expect
      .poll(() => events.some(({ kind }) => kind === 'profile-started'), { timeout: 15_000 })
      .toBe(true);
    for (const forward of cluster.forwards.get('shop/web') ?? []) forward.terminate();
    const { failures } = await capturing;
    expect(failures[0]!.error).toMatchObject({ code: 'UNREACHABLE' });
    expect(await keys()).toEqual([]);
    expect(await isOpen(port)).toBe(false);
  });

  it('that cannot be closed is said to be open', async () => {
    const { program, port } = await nodePod('service.js');
    const { run, events } = harness();
    const capturing = run(program.pid, { seconds: 60 });
    await expect
      .poll(() => events.some(({ kind }) => kind === 'profile-started'), { timeout: 15_000 })
      .toBe(true);
    await cluster.kill();
    const { failures } = await capturing;
    expect(failures[0]!.error).toMatchObject({ code: 'UNREACHABLE' });
    const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
    expect(warnings.slice(-1)).toEqual([
      `the inspector of process ${program.pid} may still be open, on port ${port} of the pod's own 127.0.0.1, until the process ends`,
    ]);
  });
});

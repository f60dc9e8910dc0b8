import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createInspector } from '../../src/adapters/inspector/inspector.ts';
import { createProcessTable } from '../../src/adapters/processes/process-table.ts';
import { startDeadline } from '../../src/capture/deadline.ts';
import { openProcessInspector } from '../../src/capture/wake-inspector.ts';
import { ProfError } from '../../src/kit/errors.ts';
import { type SampleProgram, startNodeProgram, startProgram } from '../support/sample-program.ts';

const processes = createProcessTable();
const inspector = createInspector();
const running: SampleProgram[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop()));
});

async function start(name: string, nodeArgs: string[] = []): Promise<SampleProgram> {
  // Each test's programs open their inspectors on a port of their own: test files run side by side.
  const program = await startNodeProgram(name, nodeArgs);
  running.push(program);
  return program;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function open(pid: number, signal = new AbortController().signal, assumeNoHandler = false) {
  const deadline = startDeadline(20_000, signal, 'too slow');
  try {
    return await openProcessInspector({ pid, deadline, assumeNoHandler }, { processes, inspector });
  } finally {
    deadline.release();
  }
}

async function refusal(promise: Promise<unknown>): Promise<ProfError> {
  const error = await promise.then(
    () => expect.fail('expected a failure'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProfError);
  return error as ProfError;
}

describe.runIf(process.platform === 'linux')('a process', () => {
  it('is described by the system', async () => {
    const program = await start('idle.js');
    const info = (await processes.get(program.pid))!;
    expect(info).toMatchObject({ pid: program.pid, ownedByUs: true, otherNetwork: false });
    expect(info.args.at(-1)).toBe('idle.js');
    expect(info.workingFolder).toMatch(/node-service$/);
    expect(await processes.packageName(info.workingFolder!)).toBe('@sample/checkout');
    expect(await processes.isNode(program.pid)).toBe(true);
  });

  it('that has ended is none', async () => {
    const program = await start('idle.js');
    const info = (await processes.get(program.pid))!;
    await program.stop();
    expect(await processes.get(program.pid)).toBeUndefined();
    expect((await refusal(processes.wakeInspector(info))).code).toBe('NOT_FOUND');
    expect((await refusal(open(program.pid))).code).toBe('NOT_FOUND');
  });

  it.each([
    ['idle.js', [], 'node-default'],
    ['service.js', [], 'node-default'],
    ['own-handler.js', [], 'own-handler'],
    ['idle.js', ['--disable-sigusr1'], 'unhandled'],
  ])('%s %j has the handling %s', async (name, args, kind) => {
    const program = await start(name, args);
    expect(await processes.inspectorSignal(program.pid)).toEqual({ kind });
  });
});

describe.runIf(process.platform === 'linux')('waking a process', () => {
  it('opens its inspector, and closes it again', async () => {
    const port = await freePort();
    const program = await start('idle.js', [`--inspect-port=${port}`]);
    const { session, release } = await open(program.pid);
    expect(await processes.listeningPorts(program.pid)).toEqual([{ host: '127.0.0.1', port }]);
    const { result } = await session.send('Runtime.evaluate', { expression: 'process.pid' });
    expect(result).toMatchObject({ value: program.pid });
    expect(await release()).toBe(true);
    expect(await processes.listeningPorts(program.pid)).toEqual([]);
    expect(program.isRunning()).toBe(true);
    const again = await open(program.pid);
    expect(await again.release()).toBe(true);
  });

  it('works while the program is busy', async () => {
    const program = await start('service.js', ['--inspect-port=0']);
    const before = await processes.listeningPorts(program.pid);
    const { release } = await open(program.pid);
    expect(await release()).toBe(true);
    expect(await processes.listeningPorts(program.pid)).toEqual(before);
  });

  it('uses an inspector that is open, and leaves it open', async () => {
    const port = await freePort();
    const program = await start('idle.js', [`--inspect=127.0.0.1:${port}`]);
    const { release } = await open(program.pid);
    expect(await release()).toBe(true);
    expect(await processes.listeningPorts(program.pid)).toEqual([{ host: '127.0.0.1', port }]);
  });

  it('is refused where the program handles the signal itself', async () => {
    const program = await start('own-handler.js');
    for (const assumeNoHandler of [false, true]) {
      const error = await refusal(open(program.pid, undefined, assumeNoHandler));
      expect(error.code).toBe('NOT_ALLOWED');
      expect(error.message).toContain('handles SIGUSR1 itself');
    }
    expect(program.isRunning()).toBe(true);
    expect(program.output()).toBe('ready\n');
  });

  it('is refused where the signal would end the program', async () => {
    const program = await start('idle.js', ['--disable-sigusr1']);
    expect((await refusal(open(program.pid))).code).toBe('NOT_ALLOWED');
    expect(program.isRunning()).toBe(true);
  });

  it('is refused for a program that is not Node.js', async () => {
    const program = await startProgram('sh', ['-c', 'echo ready; exec sleep 60']);
    running.push(program);
    const error = await refusal(open(program.pid));
    expect(error.code).toBe('NOT_ALLOWED');
    expect(error.message).toContain('not a Node.js process');
    expect(program.isRunning()).toBe(true);
  });

  it('is refused where another process holds the port, and nothing is sent', async () => {
    const first = await start('idle.js', ['--inspect=127.0.0.1:0']);
    const [taken] = await processes.listeningPorts(first.pid);
    const second = await start('idle.js', [`--inspect-port=${taken!.port}`]);
    const error = await refusal(open(second.pid));
    expect([error.code, error.details.port]).toEqual(['UNREACHABLE', taken!.port]);
    expect(second.output()).toBe('ready\n');
  });

  it('leaves no open inspector when stopped between signal and session', async () => {
    const program = await start('idle.js', ['--inspect-port=0']);
    const controller = new AbortController();
    const stopping = {
      ...processes,
      wakeInspector: async (info: Parameters<typeof processes.wakeInspector>[0]) => {
        await processes.wakeInspector(info);
        controller.abort(new ProfError('INTERRUPTED', 'stopped'));
      },
    };
    const deadline = startDeadline(20_000, controller.signal, 'too slow');
    const opening = openProcessInspector(
      { pid: program.pid, deadline, assumeNoHandler: false },
      { processes: stopping, inspector },
    );
    expect((await refusal(opening)).code).toBe('INTERRUPTED');
    deadline.release();
    expect(program.output()).toContain('Debugger listening');
    expect(await processes.listeningPorts(program.pid)).toEqual([]);
  });
});

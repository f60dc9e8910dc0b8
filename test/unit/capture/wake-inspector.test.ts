import { describe, expect, it } from 'vitest';
import { startDeadline } from '../../../src/capture/deadline.ts';
import { openProcessInspector } from '../../../src/capture/wake-inspector.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import type { Inspector, InspectorSession } from '../../../src/ports/inspector.ts';
import type { ProcessInfo, ProcessTable, SignalHandling } from '../../../src/ports/process-table.ts';

const INFO: ProcessInfo = {
  pid: 7,
  executable: '/usr/bin/node',
  ownedByUs: true,
  args: ['node', 'a.js'],
  workingFolder: '/srv',
  startedAt: '1',
  otherNetwork: false,
};

/** A process that opens its inspector on 9229 when it is signalled, and closes it when it is told. */
function machine(info: Partial<ProcessInfo>, handling: SignalHandling) {
  const done: string[] = [];
  let isOpen = false;
  const processes: ProcessTable = {
    get: async () => ({ ...INFO, ...info }),
    isNode: async () => info.executable !== '/usr/bin/python3',
    inspectorSignal: async () => handling,
    listeningPorts: async () => (isOpen ? [{ host: '127.0.0.1', port: 9229 }] : []),
    isPortTaken: async () => false,
    environment: async () => ({}),
    wakeInspector: async () => {
      done.push('signal');
      isOpen = true;
    },
    packageName: async () => undefined,
    listenerOf: async () => undefined,
    goBuildInfo: async () => undefined,
  };
  const session: InspectorSession = {
    title: '',
    ended: new Promise(() => {}),
    send: async (_method, params) => {
      done.push(String(params?.expression));
      isOpen = false;
      return {};
    },
    on: () => () => {},
    close: async () => void done.push('end session'),
  };
  const inspector: Inspector = { connect: async () => session };
  return { done, deps: { processes, inspector } };
}

async function open({ deps }: ReturnType<typeof machine>, assumeNoHandler = false) {
  const deadline = startDeadline(5_000, new AbortController().signal, 'too slow');
  try {
    return await openProcessInspector({ pid: 7, deadline, assumeNoHandler }, deps);
  } finally {
    deadline.release();
  }
}

describe('a process', () => {
  it('is signalled, asked, and closed by the inspector itself', async () => {
    const sample = machine({}, { kind: 'node-default' });
    const { release } = await open(sample);
    expect(await release()).toBe(true);
    expect(sample.done).toEqual(['signal', "require('inspector').close()", 'end session']);
  });

  const unknown: SignalHandling = { kind: 'unknown', why: 'the system does not show it' };
  it.each<[string, Partial<ProcessInfo>, SignalHandling, RegExp]>([
    ['of another user', { ownedByUs: false }, { kind: 'node-default' }, /not a process of ours/],
    ['of another program', { executable: '/usr/bin/python3' }, { kind: 'node-default' }, /python3/],
    ['in a container', { otherNetwork: true }, { kind: 'node-default' }, /container/],
    ['with a handler of its own', {}, { kind: 'own-handler' }, /handles SIGUSR1 itself/],
    ['that the signal would end', {}, { kind: 'unhandled' }, /does not open its inspector/],
    ['of which nothing is known', {}, unknown, /cannot tell .* the system does not show it/],
  ])('%s is not signalled', async (_what, info, handling, message) => {
    const sample = machine(info, handling);
    const error = await open(sample).then(
      () => expect.fail('expected a failure'),
      (thrown: ProfError) => thrown,
    );
    expect(error).toBeInstanceOf(ProfError);
    expect([error.code, error.message]).toEqual(['NOT_ALLOWED', expect.stringMatching(message)]);
    expect(sample.done).toEqual([]);
  });

  it('of which nothing is known is signalled where the user vouches for it', async () => {
    const sample = machine({}, unknown);
    await (await open(sample, true)).release();
    expect(sample.done[0]).toBe('signal');
  });

  it('with a handler of its own is not signalled whoever vouches for it', async () => {
    const sample = machine({}, { kind: 'own-handler' });
    await expect(open(sample, true)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    expect(sample.done).toEqual([]);
  });
});

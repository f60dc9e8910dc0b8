import { expect, it } from 'vitest';
import { startDeadline } from '../../../src/capture/deadline.ts';
import { goProgramFacts, nodeProgramFacts } from '../../../src/capture/program-facts.ts';
import { type HttpTarget, parseTarget } from '../../../src/capture/target.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import type { ProcessTable } from '../../../src/ports/process-table.ts';

const COMMIT = '4f2a91c07e6d1b5a3c8e9f0d2b4a6c8e0f1a2b3c';
const BUILD = `mod\texample.com/shop\tv1.2.3\nbuild\tvcs=git\nbuild\tvcs.revision=${COMMIT}\n`;

interface Machine {
  /** Arguments of the process that listens on port 6060. */
  readonly args?: readonly string[];
  readonly build?: string | undefined;
  /** What the target answers for its command line. */
  readonly cmdline?: string;
  readonly status?: number;
}

async function ask(text: string, machine: Machine = {}) {
  const { args = ['/srv/shop', '-v'], build, cmdline = '/srv/shop\0-v', status = 200 } = machine;
  const asked: string[] = [];
  const processes: ProcessTable = {
    get: async (pid) => ({
      pid,
      executable: '/srv/shop',
      ownedByUs: true,
      args,
      workingFolder: '/',
      startedAt: '1',
      otherNetwork: false,
    }),
    isNode: async () => false,
    inspectorSignal: async () => ({ kind: 'unhandled' }),
    listeningPorts: async () => [],
    isPortTaken: async () => true,
    listenerOf: async (port) => (port === 6060 ? 4711 : undefined),
    goBuildInfo: async () => ('build' in machine ? build : BUILD),
    environment: async () => ({}),
    wakeInspector: async () => {},
    packageName: async () => undefined,
  };
  const http = {
    get: async ({ url }: { url: string }) => {
      asked.push(url);
      if (status === 0) throw new ProfError('UNREACHABLE', 'refused');
      return { status, reason: '', url, headers: {}, body: new TextEncoder().encode(cmdline) };
    },
  };
  const deadline = startDeadline(10_000, new AbortController().signal, 'late');
  const target = parseTarget(text) as HttpTarget;
  const facts = await goProgramFacts(
    target,
    { headers: {} },
    { http, processes: async () => processes, deadline },
  );
  deadline.release();
  return { facts: Object.fromEntries(facts), asked };
}

const KNOWN = { 'service-version': 'v1.2.3', 'git-commit': COMMIT };

it('tells the build of the program that listens on this machine', async () => {
  expect(await ask('http://localhost:6060')).toEqual({
    facts: KNOWN,
    asked: ['http://localhost:6060/debug/pprof/cmdline'],
  });
  for (const text of ['http://127.0.0.1:6060/debug/pprof', 'http://[::1]:6060/debug/pprof/heap?seconds=1']) {
    expect((await ask(text)).facts).toEqual(KNOWN);
  }
});

it.each<[string, string, Machine]>([
  [
    'the listener passes connections on to another program',
    'http://localhost:6060',
    { cmdline: '/app/server' },
  ],
  ['the target does not tell its command line', 'http://localhost:6060', { status: 404 }],
  ['asking fails', 'http://localhost:6060', { status: 0 }],
])('tells nothing where %s', async (_why, text, machine) => {
  expect((await ask(text, machine)).facts).toEqual({});
});

it.each<[string, string, Machine]>([
  ['another host', 'http://checkout:6060', {}],
  ['a name that begins like this machine', 'http://localhost.example.com:6060', {}],
  ['a port where nothing of ours listens', 'http://localhost:8080', {}],
  ['a program that is not of Go', 'http://localhost:6060', { build: undefined }],
  ['a profile that is not under /debug/pprof/', 'http://localhost:6060/cpu', {}],
])('asks nothing of %s', async (_what, text, machine) => {
  expect(await ask(text, machine)).toEqual({ facts: {}, asked: [] });
});

it.each([
  ['1.4.0', { 'service-version': '1.4.0' }],
  ['0.0.0', {}],
  ['', {}],
  [7, {}],
])("takes a Node.js program's package version: %j", async (packageVersion, expected) => {
  const session = {
    send: async () => ({ result: { value: JSON.stringify({ script: '/srv/a.js', packageVersion }) } }),
    onEvent: () => () => {},
    close: async () => {},
  };
  const deadline = startDeadline(10_000, new AbortController().signal, 'late');
  expect(Object.fromEntries(await nodeProgramFacts(session as never, deadline))).toEqual(expected);
  deadline.release();
});

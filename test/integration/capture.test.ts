import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../src/adapters/files.ts';
import { createHttpClient } from '../../src/adapters/http/http-client.ts';
import { createInspector } from '../../src/adapters/inspector/inspector.ts';
import { createProcessTable } from '../../src/adapters/processes/process-table.ts';
import { capture } from '../../src/capture/capture.ts';
import type { CaptureDeps, CaptureOptions } from '../../src/capture/capture-options.ts';
import { totalFailure } from '../../src/capture/capture-result.ts';
import type { CaptureEvent } from '../../src/capture/events.ts';
import { ProfError } from '../../src/kit/errors.ts';
import { errorText } from '../../src/present/error.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { DEFAULT_LIMITS } from '../../src/profile/limits.ts';
import { MemoryBlobStore } from '../support/memory-blob-store.ts';
import { type SampleProgram, startNodeProgram } from '../support/sample-program.ts';
import { startTcpServer, startWebServer, type TestServer } from '../support/web-server.ts';

const RUN_MS = Date.UTC(2024, 0, 15, 12, 0, 0);
const go = (name: string) =>
  readFileSync(new URL(`../../fixtures/profiles/go/1.26/${name}`, import.meta.url));

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((clean) => clean()));
});

async function serve(listener: RequestListener): Promise<TestServer> {
  const server = await startWebServer(listener);
  cleanups.push(server.close);
  return server;
}

/** Serves the recorded profiles as net/http/pprof does; `overrides` by path answer first. */
function pprofServer(
  overrides: Record<string, RequestListener> = {},
  asked: string[] = [],
): Promise<TestServer> {
  return serve((request, response) => {
    asked.push(request.url ?? '');
    const path = (request.url ?? '').replace(/\?.*$/, '');
    const override = overrides[path];
    if (override) return override(request, response);
    const name = path.replace('/debug/pprof/', '');
    if (name === '') return void response.setHeader('content-type', 'text/html').end(go('index.html'));
    const file = name === 'profile' ? 'cpu.pb.gz' : name === 'trace' ? 'trace.trace' : `${name}.pb.gz`;
    try {
      response.end(go(file));
    } catch {
      response.writeHead(404).end('Unknown profile\n');
    }
  });
}

async function program(name: string, args: string[] = []): Promise<SampleProgram> {
  const started = await startNodeProgram(name, args);
  cleanups.push(started.stop);
  return started;
}

function harness(signal = new AbortController().signal) {
  const store = new MemoryBlobStore();
  const events: CaptureEvent[] = [];
  const deps: CaptureDeps = {
    clock: { nowMs: () => RUN_MS + 345 },
    signal,
    emit: (event) => events.push(event),
    store: async () => store,
    files: async () => createFiles(),
    http: async () => createHttpClient(),
    inspector: async () => createInspector(),
    processes: async () => createProcessTable(),
    kubernetes: () => Promise.reject(new Error('no cluster here')),
  };
  const run = (targets: string[], options: Partial<CaptureOptions> = {}) =>
    capture(
      {
        targets,
        types: undefined,
        seconds: 0.2,
        timeoutMs: 10_000,
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
  return { store, events, deps, run, keys };
}

const failuresOf = (result: Awaited<ReturnType<typeof capture>>) =>
  result.failures.map(({ type, error }) => [type, error.code]);

describe('capturing an HTTP endpoint', () => {
  it('stores cpu, then heap, under one stamp, with metadata and comments', async () => {
    const asked: string[] = [];
    const { url } = await pprofServer({}, asked);
    const { run, keys, store, events } = harness();
    const result = await run([url], { seconds: 2, labels: new Map([['git-commit', '4f2a91c']]) });
    expect(asked).toEqual(['/debug/pprof/', '/debug/pprof/profile?seconds=2', '/debug/pprof/heap']);
    expect(result.failures).toEqual([]);
    expect(await keys()).toEqual([
      '2024-01-15/127.0.0.1/20240115-120000-cpu.pprof',
      '2024-01-15/127.0.0.1/20240115-120000-heap.pprof',
    ]);
    const stored = (await store.get('2024-01-15/127.0.0.1/20240115-120000-cpu.pprof'))!;
    expect(stored.metadata).toMatchObject({
      'profile-type': 'cpu',
      reason: 'on-demand',
      timestamp: '2024-01-15T12:00:00Z',
      target: url,
      run: '20240115-120000',
      'requested-seconds': '2',
      'git-commit': '4f2a91c',
    });
    expect(Number(stored.metadata['measured-seconds'])).toBeCloseTo(2.02, 1);
    const { comments } = decodePprof(stored.bytes);
    expect(comments).toEqual(
      expect.arrayContaining([
        `# prof/target=${url}`,
        '# prof/requested-seconds=2',
        '# prof/git-commit=4f2a91c',
      ]),
    );
    const original = gunzipSync(go('cpu.pb.gz'));
    expect(gunzipSync(stored.bytes).subarray(0, original.length).equals(original)).toBe(true);
    expect(events.map(({ kind }) => kind)).toEqual([
      'target-started',
      'profile-started',
      'profile-kept',
      'profile-started',
      'profile-kept',
      'target-finished',
    ]);
  });

  it('takes every type, custom ones and deltas', async () => {
    const asked: string[] = [];
    const { url } = await pprofServer({}, asked);
    const { run, keys } = harness();
    const types = ['heap,allocs,goroutine,mutex,block,threadcreate,trace,sample.sessions,cpu,heap:delta'];
    const result = await run([`${url}/debug/pprof/`], { types, service: 'shop' });
    expect(result.failures).toEqual([]);
    expect(asked.slice(1, 4)).toEqual([
      '/debug/pprof/profile?seconds=1',
      '/debug/pprof/trace?seconds=1',
      '/debug/pprof/heap?seconds=1',
    ]);
    expect((await keys()).map((key) => key.replace('2024-01-15/shop/20240115-120000-', '')).sort()).toEqual([
      'allocs.pprof',
      'block.pprof',
      'cpu.pprof',
      'goroutine.pprof',
      'heap.pprof',
      'heap_delta.pprof',
      'mutex.pprof',
      'sample_sessions.pprof',
      'threadcreate.pprof',
      'trace.trace',
    ]);
  });

  it('takes one profile by its own URL', async () => {
    const asked: string[] = [];
    const { url } = await pprofServer({}, asked);
    const { run, keys } = harness();
    await run([`${url}/debug/pprof/goroutine`]);
    expect(asked).toEqual(['/debug/pprof/goroutine']);
    expect(await keys()).toEqual(['2024-01-15/127.0.0.1/20240115-120000-goroutine.pprof']);
  });

  it('sends headers and token', async () => {
    const { url } = await serve((request, response) => {
      const known = request.headers.authorization === 'Bearer t' && request.headers['x-key'] === 'v';
      if (known) response.end(go('heap.pb.gz'));
      else response.writeHead(401).end('who are you?\n');
    });
    const { run } = harness();
    const access = { headers: { authorization: 'Bearer t', 'x-key': 'v' } };
    expect((await run([`${url}/debug/pprof/heap`], { access })).failures).toEqual([]);
    const result = await run([url]);
    expect(failuresOf(result)).toEqual([[undefined, 'NOT_ALLOWED']]);
    expect(totalFailure(result)!.message).toContain('HTTP 401: who are you?');
    expect(totalFailure(result)!.hints.join()).toContain('--token');
  });

  it('keeps what succeeded when a type is missing, and says what there is', async () => {
    const { url } = await pprofServer();
    const { run, keys } = harness();
    const result = await run([url], { types: ['heap', 'goroutines'] });
    expect(await keys()).toHaveLength(1);
    expect(totalFailure(result)).toBeUndefined();
    expect(failuresOf(result)).toEqual([['goroutines', 'NOT_FOUND']]);
    expect(result.failures[0]!.error.message).toContain('HTTP 404: Unknown profile');
    expect(result.failures[0]!.error.hints).toEqual([
      'did you mean goroutine?',
      'it offers: allocs, block, goroutine, heap, mutex, cpu, sample.sessions, threadcreate, trace',
    ]);
  });

  it('warns of a profile without samples', async () => {
    const { url } = await pprofServer({
      '/debug/pprof/mutex': (_request, response) => void response.end(gzipSync(Buffer.from([0x32, 0]))),
    });
    const { run, events } = harness();
    await run([url], { types: ['mutex'] });
    expect(events.find(({ kind }) => kind === 'warning')).toMatchObject({
      message: expect.stringContaining('SetMutexProfileFraction'),
    });
  });

  it('says that somebody else is profiling', async () => {
    const said = 'Could not enable CPU profiling: cpu profiling already in use\n';
    const { url } = await pprofServer({
      '/debug/pprof/profile': (_request, response) => void response.writeHead(500).end(said),
    });
    const { run } = harness();
    const { error } = (await run([url])).failures[0]!;
    expect([error.code, error.hints.join()]).toEqual([
      'UNREACHABLE',
      'someone else is profiling this program; try again when they are done',
    ]);
  });
});

describe('what is no profile', () => {
  const html = '<!DOCTYPE html>\n<html><body>Sign in</body></html>\n';
  const heap = go('heap.pb.gz');
  it.each<[string, string | Buffer, string, RegExp]>([
    ['a web page', html, 'BAD_PROFILE', /: <!DOCTYPE html>$/],
    ['an escape sequence', '\u001b[31mred\u001b[0m\n', 'BAD_PROFILE', /: \u001b\[31mred/],
    ['nothing', '', 'BAD_PROFILE', /the answer is empty$/],
    ['half a profile', heap.subarray(0, heap.length / 2), 'BAD_PROFILE', /pprof\/heap: /],
    ['damaged bytes', gzipSync(Buffer.from([0x0a, 0xff, 0xff, 0x01])), 'BAD_PROFILE', /pprof\/heap: /],
    ['a bomb', gzipSync(Buffer.alloc(2_000_000)), 'LIMIT', /more|expands|beyond/],
  ])('%s is refused', async (_what, body, code, message) => {
    const { url } = await pprofServer({
      '/debug/pprof/heap': (_request, response) => void response.end(body),
    });
    const { run, keys } = harness();
    const limits = { ...DEFAULT_LIMITS, decodedBytes: 1_000_000 };
    const result = await run([url], { types: ['heap'], limits });
    expect(await keys()).toEqual([]);
    expect(totalFailure(result)!.code).toBe(code);
    expect(totalFailure(result)!.message).toMatch(message);
    expect(errorText(totalFailure(result)!)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it.each([
    ['says gzip of the profile itself', heap],
    ['packs the profile again', gzipSync(heap)],
    ['says gzip and packs nothing', gunzipSync(heap)],
  ])('a server that %s is understood', async (_what, body) => {
    const { url } = await pprofServer({
      '/debug/pprof/heap': (_request, response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
    });
    const { run, keys, store } = harness();
    await run([url], { types: ['heap'] });
    const stored = (await store.get((await keys())[0]!))!;
    expect(gunzipSync(stored.bytes).indexOf(gunzipSync(heap))).toBe(0);
  });
});

describe('a program that goes away', () => {
  it('before it was asked is one failure', async () => {
    const server = await serve(() => {});
    await cleanups.pop()!();
    const { run } = harness();
    const result = await run([server.url]);
    expect(failuresOf(result)).toEqual([[undefined, 'UNREACHABLE']]);
    expect(totalFailure(result)!.message).toContain('connection refused');
  });

  it('in the middle of a body leaves nothing stored', async () => {
    const { url } = await pprofServer({
      '/debug/pprof/heap': (_request, response) => {
        response.writeHead(200, { 'content-length': '100000' });
        response.write('abc', () => response.destroy());
      },
    });
    const { run, keys } = harness();
    const result = await run([url], { types: ['heap', 'goroutine'] });
    expect(failuresOf(result)).toEqual([['heap', 'UNREACHABLE']]);
    expect(await keys()).toEqual(['2024-01-15/127.0.0.1/20240115-120000-goroutine.pprof']);
  });

  it('that hangs is given up at its deadline, and is no concern of the others', async () => {
    const hanging = await startTcpServer(() => {});
    cleanups.push(hanging.close);
    const { url } = await pprofServer();
    const { run, keys } = harness();
    const result = await run([`${hanging.url}/debug/pprof/heap`, url], { types: ['heap'], timeoutMs: 300 });
    expect(failuresOf(result)).toEqual([['heap', 'TIMEOUT']]);
    expect(await keys()).toHaveLength(1);
  });

  it('and redirects elsewhere is not followed', async () => {
    const { url } = await pprofServer({
      '/debug/pprof/heap': (_request, response) =>
        void response.writeHead(302, { location: 'http://localhost:1/login' }).end(),
    });
    const { run } = harness();
    expect(failuresOf(await run([url], { types: ['heap'] }))).toEqual([['heap', 'NOT_ALLOWED']]);
  });
});

describe('a run', () => {
  it('of two targets of one service gives each its own key', async () => {
    const a = await pprofServer();
    const b = await pprofServer();
    const { run, keys } = harness();
    await run([a.url, b.url], { types: ['heap'], service: 'shop' });
    expect(await keys()).toEqual([
      expect.stringMatching(/^2024-01-15\/shop\/20240115-120000-[0-9a-f]{6}-heap\.pprof$/),
      expect.stringMatching(/^2024-01-15\/shop\/20240115-120000-[0-9a-f]{6}-heap\.pprof$/),
    ]);
  });

  it('asks no more targets at once than it may', async () => {
    let now = 0;
    let most = 0;
    const { url } = await serve((_request, response) => {
      now += 1;
      most = Math.max(most, now);
      setImmediate(() => {
        now -= 1;
        response.end(go('heap.pb.gz'));
      });
    });
    const { run, keys } = harness();
    const targets = Array.from({ length: 8 }, (_, at) => `${url}/${at}/debug/pprof/heap`);
    await run(targets, { parallel: 2 });
    expect(await keys()).toHaveLength(8);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('that is stopped keeps what is finished', async () => {
    const controller = new AbortController();
    const { url } = await pprofServer({
      '/debug/pprof/goroutine': () => controller.abort(new ProfError('INTERRUPTED', 'stopped by Ctrl-C')),
    });
    const { run, keys } = harness(controller.signal);
    const result = await run([url], { types: ['heap,goroutine,mutex'] });
    expect(result.interrupted).toBe(true);
    expect(await keys()).toEqual(['2024-01-15/127.0.0.1/20240115-120000-heap.pprof']);
    expect(failuresOf(result)).toEqual([
      ['goroutine', 'INTERRUPTED'],
      ['mutex', 'INTERRUPTED'],
    ]);
  });

  it('that is only tried takes nothing', async () => {
    const asked: string[] = [];
    const { url } = await pprofServer({}, asked);
    const { run, keys } = harness();
    const result = await run([url], { dryRun: true });
    expect(result.targets[0]).toMatchObject({ service: { name: '127.0.0.1', rule: 'host' }, profiles: [] });
    expect([asked, await keys()]).toEqual([[], []]);
  });
});

describe('an output', () => {
  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'prof-capture-'));
    cleanups.push(() => rm(path, { recursive: true }));
    return path;
  }

  it('file is written in the form that its name says', async () => {
    const { url } = await pprofServer();
    const path = join(await folder(), 'heap.pb');
    const { run, keys } = harness();
    await run([url], { types: ['heap'], output: { kind: 'file', path, overwrite: false } });
    expect(decodePprof(await readFile(path)).samples.count).toBeGreaterThan(0);
    expect((await readFile(path))[0]).not.toBe(0x1f);
    expect(await keys()).toEqual([]);
  });

  it('file that exists is refused before anything is asked', async () => {
    const asked: string[] = [];
    const { url } = await pprofServer({}, asked);
    const path = join(await folder(), 'heap.pb.gz');
    const { run } = harness();
    const options = { types: ['heap'], output: { kind: 'file', path, overwrite: false } as const };
    await run([url], options);
    const before = asked.length;
    await expect(run([url], options)).rejects.toMatchObject({ code: 'USAGE' });
    expect(asked).toHaveLength(before);
    await run([url], { ...options, output: { ...options.output, overwrite: true } });
  });

  it('file takes one profile, a folder all', async () => {
    const { url } = await pprofServer();
    const { run } = harness();
    const path = join(await folder(), 'out');
    await expect(run([url], { output: { kind: 'file', path, overwrite: false } })).rejects.toMatchObject({
      code: 'USAGE',
    });
    await run([url], { service: '../a b', output: { kind: 'folder', path: `${path}/`, overwrite: false } });
    expect(await readdir(path)).toEqual([
      '%2E.%2Fa%20b-20240115-120000-cpu.pprof',
      '%2E.%2Fa%20b-20240115-120000-heap.pprof',
    ]);
  });

  it('stream takes the bytes', async () => {
    const { url } = await pprofServer();
    const chunks: Uint8Array[] = [];
    const { run } = harness();
    const write = async (bytes: Uint8Array) => void chunks.push(bytes);
    await run([url], { types: ['heap'], output: { kind: 'stream', write } });
    expect(chunks.map((chunk) => decodePprof(chunk).samples.count > 0)).toEqual([true]);
  });
});

describe('capturing a Node.js program', () => {
  const inspectorUrl = (sample: SampleProgram) =>
    `node://127.0.0.1:${/ws:\/\/127\.0\.0\.1:(\d+)/.exec(sample.output())![1]}`;

  it('takes cpu, heap and a heap snapshot from its inspector, named by its package', async () => {
    const sample = await program('service.js', ['--inspect=127.0.0.1:0']);
    const { run, keys, store } = harness();
    const result = await run([inspectorUrl(sample)], { types: ['cpu,heap,heapsnapshot'], seconds: 0.3 });
    expect(result.failures).toEqual([]);
    expect(result.targets[0]!.service).toMatchObject({ name: 'sample-checkout', rule: 'package' });
    const prefix = '2024-01-15/sample-checkout/20240115-120000-';
    expect((await keys()).sort()).toEqual([
      `${prefix}cpu.cpuprofile`,
      `${prefix}heap.heapprofile`,
      `${prefix}heapsnapshot.heapsnapshot`,
    ]);
    const json = async (name: string) =>
      JSON.parse(new TextDecoder().decode((await store.get(prefix + name))!.bytes));
    const cpu = await json('cpu.cpuprofile');
    const names = cpu.nodes.map(
      (node: { callFrame: { functionName: string } }) => node.callFrame.functionName,
    );
    expect(names).toContain('handleRequest');
    expect(await json('heap.heapprofile')).toHaveProperty('head.selfSize');
    expect(await json('heapsnapshot.heapsnapshot')).toHaveProperty('snapshot.meta');
    const { metadata } = (await store.get(`${prefix}cpu.cpuprofile`))!;
    expect(Number(metadata['measured-seconds'])).toBeGreaterThanOrEqual(0.29);
    expect(metadata['service-version']).toBe('1.0.0');
  });

  it('says which types it has', async () => {
    const sample = await program('idle.js', ['--inspect=127.0.0.1:0']);
    const { run } = harness();
    const result = await run([inspectorUrl(sample)], { types: ['goroutine', 'cpu'] });
    expect(failuresOf(result)).toEqual([['goroutine', 'NOT_FOUND']]);
  });

  it.runIf(process.platform === 'linux')('wakes two processes one after the other', async () => {
    // Both would open the same port.
    const port = (await serve(() => {})).port;
    await cleanups.pop()!();
    const samples = [
      await program('service.js', [`--inspect-port=${port}`]),
      await program('service.js', [`--inspect-port=${port}`]),
    ];
    const table = createProcessTable();
    const before = await Promise.all(samples.map(({ pid }) => table.listeningPorts(pid)));
    const { run, keys } = harness();
    const result = await run(
      samples.map(({ pid }) => `pid:${pid}`),
      { types: ['cpu'] },
    );
    expect(result.failures).toEqual([]);
    expect(await keys()).toHaveLength(2);
    expect(result.targets.map(({ service }) => service.name)).toEqual(['sample-checkout', 'sample-checkout']);
    expect(await Promise.all(samples.map(({ pid }) => table.listeningPorts(pid)))).toEqual(before);
  });

  it.runIf(process.platform === 'linux')('leaves no inspector open when stopped in the middle', async () => {
    const sample = await program('service.js', ['--inspect-port=0']);
    const table = createProcessTable();
    const before = await table.listeningPorts(sample.pid);
    const controller = new AbortController();
    const { deps, ...rest } = harness(controller.signal);
    const emit = deps.emit;
    Object.assign(deps, {
      emit: (event: CaptureEvent) => {
        emit(event);
        if (event.kind === 'profile-started')
          controller.abort(new ProfError('INTERRUPTED', 'stopped by Ctrl-C'));
      },
    });
    const result = await rest.run([`pid:${sample.pid}`], { seconds: 60 });
    expect(result.interrupted).toBe(true);
    expect(totalFailure(result)!.code).toBe('INTERRUPTED');
    expect(await table.listeningPorts(sample.pid)).toEqual(before);
    expect(sample.isRunning()).toBe(true);
  });

  it.runIf(process.platform === 'linux')('refuses what may not be woken, and goes on', async () => {
    const own = await program('own-handler.js');
    const sample = await program('idle.js', ['--inspect-port=0']);
    const { run, keys } = harness();
    const result = await run([`pid:${own.pid}`, `pid:${sample.pid}`], { types: ['cpu'] });
    expect(failuresOf(result)).toEqual([[undefined, 'NOT_ALLOWED']]);
    expect(own.output()).toBe('ready\n');
    expect(await keys()).toHaveLength(1);
  });

  it('keeps what a program that ends has recorded, and lets it end', async () => {
    const sample = await program('service.js', ['--inspect=127.0.0.1:0']);
    const { run, keys, events, deps } = harness();
    const { emit } = deps;
    Object.assign(deps, {
      emit: (event: CaptureEvent) => {
        emit(event);
        if (event.kind === 'profile-started')
          void fetch(`${sample.firstLine.replace('listening on ', '')}/stop`);
      },
    });
    const result = await run([inspectorUrl(sample)], { types: ['cpu'], seconds: 20 });
    expect(result.failures).toEqual([]);
    expect(await keys()).toHaveLength(1);
    expect(events.find(({ kind }) => kind === 'warning')).toMatchObject({
      message: expect.stringContaining('the program ended after'),
    });
    await sample.exited;
  });

  it.each<[string, RequestListener, string]>([
    ['no JSON', (_request, response) => void response.end('hello'), 'BAD_DATA'],
    ['no inspector', (_request, response) => void response.end('[]'), 'BAD_DATA'],
    ['a target that is none', (_request, response) => void response.end('[{"id":"../../x"}]'), 'BAD_DATA'],
    ['no WebSocket', (_request, response) => void response.end('[{"id":"a"}]'), 'UNREACHABLE'],
    ['nothing', () => {}, 'TIMEOUT'],
  ])('fails cleanly where the port answers %s', async (_what, listener, code) => {
    const { port } = await serve(listener);
    const { run } = harness();
    const result = await run([`node://127.0.0.1:${port}`], { timeoutMs: 500 });
    expect(failuresOf(result)).toEqual([[undefined, code]]);
  });
});

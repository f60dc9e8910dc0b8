import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { createFiles } from '../../src/adapters/files.ts';
import { createHttpClient } from '../../src/adapters/http/http-client.ts';
import { createInspector } from '../../src/adapters/inspector/inspector.ts';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import { createProcessTable } from '../../src/adapters/processes/process-table.ts';
import { capture } from '../../src/capture/capture.ts';
import { type CaptureDeps, DEFAULT_POD_OPTIONS, type PodOptions } from '../../src/capture/capture-options.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { DEFAULT_LIMITS } from '../../src/profile/limits.ts';
import { MemoryBlobStore } from '../support/memory-blob-store.ts';
import { ROOT, temporaryFolder } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { startPprofProgram } from '../support/stub-cluster/pprof-program.ts';
import { type ForwardFault, StubCluster } from '../support/stub-cluster/stub-cluster.ts';

/**
 * One of three pods is broken, in every way that a tunnel breaks: it fails with a word that says how, within its
 * deadline and five seconds; the others are captured; what is kept is whole; nothing stays open.
 */
const TIMEOUT_MS = 1500;
const CPU_MS = 100;
const HEAP = readFileSync(`${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`);
const INDEX = readFileSync(`${ROOT}fixtures/profiles/go/1.26/index.html`);
const TYPES = ['cpu', 'heap', 'goroutine', 'mutex'];

const home = temporaryFolder();
let cluster: StubCluster;
const programs: { close(): void }[] = [];

beforeEach(async () => {
  cluster = await new StubCluster().start();
  for (const name of ['one', 'broken', 'other']) await pod(name);
});
afterEach(async () => {
  await cluster.kill();
  for (const program of programs.splice(0)) program.close();
});
afterAll(() => home.remove());

async function pod(name: string): Promise<void> {
  const program = await startPprofProgram({ cpuMs: CPU_MS });
  programs.push(program);
  cluster.add(podObject(name, { labels: { app: 'web' } }));
  cluster.programs.set(`shop/${name}`, new Map([[6060, { localPort: program.localPort }]]));
}

/** The broken pod's program lists its profiles, and answers all else with `answer`. */
async function program(answer: (socket: Socket, asked: string) => void): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const asked = /^GET (\S+)/.exec(data.toString())?.[1] ?? '';
      if (asked !== '/debug/pprof/') return answer(socket, asked);
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${INDEX.length}\r\n\r\n`);
      socket.write(INDEX);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  programs.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  const { port: localPort } = server.address() as { port: number };
  cluster.programs.set('shop/broken', new Map([[6060, { localPort }]]));
}

const fault = (what: ForwardFault) => cluster.faults.set('shop/broken', what);
const breakForwards = (how: 'closeNormally' | 'terminate') => {
  for (const forward of cluster.forwards.get('shop/broken') ?? []) forward[how]();
};

async function run(pods: Partial<PodOptions> = {}) {
  const path = `${home.path}/config`;
  writeFileSync(path, cluster.kubeconfig(), { mode: 0o600 });
  const store = new MemoryBlobStore();
  const deps: CaptureDeps = {
    clock: { nowMs: () => Date.UTC(2024, 0, 15, 12) },
    signal: new AbortController().signal,
    emit: () => {},
    store: async () => store,
    files: async () => createFiles(),
    http: async () => createHttpClient(),
    inspector: async () => createInspector(),
    processes: async () => createProcessTable(),
    kubernetes: () =>
      createKubernetes({ kubeconfig: path, requestTimeoutMs: 1000 }, { env: {}, homeFolder: home.path }),
  };
  const startedMs = performance.now();
  const result = await capture(
    {
      targets: [],
      pods: { ...DEFAULT_POD_OPTIONS, maxPercent: 100, selector: 'app=web', ...pods },
      types: TYPES,
      seconds: 1,
      timeoutMs: TIMEOUT_MS,
      parallel: 10,
      service: undefined,
      access: { headers: {} },
      labels: new Map(),
      output: { kind: 'store' },
      limits: DEFAULT_LIMITS,
      dryRun: false,
      explain: false,
      assumeNoHandler: false,
    },
    deps,
  );
  const elapsedMs = performance.now() - startedMs;
  const keys: string[] = [];
  for await (const { key } of store.list()) {
    // Whole: nothing cut short is decoded.
    decodePprof((await store.get(key))!.bytes);
    keys.push(key);
  }
  return { result, keys, elapsedMs };
}

/** What is said of the broken pod, all that was promised being so. */
async function messageOf(pods: Partial<PodOptions> = {}): Promise<string> {
  const { result, keys, elapsedMs } = await run(pods);
  const failed = new Set(result.failures.map(({ target }) => target));
  expect([...failed]).toEqual(['pod/broken']);
  for (const name of ['one', 'other']) {
    const { profiles } = result.targets.find(({ target }) => target === `pod/${name}`)!;
    expect(profiles.map(({ type }) => type)).toEqual(TYPES);
  }
  const ofBroken = result.targets.find(({ target }) => target === 'pod/broken')!.profiles.length;
  expect(keys).toHaveLength(2 * TYPES.length + ofBroken);
  const deadlineMs = result.targets[0]!.plan.deadlineMs;
  expect(elapsedMs).toBeLessThan(deadlineMs + 5000);
  await expect.poll(() => cluster.openSockets).toBe(0);
  expect([...cluster.forwards.values()].map(({ size }) => size)).toEqual([...cluster.forwards].map(() => 0));
  for (const { error } of result.failures)
    expect(error.code).toMatch(/^(UNREACHABLE|TIMEOUT|BAD_PROFILE|BAD_DATA|NOT_ALLOWED)$/);
  return result.failures.map(({ error }) => error.message).join('\n');
}

const head = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
const half = HEAP.subarray(0, 300);

describe('a pod that goes away', () => {
  it.each([
    ['before its answer', () => {}],
    [
      'in the middle of a body',
      (socket: Socket) => socket.write(Buffer.concat([Buffer.from(head(HEAP.length)), half])),
    ],
    [
      'in the middle of a chunk',
      (socket: Socket) =>
        socket.write(
          Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n200\r\n'), half]),
        ),
    ],
    [
      'between two chunks',
      (socket: Socket) =>
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\x0a\x02\x08\x01\r\n'),
    ],
    [
      'in the middle of a body without a length',
      (socket: Socket) => socket.write(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), half])),
    ],
  ])('deleted %s', async (_what, answer) => {
    await program((socket) => {
      answer(socket);
      setImmediate(() => cluster.deletePod('shop', 'broken'));
    });
    expect(await messageOf()).toContain('pod shop/broken is gone: it was deleted meanwhile');
  });

  it.each([
    ['before its answer', () => {}],
    ['in the middle of a body', (socket: Socket) => socket.write(`${head(HEAP.length)}x`)],
  ])('with its node: the way breaks %s', async (_what, answer) => {
    await program((socket) => {
      answer(socket);
      setImmediate(() => breakForwards('terminate'));
    });
    expect(await messageOf()).toMatch(/the way to it broke \(1006\)|the connection broke after/);
  });

  it('and comes back under its name is said to be another', async () => {
    await program(() => {
      setImmediate(() => {
        cluster.deletePod('shop', 'broken');
        const again = podObject('broken');
        cluster.add({ ...again, metadata: { ...again.metadata, uid: 'another' } });
      });
    });
    expect(await messageOf()).toContain('pod shop/broken is another one now');
  });
});

describe('a program', () => {
  it('that ends its connection in the middle of a body', async () => {
    await program((socket) => {
      socket.write(head(HEAP.length));
      socket.end(half);
    });
    expect(await messageOf()).toContain('the connection broke after 300 bytes of the body');
  });

  it('whose answer ends nowhere but with the connection is not taken for whole, unless gzip says so', async () => {
    const whole = gunzipSync(HEAP);
    await program((socket, asked) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.end(asked.includes('heap') ? HEAP : whole);
    });
    expect(await messageOf()).toContain('the answer does not say where it ends');
    const { result } = await run();
    const broken = result.targets.find(({ target }) => target === 'pod/broken')!;
    expect(broken.profiles.map(({ type }) => type)).toEqual(['heap']);
  });

  it('that says nothing', async () => {
    await program(() => {});
    expect(await messageOf()).toContain('not done');
  });

  it('that stops in the middle of a body', async () => {
    await program((socket) => void socket.write(Buffer.concat([Buffer.from(head(HEAP.length)), half])));
    expect(await messageOf()).toContain('not done');
  });

  it('that drips for ever', async () => {
    await program((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const drip = setInterval(() => socket.write('1\r\nx\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await messageOf()).toContain('not done');
  });

  it('that sends something else altogether', async () => {
    await program((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await messageOf()).not.toBe('');
  });

  it('that answers 401 is not the cluster: nobody is told to log in there', async () => {
    await program(
      (socket) => void socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\nlog in'),
    );
    for (const via of ['port-forward', 'proxy'] as const) {
      const { result } = await run({ via });
      const { error } = result.failures[0]!;
      expect(error).toMatchObject({ code: 'NOT_ALLOWED', message: expect.stringContaining('broken') });
      expect(error.hints.join()).not.toContain('kubectl');
    }
  });

  it('that someone else profiles', async () => {
    const said = 'Could not enable CPU profiling: cpu profiling already in use\n';
    await program(
      (socket) =>
        void socket.write(
          `HTTP/1.1 500 Internal Server Error\r\nContent-Length: ${said.length}\r\n\r\n${said}`,
        ),
    );
    const { result } = await run();
    expect(result.failures[0]!.error.hints.join()).toContain('someone else is profiling');
  });

  it('that writes no longer than its server lets it says so itself', async () => {
    const said = "profile duration exceeds server's WriteTimeout\n";
    await program(
      (socket) =>
        void socket.write(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${said.length}\r\n\r\n${said}`),
    );
    expect(await messageOf()).toContain("profile duration exceeds server's WriteTimeout");
  });
});

describe('the way', () => {
  const PORT = Buffer.from([6060 & 0xff, 6060 >> 8]);
  const frame = (channel: number, bytes: Buffer | string) =>
    Buffer.concat([Buffer.from([channel]), Buffer.from(bytes)]);
  const begin = (socket: WebSocket) => {
    socket.send(frame(0, PORT));
    socket.send(frame(1, PORT));
  };

  it.each<[string, ForwardFault, string]>([
    ['is never opened', { handshake: 'silence' }, 'no answer'],
    [
      'is refused without a word',
      { handshake: { code: 403, body: '' } },
      'as it does when it does not know the protocol',
    ],
    ['is refused with a page', { handshake: { code: 502, body: '<html>Bad Gateway' } }, '<html>Bad Gateway'],
    ['speaks no protocol', { noProtocol: true }, 'agrees to no protocol that prof speaks'],
    ['says nothing', { talk: begin }, 'not done'],
    ['does not even begin', { talk: () => {} }, 'not done'],
    [
      'ends at once',
      { talk: (socket) => socket.close(1000) },
      'the connection was closed before an answer came',
    ],
    ['breaks at once', { talk: (socket) => socket.terminate() }, 'broke (1006)'],
    [
      'has an error of its own',
      {
        talk: (socket) => {
          begin(socket);
          socket.send(
            frame(
              1,
              'error forwarding port 6060 to pod 0f2b: failed to find sandbox "0f2b" in store: not found',
            ),
          );
          socket.close(1000);
        },
      },
      'failed to find sandbox',
    ],
    [
      'is full of noise',
      {
        talk: (socket) => {
          begin(socket);
          socket.send('text, not bytes');
          socket.send(frame(9, 'no such channel'));
          socket.send(Buffer.alloc(0));
          socket.send(frame(0, '\u0000\u0001 not HTTP'));
        },
      },
      'does not speak HTTP',
    ],
    [
      'sends an error without an end',
      {
        talk: (socket) => {
          begin(socket);
          for (let i = 0; i < 64; i++) socket.send(frame(1, 'x'.repeat(100_000)));
        },
      },
      'xxx',
    ],
  ])('%s', async (_what, what, message) => {
    fault(what);
    const said = await messageOf();
    expect(said).toContain(message);
    expect(said.length).toBeLessThan(3000);
  });

  it('that has its port bytes in pieces is a way', async () => {
    fault({
      talk: (socket) => {
        for (const channel of [0, 1])
          for (const byte of PORT) socket.send(frame(channel, Buffer.from([byte])));
        socket.on('message', (data: Buffer) => {
          const index = data.toString().includes('GET /debug/pprof/ ');
          const body = index ? INDEX : HEAP;
          for (const byte of Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)) {
            socket.send(frame(0, Buffer.from([byte])));
          }
          socket.send(frame(0, body));
        });
      },
    });
    expect((await run()).result.failures).toEqual([]);
  });
});

describe('the API server', () => {
  it('that is killed ends all that is under way, each with a word, and works again when it is back', async () => {
    await program(() => void cluster.kill());
    const port = Number(new URL(cluster.url).port);
    const { result, keys } = await run();
    expect(new Set(result.failures.map(({ target }) => target))).toContain('pod/broken');
    for (const { error } of result.failures) expect(error.code).toBe('UNREACHABLE');
    expect(keys.length).toBe(result.targets.reduce((sum, { profiles }) => sum + profiles.length, 0));
    const { objects, programs: places } = cluster;
    cluster = await new StubCluster().start(port);
    for (const object of objects) cluster.add(object);
    for (const name of ['one', 'other']) cluster.programs.set(`shop/${name}`, places.get(`shop/${name}`)!);
    await pod('broken');
    expect((await run()).result.failures).toEqual([]);
  });
});

describe('the proxy', () => {
  const via = 'proxy';

  it('to a pod that is deleted meanwhile', async () => {
    await program((socket) => {
      cluster.deletePod('shop', 'broken');
      setImmediate(() => socket.destroy());
    });
    expect(await messageOf({ via })).toContain('pod shop/broken is gone: it was deleted meanwhile');
  });

  it('to a program that ends in the middle of a body: no answer comes from the API server', async () => {
    await program((socket) => {
      socket.write(head(HEAP.length));
      socket.end(half);
    });
    const said = await messageOf({ via });
    expect(said).toContain(`cannot reach shop/broken:6060 by proxy: ${cluster.url}: `);
    expect(said).not.toContain('/api/v1/');
  });

  it('to a program that sends to a page to log in: it is not followed', async () => {
    const asked: string[] = [];
    await program((socket, path) => {
      asked.push(path);
      socket.write('HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n');
    });
    expect(await messageOf({ via })).toContain('shop/broken:6060 redirects /debug/pprof/profile to /login');
    expect(asked.some((path) => path.includes('login'))).toBe(false);
  });

  it('gets the number of a port, not its name, at which the server would panic', async () => {
    const { result } = await run({ via, endpoint: { port: 'pprof' } });
    expect(result.failures).toEqual([]);
    const paths = cluster.requests.map(({ path }) => path).filter((path) => path.includes('/proxy/'));
    expect(paths.every((path) => /\/pods\/\w+:6060\/proxy\//.test(path))).toBe(true);
  });

  it.each([
    'dial tcp 10.0.0.7:6060: connect: no route to host',
    'read tcp 10.0.0.1:1->10.0.0.7:6060: read: connection reset by peer',
    'EOF',
  ])('that says %s', async (why) => {
    cluster.proxyProblems.set('shop/broken', `error trying to reach service: ${why}`);
    expect(await messageOf({ via })).toContain(why);
  });
});

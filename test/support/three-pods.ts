import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { expect } from 'vitest';
import { createFiles } from '../../src/adapters/files.ts';
import { createHttpClient } from '../../src/adapters/http/http-client.ts';
import { createInspector } from '../../src/adapters/inspector/inspector.ts';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import { createProcessTable } from '../../src/adapters/processes/process-table.ts';
import { capture } from '../../src/capture/capture.ts';
import { type CaptureDeps, DEFAULT_POD_OPTIONS, type PodOptions } from '../../src/capture/capture-options.ts';
import type { CaptureResult } from '../../src/capture/capture-result.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { DEFAULT_LIMITS } from '../../src/profile/limits.ts';
import { MemoryBlobStore } from './memory-blob-store.ts';
import { ROOT, temporaryFolder } from './run-prof.ts';
import { podObject } from './stub-cluster/pod-object.ts';
import { startPprofProgram } from './stub-cluster/pprof-program.ts';
import { StubCluster } from './stub-cluster/stub-cluster.ts';

const TIMEOUT_MS = 1500;
const CPU_MS = 100;
const NAMES = ['one', 'broken', 'other'];
const TYPES = ['cpu', 'heap', 'goroutine', 'mutex'];
const INDEX = readFileSync(`${ROOT}fixtures/profiles/go/1.26/index.html`);

export interface ThreePodsRun {
  readonly result: CaptureResult;
  /** Of what was kept, each decoded whole. */
  readonly keys: readonly string[];
  readonly elapsedMs: number;
}

/**
 * Three pods of a stub cluster, one of which (`shop/broken`) is to be broken in one way or another: it fails with a word
 * that says how, within its deadline and five seconds; the others are captured; what is kept is whole; nothing stays
 * open.
 */
export class ThreePods {
  cluster = new StubCluster();
  readonly #home = temporaryFolder();
  readonly #programs: { close(): void }[] = [];

  async start(port?: number): Promise<this> {
    this.cluster = await new StubCluster().start(port);
    for (const name of NAMES) {
      const program = await startPprofProgram({ cpuMs: CPU_MS });
      this.#programs.push(program);
      this.cluster.add(podObject(name, { labels: { app: 'web' } }));
      this.cluster.programs.set(`shop/${name}`, new Map([[6060, { localPort: program.localPort }]]));
    }
    return this;
  }

  async stop(): Promise<void> {
    await this.cluster.kill();
    for (const program of this.#programs.splice(0)) program.close();
    this.#home.remove();
  }

  /** The broken pod's program lists its profiles, and answers all else with `answer`. */
  async program(answer: (socket: Socket, asked: string) => void): Promise<void> {
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
    this.#programs.push({
      close: () => {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    });
    const { port: localPort } = server.address() as { port: number };
    this.cluster.programs.set('shop/broken', new Map([[6060, { localPort }]]));
  }

  async run(pods: Partial<PodOptions> = {}): Promise<ThreePodsRun> {
    const path = `${this.#home.path}/config`;
    writeFileSync(path, this.cluster.kubeconfig(), { mode: 0o600 });
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
        createKubernetes(
          { kubeconfig: path, requestTimeoutMs: 1000 },
          { env: {}, homeFolder: this.#home.path },
        ),
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
  async messageOf(pods: Partial<PodOptions> = {}): Promise<string> {
    const { result, keys, elapsedMs } = await this.run(pods);
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
    await expect.poll(() => this.cluster.openSockets).toBe(0);
    expect([...this.cluster.forwards.values()].map(({ size }) => size)).toEqual(
      [...this.cluster.forwards].map(() => 0),
    );
    for (const { error } of result.failures)
      expect(error.code).toMatch(/^(UNREACHABLE|TIMEOUT|BAD_PROFILE|BAD_DATA|NOT_ALLOWED)$/);
    return result.failures.map(({ error }) => error.message).join('\n');
  }
}

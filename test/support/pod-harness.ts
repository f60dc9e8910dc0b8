import { writeFileSync } from 'node:fs';
import { createFiles } from '../../src/adapters/files.ts';
import { createHttpClient } from '../../src/adapters/http/http-client.ts';
import { createInspector } from '../../src/adapters/inspector/inspector.ts';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import { createProcessTable } from '../../src/adapters/processes/process-table.ts';
import { capture } from '../../src/capture/capture.ts';
import {
  type CaptureDeps,
  type CaptureOptions,
  DEFAULT_POD_OPTIONS,
  type PodOptions,
} from '../../src/capture/capture-options.ts';
import type { CaptureEvent } from '../../src/capture/events.ts';
import { DEFAULT_LIMITS } from '../../src/profile/limits.ts';
import { Cooldown } from '../../src/safety/cooldown.ts';
import { MemoryBlobStore } from './memory-blob-store.ts';
import { MemoryRunJournal } from './memory-run-journal.ts';
import { type PodOptions as PodShape, podObject } from './stub-cluster/pod-object.ts';
import { type PprofProgram, startPprofProgram } from './stub-cluster/pprof-program.ts';
import { type Right, StubCluster } from './stub-cluster/stub-cluster.ts';

export interface ProgramShape extends PodShape {
  readonly port?: number;
  readonly folder?: string;
  readonly profiles?: Readonly<Record<string, string>>;
}

/** A stub cluster, pods with programs in it, and captures of them into a store in memory, by a clock that stands. */
export class PodHarness {
  readonly store = new MemoryBlobStore();
  readonly journal = new MemoryRunJournal();
  readonly events: CaptureEvent[] = [];
  readonly stop = new AbortController();
  nowMs = Date.UTC(2024, 0, 15, 12);
  denied: (right: Right) => boolean = () => false;
  readonly cluster = new StubCluster({ isAllowed: (right) => !this.denied(right) });
  readonly #programs: PprofProgram[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async start(): Promise<this> {
    await this.cluster.start();
    writeFileSync(`${this.#folder}/config`, this.cluster.kubeconfig(), { mode: 0o600 });
    return this;
  }

  async close(): Promise<void> {
    for (const program of this.#programs) program.close();
    await this.cluster.kill();
  }

  /** A deployment and its revisions, the oldest first: the names of their replica sets. */
  deployment(name: string, sets: readonly string[] = []): void {
    const spec = { selector: { matchLabels: { app: name } } };
    this.cluster.add({ kind: 'Deployment', metadata: { name, namespace: 'shop', uid: name }, spec });
    for (const [at, set] of sets.entries()) {
      const metadata = {
        name: set,
        namespace: 'shop',
        labels: { app: name },
        annotations: { 'deployment.kubernetes.io/revision': String(at + 1) },
        ownerReferences: [{ kind: 'Deployment', name, controller: true }],
      };
      this.cluster.add({ kind: 'ReplicaSet', metadata });
    }
  }

  /** A pod with a program behind one of its ports. */
  async pod(name: string, shape: ProgramShape = {}): Promise<PprofProgram> {
    const { port = 6060, folder, profiles } = shape;
    const program = await startPprofProgram({
      ...(folder === undefined ? {} : { folder }),
      ...(profiles === undefined ? {} : { profiles }),
    });
    this.#programs.push(program);
    this.cluster.add(podObject(name, shape));
    this.listen(`shop/${name}`, port, program.localPort);
    return program;
  }

  listen(pod: string, port: number, localPort: number): void {
    const ports = this.cluster.programs.get(pod) ?? new Map();
    this.cluster.programs.set(pod, ports.set(port, { localPort }));
  }

  /** What one invocation captures with. */
  deps(isIgnored = false): CaptureDeps {
    const path = `${this.#folder}/config`;
    const clock = { nowMs: () => this.nowMs };
    const settings = { kubeconfig: path, requestTimeoutMs: 3000 };
    const kubernetes = createKubernetes(settings, { env: {}, homeFolder: this.#folder });
    const store = async () => this.store;
    const journal = async () => this.journal;
    const warn = (message: string) => void this.events.push({ kind: 'note', message });
    return {
      clock,
      signal: this.stop.signal,
      emit: (event) => this.events.push(event),
      store,
      files: async () => createFiles(),
      http: async () => createHttpClient(),
      inspector: async () => createInspector(),
      processes: async () => createProcessTable(),
      kubernetes: () => kubernetes,
      cooldown: new Cooldown({ isIgnored }, { clock, journal, store, warn }),
    };
  }

  options(
    targets: readonly string[],
    pods: Partial<PodOptions> = {},
    options: Partial<CaptureOptions> = {},
  ): CaptureOptions {
    return {
      targets,
      pods: { ...DEFAULT_POD_OPTIONS, ...pods },
      types: ['heap'],
      seconds: 1,
      timeoutMs: 3000,
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
    };
  }

  /** One invocation. */
  run(targets: readonly string[], pods: Partial<PodOptions> = {}, options: Partial<CaptureOptions> = {}) {
    return capture(this.options(targets, pods, options), this.deps(options.ignoreHeadroom));
  }

  async keys(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of this.store.list()) found.push(key);
    return found;
  }

  /** What was said, notes and warnings, since the last time. */
  said(): string[] {
    return this.events
      .splice(0)
      .flatMap((event) => (event.kind === 'note' || event.kind === 'warning' ? [event.message] : []));
  }
}

import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
import { leastClusterRules, leastRules, type RoleRule } from '../../src/doctor/least-role.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { DEFAULT_LIMITS } from '../../src/profile/limits.ts';
import { MemoryBlobStore } from '../support/memory-blob-store.ts';
import { temporaryFolder } from '../support/run-prof.ts';
import { type SampleProgram, startNodeProgram } from '../support/sample-program.ts';
import { type PodOptions as PodShape, podObject } from '../support/stub-cluster/pod-object.ts';
import { type PprofProgram, startPprofProgram } from '../support/stub-cluster/pprof-program.ts';
import { type Right, StubCluster } from '../support/stub-cluster/stub-cluster.ts';

const RUN_MS = Date.UTC(2024, 0, 15, 12);
const home = temporaryFolder();
let cluster: StubCluster;
let denied: (right: Right) => boolean;
const programs: { close(): void }[] = [];

beforeEach(async () => {
  denied = () => false;
  cluster = await new StubCluster({ isAllowed: (right) => !denied(right) }).start();
});
afterEach(async () => {
  await cluster.kill();
  for (const program of programs.splice(0)) program.close();
});

/** A pod with a program behind one of its ports. */
async function pod(
  name: string,
  shape: PodShape & { readonly port?: number; readonly folder?: string; readonly isLoopback?: boolean } = {},
): Promise<PprofProgram> {
  const { port = 6060, isLoopback = false, folder } = shape;
  const program = await startPprofProgram(folder === undefined ? {} : { folder });
  programs.push(program);
  cluster.add(podObject(name, shape));
  listen(name, port, program.localPort, isLoopback);
  return program;
}

function listen(name: string, port: number, localPort: number, isLoopback = false): void {
  const key = `shop/${name}`;
  const ports = cluster.programs.get(key) ?? new Map();
  cluster.programs.set(key, ports.set(port, { localPort, isLoopback }));
}

function deployment(name: string): void {
  const metadata = { name, namespace: 'shop', uid: name };
  cluster.add({ kind: 'Deployment', metadata, spec: { selector: { matchLabels: { app: name } } } });
}

function harness(signal = new AbortController().signal) {
  const store = new MemoryBlobStore();
  const events: CaptureEvent[] = [];
  const path = `${home.path}/config`;
  writeFileSync(path, cluster.kubeconfig(), { mode: 0o600 });
  const surroundings = { env: {}, homeFolder: home.path };
  const deps: CaptureDeps = {
    clock: { nowMs: () => RUN_MS },
    signal,
    emit: (event) => events.push(event),
    store: async () => store,
    files: async () => createFiles(),
    http: async () => createHttpClient(),
    inspector: async () => createInspector(),
    processes: async () => createProcessTable(),
    kubernetes: () => createKubernetes({ kubeconfig: path, requestTimeoutMs: 3000 }, surroundings),
  };
  const run = (targets: string[], pods: Partial<PodOptions> = {}, options: Partial<CaptureOptions> = {}) =>
    capture(
      {
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
      },
      deps,
    );
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of store.list()) found.push(key);
    return found;
  };
  const notes = () =>
    events.flatMap((event) => (event.kind === 'note' || event.kind === 'warning' ? [event.message] : []));
  return { store, events, run, keys, notes };
}

const NAMES = ['b', 'c', 'd'].map((letter) => `checkout-7d8f9c5b6d-x2x4${letter}`);

describe('capturing a workload', () => {
  it('takes all types of all ready pods under one stamp, a forward for each, with where they come from', async () => {
    deployment('checkout');
    const labels = { app: 'checkout', 'app.kubernetes.io/version': '1.2' };
    const owners = [{ kind: 'ReplicaSet', name: 'checkout-7d8f9c5b6d' }];
    cluster.add({
      kind: 'ReplicaSet',
      metadata: {
        name: 'checkout-7d8f9c5b6d',
        namespace: 'shop',
        annotations: { 'deployment.kubernetes.io/revision': '7' },
        ownerReferences: [{ kind: 'Deployment', name: 'checkout', controller: true }],
      },
    });
    const asked = await Promise.all(NAMES.map((name) => pod(name, { labels, owners })));
    await pod('checkout-7d8f9c5b6d-x2x4f', { labels, isReady: false });
    await pod('checkout-7d8f9c5b6d-x2x4g', { labels, isTerminating: true });
    await pod('checkout-7d8f9c5b6d-x2x4h', { labels, phase: 'Failed', reason: 'Evicted' });
    await pod('checkout-7d8f9c5b6d-x2x4j', { labels, isWindows: true });
    const { run, keys, store, notes } = harness();
    const result = await run(['deploy/checkout'], {}, { types: ['cpu', 'heap', 'goroutine', 'mutex'] });
    expect(result.failures).toEqual([]);
    expect(await keys()).toEqual(
      ['b', 'c', 'd'].flatMap((letter) =>
        ['cpu', 'goroutine', 'heap', 'mutex'].map(
          (type) => `2024-01-15/checkout/20240115-120000-x2x4${letter}-${type}.pprof`,
        ),
      ),
    );
    expect(asked.map((program) => program.asked)).toEqual(
      NAMES.map(() => ['', 'profile', 'heap', 'goroutine', 'mutex'].map((name) => `/debug/pprof/${name}`)),
    );
    // One replica set, asked for once.
    expect(cluster.requests.filter(({ path }) => path.includes('/replicasets/'))).toHaveLength(1);
    // Probe and all types went through one tunnel each.
    expect(cluster.requests.filter(({ path }) => path.endsWith('/portforward'))).toHaveLength(3);
    expect(notes()).toEqual([
      'skipped shop/checkout-7d8f9c5b6d-x2x4f: not ready',
      'skipped shop/checkout-7d8f9c5b6d-x2x4g: terminating',
      'skipped shop/checkout-7d8f9c5b6d-x2x4h: evicted',
      'skipped shop/checkout-7d8f9c5b6d-x2x4j: on Windows',
      'whether it has CPU to spare is not known (no metrics of it); it is profiled all the same, and so are others like it',
    ]);
    const stored = (await store.get('2024-01-15/checkout/20240115-120000-x2x4b-cpu.pprof'))!;
    const facts = {
      'pod-name': NAMES[0],
      'pod-namespace': 'shop',
      node: 'node-1',
      container: 'main',
      image: 'shop:1',
      'image-digest': `sha256:${'ab'.repeat(32)}`,
      owner: 'Deployment/checkout',
      revision: '7',
      version: '1.2',
      'pod-label-app': 'checkout',
    };
    expect(stored.metadata).toMatchObject({ ...facts, 'pod-label-app.kubernetes.io-version': '1.2' });
    const { comments } = decodePprof(stored.bytes);
    expect(comments).toEqual(
      expect.arrayContaining(Object.entries(facts).map(([key, value]) => `# prof/${key}=${value}`)),
    );
  });

  it('takes a sample of many, and says so', async () => {
    deployment('checkout');
    for (let i = 0; i < 30; i++) await pod(`checkout-${i}`, { labels: { app: 'checkout' } });
    const { run, notes } = harness();
    const result = await run(['deploy/checkout'], { maxPods: 4, maxPercent: 100 });
    expect(new Set(result.targets.map(({ target }) => target)).size).toBe(4);
    expect(notes()).toEqual(['deploy/checkout: a random 4 of 30 pods (--max-pods takes more)']);
  });

  it('has no more than its share under way at once', async () => {
    deployment('checkout');
    for (let i = 0; i < 8; i++) await pod(`checkout-${i}`, { labels: { app: 'checkout' } });
    const { run, events } = harness();
    await run(['deploy/checkout'], { maxPercent: 25 });
    let underWay = 0;
    let most = 0;
    for (const { kind } of events) {
      if (kind === 'target-started') underWay += 1;
      if (kind === 'target-finished') underWay -= 1;
      most = Math.max(most, underWay);
    }
    expect(most).toBe(2);
  });

  it('goes on where pods are broken, each in its own way and its own time', async () => {
    deployment('checkout');
    for (const name of NAMES) await pod(name, { labels: { app: 'checkout' } });
    // Nothing listens in one; another says nothing.
    cluster.programs.delete(`shop/${NAMES[0]}`);
    const { createServer } = await import('node:net');
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    programs.push(silent);
    listen(NAMES[1]!, 6060, (silent.address() as { port: number }).port);
    const { run, keys } = harness();
    const result = await run(['deploy/checkout'], { maxPercent: 100 }, { timeoutMs: 1500 });
    expect(await keys()).toEqual(['2024-01-15/checkout/20240115-120000-x2x4d-heap.pprof']);
    const failures = Object.fromEntries(result.failures.map(({ target, error }) => [target, error]));
    expect(failures[`pod/${NAMES[0]}`]).toMatchObject({ code: 'UNREACHABLE' });
    expect(failures[`pod/${NAMES[0]}`]!.message).toContain('nothing listens on port 6060');
    expect(failures[`pod/${NAMES[1]}`]).toMatchObject({ code: 'TIMEOUT' });
  });

  it('of a revision takes only its pods', async () => {
    deployment('checkout');
    for (const [set, revision] of [
      ['checkout-6c', '3'],
      ['checkout-7d', '4'],
      ['checkout-5b', '2'],
    ]) {
      cluster.add({
        kind: 'ReplicaSet',
        metadata: {
          name: set!,
          namespace: 'shop',
          labels: { app: 'checkout' },
          annotations: { 'deployment.kubernetes.io/revision': revision },
          ownerReferences: [{ kind: 'Deployment', name: 'checkout', controller: true }],
        },
      });
    }
    for (const [name, set] of [
      ['checkout-old', 'checkout-6c'],
      ['checkout-new', 'checkout-7d'],
    ]) {
      await pod(name!, { labels: { app: 'checkout' }, owners: [{ kind: 'ReplicaSet', name: set! }] });
    }
    const { run, store } = harness();
    const newest = await run(['deploy/checkout'], { revision: 'new' });
    expect(newest.targets.map(({ target }) => target)).toEqual(['pod/checkout-new']);
    const previous = await run(['deploy/checkout'], { revision: 'old' });
    expect(previous.targets.map(({ target }) => target)).toEqual(['pod/checkout-old']);
    const { place } = previous.targets[0]!.profiles[0]!;
    expect((await store.get(place))!.metadata).toMatchObject({ revision: '3' });
  });

  it.each([
    ['deploy/none', 'NOT_FOUND', 'no deployment none in namespace shop'],
    ['none', 'NOT_FOUND', 'no pod none in namespace shop'],
    ['deploy/empty', 'NOT_FOUND', 'no pods'],
  ])('says what is not there: %s', async (target, code, message) => {
    deployment('empty');
    const { run } = harness();
    await expect(run([target])).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('the pods of a selector', () => {
  it('that do not want to be profiled are skipped; named by hand they are warned about', async () => {
    const annotations = { 'bolometer.io/enabled': 'false' };
    await pod('web-a', { labels: { app: 'web' } });
    await pod('web-b', { labels: { app: 'web' }, annotations });
    const { run, notes } = harness();
    const result = await run([], { selector: 'app=web' });
    expect(result.targets.map(({ target }) => target)).toEqual(['pod/web-a']);
    expect(notes()).toEqual(['skipped shop/web-b: annotation bolometer.io/enabled: false']);
    const named = harness();
    await named.run(['web-b']);
    expect(named.notes()).toEqual([
      'web-b is tried although it does not want it (annotation bolometer.io/enabled: false)',
    ]);
    expect(await named.keys()).toHaveLength(1);
  });
});

describe('the endpoint', () => {
  it('is where an annotation says, under the path that it says', async () => {
    const annotations = {
      'profiles.grafana.com/cpu.scrape': 'true',
      'profiles.grafana.com/cpu.port': '8080',
      'profiles.grafana.com/cpu.path': '/internal/pprof/profile',
    };
    const program = await pod('web', {
      annotations,
      port: 8080,
      folder: '/internal/pprof/',
      containers: [{ name: 'main' }],
    });
    const { run, keys } = harness();
    const result = await run(['web']);
    expect(await keys()).toEqual(['2024-01-15/web/20240115-120000-heap.pprof']);
    expect(program.asked).toEqual(['/internal/pprof/', '/internal/pprof/heap']);
    expect(result.targets[0]!.reached!.endpoint.why).toBe('annotation profiles.grafana.com/cpu.port');
  });

  it.each([
    ['../../../secrets'],
    ['/a/../b'],
    ['/%2e%2e/b'],
    ['/a\u001b[2J'],
    ['relative'],
    ['/a?b=/debug'],
    [`/${'x'.repeat(10_000)}`],
  ])('never follows %j', async (path) => {
    const annotations = { 'autopgo.scrape.path': path };
    const program = await pod('web', { annotations, labels: { 'autopgo.scrape': 'true' } });
    const { run, notes } = harness();
    await run(['web']);
    expect(program.asked).toEqual(['/debug/pprof/', '/debug/pprof/heap']);
    expect(notes()[0]).toContain('annotation autopgo.scrape.path is of no use: not a path from the root');
  });

  it('is the first of its ports that answers', async () => {
    await pod('web', {
      port: 9000,
      containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }, { containerPort: 9000 }] }],
    });
    const { run } = harness();
    const result = await run(['web']);
    expect(result.targets[0]!.endpoints.map(({ port }) => port)).toEqual([6060, 8080, 9000]);
    expect(result.targets[0]!.reached!.endpoint).toMatchObject({ port: 9000, why: 'declared port 9000' });
  });

  it('gets the token only where a flag points, or where it was allowed', async () => {
    const seen: (string | undefined)[] = [];
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    programs.push(server);
    cluster.add(podObject('web', { annotations: { 'pyroscope.io/scrape': 'true' } }));
    listen('web', 6060, (server.address() as { port: number }).port);
    const access = { headers: { authorization: 'Bearer canary' } };
    const { run } = harness();
    await run(['web'], {}, { access });
    await run(['web'], { sendsToken: true }, { access });
    await run(['web'], { endpoint: { port: '6060' } }, { access });
    expect(seen).toEqual([undefined, 'Bearer canary', 'Bearer canary']);
  });

  it('of a Node.js program is its inspector, by port-forward', async () => {
    const program: SampleProgram = await startNodeProgram('service.js', ['--inspect=127.0.0.1:0']);
    programs.push({ close: () => void program.stop() });
    await program.printed('Debugger listening on ws://127.0.0.1:');
    const localPort = Number(/ws:\/\/127\.0\.0\.1:(\d+)/.exec(program.output())?.[1]);
    cluster.add(podObject('node-app', { containers: [{ name: 'main', ports: [{ containerPort: 9229 }] }] }));
    listen('node-app', 9229, localPort, true);
    const { run, keys } = harness();
    const result = await run(['node-app'], {}, { types: ['cpu'], seconds: 0.3, timeoutMs: 10_000 });
    expect(result.failures).toEqual([]);
    expect(await keys()).toEqual(['2024-01-15/node-app/20240115-120000-cpu.cpuprofile']);
  });
});

describe('the way', () => {
  it('is the proxy where port-forward is not allowed, and says why', async () => {
    await pod('web');
    denied = ({ verb, resource }) => verb === 'create' && resource === 'pods/portforward';
    const { run, keys } = harness();
    const result = await run(['web']);
    expect(await keys()).toHaveLength(1);
    expect(result.targets[0]!.reached!.way).toEqual({
      way: 'proxy',
      why: 'no right to create pods/portforward',
    });
    expect(cluster.requests.some(({ path }) => path.endsWith('/portforward'))).toBe(false);
  });

  it('that is barred altogether is an error that names the rights', async () => {
    await pod('web');
    denied = ({ resource }) => resource === 'pods/portforward' || resource === 'pods/proxy';
    const { run } = harness();
    const { failures } = await run(['web']);
    expect(failures[0]!.error).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(failures[0]!.error.message).toContain('no right to get and create pods/portforward');
  });

  it('never leads a token through the proxy', async () => {
    await pod('web');
    denied = ({ resource }) => resource === 'pods/portforward';
    const { run } = harness();
    const access = { headers: { authorization: 'Bearer canary' } };
    const { failures } = await run(['web'], { endpoint: { port: '6060' } }, { access });
    expect(failures[0]!.error.message).toContain('the proxy does not carry a token');
  });
});

describe('the least role', () => {
  /** As the API server decides by rules. */
  const within = (rules: readonly RoleRule[]) => (right: Right) =>
    rules.some(({ apiGroups, resources, verbs }) => {
      const suffix = apiGroups[0] === 'metrics.k8s.io' ? '.metrics.k8s.io' : '';
      return resources.some((name) => name + suffix === right.resource) && verbs.includes(right.verb);
    });

  it.each([['port-forward'], ['proxy']] as const)('is enough for a capture by %s', async (way) => {
    deployment('checkout');
    await pod('checkout-a', {
      labels: { app: 'checkout' },
      owners: [{ kind: 'ReplicaSet', name: 'checkout-1' }],
    });
    const wishes = { ways: [way], workloads: true, exec: false, metrics: true };
    const isAllowed = within([...leastRules(wishes), ...leastClusterRules(wishes)]);
    // Without a limit, it is the node that tells how much CPU there is.
    cluster.usage.set('shop/checkout-a', [{ name: 'main', cpu: '100m' }]);
    cluster.add({
      kind: 'Node',
      metadata: { name: 'node-1' },
      status: { allocatable: { cpu: '4' } },
    });
    const refused: Right[] = [];
    denied = (right) => {
      const isDenied = !isAllowed(right);
      // Asking whether one may is no use of a right.
      if (isDenied && !right.resource.startsWith('pods/')) refused.push(right);
      return isDenied;
    };
    const { run, notes } = harness();
    const result = await run(['deploy/checkout'], {}, { types: ['cpu'] });
    expect(result.failures).toEqual([]);
    expect(result.targets[0]!.reached!.way.way).toBe(way);
    expect(refused).toEqual([]);
    expect(cluster.requests.filter(({ path }) => path.startsWith('/api/v1/nodes/'))).toHaveLength(1);
    expect(notes()).toEqual([]);
  });

  it('is enough for pods by name without a right to list', async () => {
    await pod('web');
    denied = (right) =>
      !within(leastRules({ ways: ['port-forward'], workloads: false, exec: false, metrics: false }))(right);
    const { run, keys } = harness();
    await run(['web']);
    expect(await keys()).toHaveLength(1);
  });
});

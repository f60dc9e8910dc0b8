import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import type { ClusterSettings } from '../../src/ports/kubernetes.ts';
import { cleanEnvironment, ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { type PprofProgram, startPprofProgram } from '../support/stub-cluster/pprof-program.ts';
import { type RecordedRequest, type Right, StubCluster } from '../support/stub-cluster/stub-cluster.ts';

/**
 * kubectl asks the stub cluster what prof asks it: what the stub made up for prof alone would show here. (kubectl
 * sends credentials over TLS only.)
 */
const pem = (name: string) => readFileSync(`${ROOT}fixtures/tls/${name}.pem`, 'utf8');
const TLS = { ca: pem('ca'), cert: pem('server'), key: pem('server-key') };
const HEAP = readFileSync(`${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`);
const LABELS = { app: 'checkout' };

const home = temporaryFolder();
let cluster: StubCluster;
let denied: (right: Right) => boolean;
let program: PprofProgram;
let config: string;

beforeEach(async () => {
  denied = () => false;
  cluster = await new StubCluster({ tls: TLS, isAllowed: (right) => !denied(right) }).start();
  program = await startPprofProgram();
  cluster.programs.set('shop/checkout-a', new Map([[6060, { localPort: program.localPort }]]));
  for (const name of ['checkout-a', 'checkout-b']) cluster.add(podObject(name, { labels: LABELS }));
  cluster.add(podObject('other'));
  const metadata = { name: 'checkout', namespace: 'shop', uid: '1' };
  const spec = { selector: { matchLabels: LABELS } };
  for (const kind of ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']) {
    cluster.add({ kind, apiVersion: 'apps/v1', metadata, spec });
  }
  for (const kind of ['Job', 'CronJob']) cluster.add({ kind, apiVersion: 'batch/v1', metadata, spec });
  cluster.add({ kind: 'Service', apiVersion: 'v1', metadata, spec: { selector: LABELS } });
  config = write('config', cluster.kubeconfig());
});
afterEach(async () => {
  program.close();
  await cluster.kill();
});
afterAll(() => home.remove());

function write(name: string, text: string): string {
  writeFileSync(`${home.path}/${name}`, text, { mode: 0o600 });
  return `${home.path}/${name}`;
}

async function kubectl(args: readonly string[], kubeconfig = config) {
  const { exitCode, stdout, stderr } = await execa('kubectl', args, {
    reject: false,
    extendEnv: false,
    stripFinalNewline: false,
    env: { ...cleanEnvironment(home.path), KUBECONFIG: kubeconfig },
    timeout: 60_000,
  });
  return { exitCode, stdout, stderr };
}

const connect = (kubeconfig = config, settings: Partial<ClusterSettings> = {}) =>
  createKubernetes(
    { requestTimeoutMs: 5000, ...settings },
    { env: { KUBECONFIG: kubeconfig }, homeFolder: home.path },
  );

const asked = (path: string): RecordedRequest =>
  cluster.requests.find((request) => request.path === path) ??
  expect.fail(`nobody asked for ${path}: ${cluster.requests.map((request) => request.path).join(' ')}`);

describe('objects', () => {
  it.each([
    [['-l', 'app=checkout'], { labelSelector: 'app=checkout' }],
    [['-l', 'app in (checkout,nobody),!tier'], { labelSelector: 'app in (checkout,nobody),!tier' }],
    [['--field-selector', 'metadata.name=checkout-b'], { fieldSelector: 'metadata.name=checkout-b' }],
    [['--field-selector', 'status.phase!=Running'], { fieldSelector: 'status.phase!=Running' }],
  ])('by selector are the same pods: %j', async (flags, query) => {
    const theirs = await kubectl(['get', 'pods', '-o', 'name', ...flags]);
    expect(theirs).toMatchObject({ exitCode: 0 });
    const ours: string[] = [];
    for await (const { name } of (await connect()).listPods({ namespace: 'shop', ...query })) ours.push(name);
    expect(theirs.stdout.split('\n').filter((line) => line !== '')).toEqual(
      ours.map((name) => `pod/${name}`),
    );
    const [first, second] = cluster.requests.filter(({ path }) => path.endsWith('/pods'));
    expect(second!.query.get('labelSelector')).toBe(first!.query.get('labelSelector'));
    expect(second!.query.get('fieldSelector')).toBe(first!.query.get('fieldSelector'));
  });

  it.each([
    ['deploy', 'deployment'],
    ['sts', 'statefulset'],
    ['ds', 'daemonset'],
    ['rs', 'replicaset'],
    ['job', 'job'],
    ['cronjob', 'cronjob'],
    ['svc', 'service'],
  ] as const)('are found under their short names: %s', async (short, kind) => {
    const theirs = await kubectl(['get', `${short}/checkout`, '-o', 'json']);
    expect(theirs).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(theirs.stdout).metadata.name).toBe('checkout');
    await (await connect()).getWorkload(kind, 'shop', 'checkout');
    const gets = cluster.requests.filter(({ path }) => path.endsWith(`/${kind}s/checkout`));
    expect(gets.map(({ path }) => path)).toEqual([gets[0]!.path, gets[0]!.path]);
  });

  it('that are not there, and those that may not be seen, are errors in the words of the API', async () => {
    const missing = await kubectl(['get', 'pod', 'nobody']);
    expect(missing.stderr).toContain('Error from server (NotFound): pods "nobody" not found');
    denied = ({ resource }) => resource === 'pods';
    const barred = await kubectl(['get', 'pods']);
    expect(barred.stderr).toContain(
      'Error from server (Forbidden): pods is forbidden: User "admin" cannot list resource "pods" in API group "" in the namespace "shop"',
    );
  });
});

describe('rights', () => {
  it.each([['get'], ['create']])('to %s a port-forward are answered alike', async (verb) => {
    denied = ({ verb: asks, resource }) => asks === 'create' && resource === 'pods/portforward';
    const theirs = await kubectl(['auth', 'can-i', verb, 'pods', '--subresource=portforward']);
    const question = { verb, group: '', resource: 'pods/portforward', namespace: 'shop' };
    const [ours] = await (await connect()).mayI([question]);
    expect(theirs.stdout).toContain(ours!.isAllowed ? 'yes' : 'no');
    expect(ours!.isAllowed).toBe(verb === 'get');
  });

  it('that do for kubectl need not do for prof: it falls back to an older protocol', async () => {
    denied = ({ verb, resource }) => verb === 'get' && resource === 'pods/portforward';
    expect(await forwarded((url) => fetch(`${url}/debug/pprof/heap`))).toMatchObject({ status: 200 });
    expect(
      cluster.requests.filter(({ path }) => path.endsWith('/portforward')).map(({ method }) => method),
    ).toEqual(['GET', 'POST']);
    const args = ['capture', 'checkout-a', '-t', 'heap', '--via', 'port-forward'];
    const ours = await runProf(home.path, args, { env: { KUBECONFIG: config } });
    expect(ours.exitCode).not.toBe(0);
    expect(ours.stderr).toContain('cannot get resource "pods/portforward"');
  });
});

/** What is done with the URL of a port that kubectl forwards. */
async function forwarded<Result>(use: (url: string) => Promise<Result>, port = 6060): Promise<Result> {
  const child = spawn('kubectl', ['port-forward', 'checkout-a', `:${port}`], {
    env: { ...cleanEnvironment(home.path), KUBECONFIG: config },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, local] = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
      if (local !== undefined) return await use(`http://127.0.0.1:${local}`);
    }
    throw new Error(`kubectl forwards nothing: ${said}`);
  } finally {
    child.kill();
  }
}

describe('port-forward', () => {
  it('carries what the program sent, on several connections', async () => {
    const bodies = await forwarded((url) =>
      Promise.all(
        [1, 2, 3].map(async () => Buffer.from(await (await fetch(`${url}/debug/pprof/heap`)).arrayBuffer())),
      ),
    );
    expect(bodies.map((body) => body.equals(HEAP))).toEqual([true, true, true]);
    // What it speaks is not what prof speaks, and is taken, too.
    expect(
      asked('/api/v1/namespaces/shop/pods/checkout-a/portforward').headers['sec-websocket-protocol'],
    ).toBe('SPDY/3.1+portforward.k8s.io');
  });

  it('to a port where nothing listens ends without an answer', async () => {
    await expect(forwarded((url) => fetch(url), 7070)).rejects.toThrow();
  });
});

describe('the proxy of a pod', () => {
  it('gives the same bytes to both', async () => {
    const path = '/api/v1/namespaces/shop/pods/checkout-a:6060/proxy/debug/pprof/goroutine?debug=1';
    const theirs = await kubectl(['get', '--raw', path]);
    expect(theirs).toMatchObject({ exitCode: 0 });
    const pod = { namespace: 'shop', name: 'checkout-a', ip: undefined };
    const { http } = await (await connect()).openRoute({ pod, port: 6060, way: 'proxy' });
    const url = 'http://pod:6060/debug/pprof/goroutine?debug=1';
    const { body } = await http.get({ url, timeoutMs: 5000, maxBodyBytes: 1 << 24 });
    expect(Buffer.from(body).toString()).toBe(theirs.stdout);
    const [first, second] = cluster.requests.filter((request) => request.path.includes('/proxy/'));
    expect(second!.path).toBe(first!.path);
  });

  it('where nothing listens is an error of the API, not of the pod', async () => {
    const { stderr } = await kubectl(['get', '--raw', '/api/v1/namespaces/shop/pods/checkout-b:6060/proxy/']);
    expect(stderr).toContain('Error from server (ServiceUnavailable)');
    expect(stderr).toContain('connection refused');
  });
});

describe('exec', () => {
  it('gives output and exit codes, and says what an image does not have', async () => {
    cluster.exec.set('shop/checkout-a', ([word, ...rest]) =>
      word === 'echo'
        ? { exitCode: 0, stdout: `${rest.join(' ')}\n` }
        : word === 'false'
          ? { exitCode: 3 }
          : undefined,
    );
    const kubernetes = await connect();
    const pod = { namespace: 'shop', name: 'checkout-a', container: 'main' };
    const run = (...command: string[]) => kubectl(['exec', 'checkout-a', '--', ...command]);
    const echo = ['echo', '$HOME', ';', 'a b'];
    expect(await run(...echo)).toMatchObject({ exitCode: 0, stdout: '$HOME ; a b\n' });
    expect(await kubernetes.exec(pod, echo)).toMatchObject({ exitCode: 0, stdout: '$HOME ; a b\n' });
    expect(await run('false')).toMatchObject({ exitCode: 3 });
    expect(await kubernetes.exec(pod, ['false'])).toMatchObject({ exitCode: 3 });
    expect((await run('sh')).stderr).toContain('executable file not found in $PATH');
    await expect(kubernetes.exec(pod, ['sh'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const execs = cluster.requests.filter(({ path }) => path.endsWith('/exec'));
    for (const { query } of execs) {
      expect([query.get('container'), query.get('stdout'), query.get('stderr')]).toEqual([
        'main',
        'true',
        'true',
      ]);
    }
  });
});

describe('usage', () => {
  it('is what metrics-server says; without it there is none', async () => {
    expect((await kubectl(['top', 'pod'])).stderr).toContain('Metrics API not available');
    expect(await (await connect()).podUsage('shop', 'checkout-a')).toBeUndefined();
    cluster.usage.set('shop/checkout-a', [{ name: 'main', cpu: '250m' }]);
    expect((await kubectl(['top', 'pod', '-l', 'app=checkout', '--no-headers'])).stdout).toMatch(
      /^checkout-a +250m/,
    );
    expect(await (await connect()).podUsage('shop', 'checkout-a')).toEqual([
      { container: 'main', cpuCores: 0.25 },
    ]);
  });
});

describe('a kubeconfig', () => {
  const WHO = /^(authorization|impersonate-.*)$/;
  /** With what identity the last request came. */
  const identity = () =>
    Object.entries(cluster.requests.at(-1)!.headers)
      .filter(([name]) => WHO.test(name))
      .toSorted();

  it.each([
    ['plain', {}, []],
    [
      'who to be, with groups and more',
      { as: 'eve', 'as-groups': ['dev', 'ops'], 'as-uid': '7', 'as-user-extra': { scope: ['a', 'b'] } },
      [],
    ],
    [
      'a flag in the place of all that',
      { as: 'eve', 'as-groups': ['dev'] },
      ['--as=bob', '--as-group=qa', '--as-group=dev'],
    ],
  ] as const)('makes both the same person: %s', async (_what, user, flags) => {
    config = write('config', cluster.kubeconfig({ user }));
    expect(await kubectl(['get', 'pod', 'other', '-o', 'name', ...flags])).toMatchObject({ exitCode: 0 });
    const theirs = identity();
    const values = (flag: string) =>
      flags.filter((each) => each.startsWith(`${flag}=`)).map((each) => each.slice(flag.length + 1));
    const [as] = values('--as');
    const asGroups = values('--as-group');
    const settings = as === undefined ? {} : { as, asGroups };
    await (await connect(config, settings)).getPod('shop', 'other');
    expect(identity()).toEqual(theirs);
  });

  it('of several files is merged alike: the first of two names wins, a missing file is passed over', async () => {
    const parsed = JSON.parse(cluster.kubeconfig());
    const elsewhere = { ...parsed, clusters: [{ name: 'stub', cluster: { server: 'https://127.0.0.1:1' } }] };
    const contexts = {
      contexts: parsed.contexts,
      'current-context': 'stub',
      apiVersion: 'v1',
      kind: 'Config',
    };
    const files = [
      write('contexts', JSON.stringify(contexts)),
      `${home.path}/not-there`,
      write('first', JSON.stringify({ ...parsed, contexts: [], 'current-context': '' })),
      write('second', JSON.stringify(elsewhere)),
    ].join(':');
    const view = await kubectl(['config', 'view', '--flatten', '--minify', '-o', 'json'], files);
    expect(view).toMatchObject({ exitCode: 0 });
    const kubernetes = await connect(files);
    expect(kubernetes.identity.server).toBe(JSON.parse(view.stdout).clusters[0].cluster.server);
    expect(kubernetes.identity.namespace).toBe(JSON.parse(view.stdout).contexts[0].context.namespace);
    expect(await kubernetes.getPod('shop', 'other')).toMatchObject({ name: 'other' });
    expect(await kubectl(['get', 'pod', 'other', '-o', 'name'], files)).toMatchObject({
      stdout: 'pod/other\n',
    });
  });
});

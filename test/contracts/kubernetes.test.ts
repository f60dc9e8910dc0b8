import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import { ProfError } from '../../src/kit/errors.ts';
import type { Kubernetes } from '../../src/ports/kubernetes.ts';
import { temporaryFolder } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { type Right, StubCluster } from '../support/stub-cluster/stub-cluster.ts';
import { startStubUnderTest } from '../support/stub-cluster/stub-under-test.ts';
import { kubernetesContract } from './kubernetes.ts';

kubernetesContract('the stub cluster of the tests', startStubUnderTest);

let cluster: StubCluster;
let kubernetes: Kubernetes;
let denied: (right: Right) => boolean;
const home = temporaryFolder();
const servers: Server[] = [];

beforeEach(async () => {
  denied = () => false;
  cluster = await new StubCluster({ isAllowed: (right) => !denied(right) }).start();
  kubernetes = await connect();
});
afterEach(async () => {
  await cluster.kill();
  for (const server of servers.splice(0)) server.close();
});

async function connect(text = cluster.kubeconfig()): Promise<Kubernetes> {
  const path = `${home.path}/config`;
  writeFileSync(path, text, { mode: 0o600 });
  return createKubernetes({ kubeconfig: path, requestTimeoutMs: 2000 }, { env: {}, homeFolder: home.path });
}

/** A program of a pod on this machine. */
async function program(
  pod: string,
  port: number,
  answer: Parameters<typeof createServer>[1],
  isLoopback = false,
): Promise<void> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: localPort } = server.address() as AddressInfo;
  const key = `shop/${pod}`;
  const ports = cluster.programs.get(key) ?? new Map();
  cluster.programs.set(key, ports.set(port, { localPort, isLoopback }));
}

const REQUEST = { timeoutMs: 5000, maxBodyBytes: 1 << 28 };
const failure = (work: Promise<unknown>): Promise<ProfError> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(ProfError);
      return error as ProfError;
    },
  );

async function names(pods: AsyncIterable<{ name: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of pods) found.push(name);
  return found;
}

describe('pods', () => {
  it('are found by name, label and field, page by page', async () => {
    for (let i = 0; i < 1203; i++) {
      cluster.add(podObject(`web-${i}`, { labels: { app: i % 2 === 0 ? 'even' : 'odd' } }));
    }
    cluster.add(podObject('other', { namespace: 'else' }));
    expect(await names(kubernetes.listPods({ namespace: 'shop' }))).toHaveLength(1203);
    expect(await names(kubernetes.listPods({ namespace: undefined }))).toHaveLength(1204);
    expect(await names(kubernetes.listPods({ namespace: 'shop', labelSelector: 'app=odd' }))).toHaveLength(
      601,
    );
    expect(
      await names(kubernetes.listPods({ namespace: 'shop', fieldSelector: 'metadata.name=web-7' })),
    ).toEqual(['web-7']);
    expect(await kubernetes.getPod('shop', 'web-9')).toMatchObject({
      namespace: 'shop',
      name: 'web-9',
      labels: { app: 'odd' },
      isReady: true,
      phase: 'Running',
      containers: [
        { name: 'main', image: 'shop:1', isRunning: true, imageDigest: `sha256:${'ab'.repeat(32)}` },
      ],
    });
    expect(await kubernetes.getPod('shop', 'nobody')).toBeUndefined();
  });

  it('are asked for by names that are names', async () => {
    for (const name of ['../../secrets?x=', 'a/b', '', 'A', 'x'.repeat(254), 'a..b', '%2e%2e']) {
      expect((await failure(kubernetes.getPod('shop', name))).code).toBe('USAGE');
    }
    expect((await failure(kubernetes.getPod('kube.system', 'a'))).code).toBe('USAGE');
    expect(cluster.requests).toEqual([]);
  });

  it('that may not be listed are an error with the right that it takes', async () => {
    denied = ({ resource }) => resource === 'pods';
    const error = await failure(names(kubernetes.listPods({ namespace: 'shop' })));
    expect(error.code).toBe('NOT_ALLOWED');
    expect(error.message).toContain('User "admin" cannot list resource "pods"');
    expect(error.hints.join()).toContain('the right to list pods');
  });
});

describe('rights', () => {
  it('are asked for one by one', async () => {
    denied = ({ verb, resource }) => verb === 'create' && resource === 'pods/portforward';
    const question = { group: '', resource: 'pods/portforward', namespace: 'shop' };
    const answers = await kubernetes.mayI([
      { ...question, verb: 'get' },
      { ...question, verb: 'create' },
    ]);
    expect(answers.map(({ isAllowed }) => isAllowed)).toEqual([true, false]);
  });

  it('of a token that the server does not know are none', async () => {
    const stranger = await connect(cluster.kubeconfig({ token: 'wrong' }));
    const error = await failure(stranger.getPod('shop', 'web'));
    expect(error).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(error.hints.join()).toContain('log in again');
    expect(JSON.stringify([error.message, error.hints, error.details])).not.toContain('wrong');
  });
});

describe('port-forward', () => {
  const route = (port = 6060, name = 'web') =>
    kubernetes.openRoute({ pod: { namespace: 'shop', name, ip: undefined }, port, way: 'port-forward' });

  it('carries requests over one connection', async () => {
    cluster.add(podObject('web'));
    await program('web', 6060, (request, response) => response.end(`path ${request.url}`));
    const way = await route();
    for (const path of ['/a', '/b?seconds=1', '/c']) {
      const { status, body } = await way.http.get({ ...REQUEST, url: `http://web:6060${path}` });
      expect([status, Buffer.from(body).toString()]).toEqual([200, `path ${path}`]);
    }
    await way.close();
    const forwards = cluster.requests.filter(({ path }) => path.endsWith('/portforward'));
    expect(forwards).toHaveLength(1);
    expect(forwards[0]!.query.get('ports')).toBe('6060');
    expect(forwards[0]!.headers['sec-websocket-protocol']).toBe('v4.channel.k8s.io');
  });

  it('ends with the message, not with the close that comes a second after it', async () => {
    cluster.add(podObject('web'));
    await program('web', 6060, (_request, response) => response.setHeader('connection', 'close').end('all'));
    const way = await route();
    const { body } = await way.http.get({ ...REQUEST, url: 'http://web:6060/' });
    expect(Buffer.from(body).toString()).toBe('all');
    // The pod has ended the connection, and the server has not closed the WebSocket yet.
    expect(cluster.forwards.get('shop/web')?.size).toBe(1);
    await way.close();
  });

  it('carries a body of many megabytes byte for byte, read slowly', async () => {
    cluster.add(podObject('web'));
    const sent = Buffer.alloc(48 << 20, 'profile ');
    await program('web', 6060, (_request, response) => response.end(sent));
    const way = await route();
    const { body } = await way.http.get({ ...REQUEST, timeoutMs: 30_000, url: 'http://web:6060/' });
    expect(Buffer.compare(Buffer.from(body), sent)).toBe(0);
    await way.close();
  }, 40_000);

  it.each([
    ['a port where nothing listens', 7070, 'UNREACHABLE', 'nothing listens on port 7070 of pod shop/web'],
  ])('says what is wrong: %s', async (_what, port, code, message) => {
    cluster.add(podObject('web'));
    const way = await route(port);
    const error = await failure(way.http.get({ ...REQUEST, url: `http://web:${port}/` }));
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(message);
    await way.close();
  });

  it.each([
    ['Pending', 'pod shop/web does not run yet: it is Pending'],
    ['Succeeded', 'pod shop/web has ended: it is Succeeded'],
  ])('gives the reason of a refused handshake: a pod that is %s', async (phase, reason) => {
    cluster.add(podObject('web', { phase }));
    const way = await route();
    const error = await failure(way.http.get({ ...REQUEST, url: 'http://web:6060/' }));
    expect(error.message).toContain(reason);
  });

  it('needs both rights, and says which is missing', async () => {
    cluster.add(podObject('web'));
    denied = ({ verb, resource }) => verb === 'create' && resource === 'pods/portforward';
    const error = await failure((await route()).http.get({ ...REQUEST, url: 'http://web:6060/' }));
    expect(error.code).toBe('NOT_ALLOWED');
    expect(error.message).toContain('no right to get and create pods/portforward');
    denied = () => false;
    const missing = await failure(
      (await route(6060, 'gone')).http.get({ ...REQUEST, url: 'http://gone:6060/' }),
    );
    expect(missing).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['the pod is deleted', 'closeNormally'],
    ['the kubelet is killed', 'terminate'],
  ] as const)('never gives half a body: %s', async (_what, how) => {
    cluster.add(podObject('web'));
    await program('web', 6060, (_request, response) => {
      response.write('half a profile');
      setTimeout(() => {
        for (const forward of cluster.forwards.get('shop/web') ?? []) forward[how]();
      }, 50);
    });
    const way = await route();
    const error = await failure(way.http.get({ ...REQUEST, url: 'http://web:6060/' }));
    expect(error.code).toBe('UNREACHABLE');
    await way.close();
  });

  it('that hangs ends with the time that was given', async () => {
    cluster.add(podObject('web'));
    await program('web', 6060, (_request, response) => response.write('half'));
    const way = await route();
    const error = await failure(way.http.get({ ...REQUEST, timeoutMs: 300, url: 'http://web:6060/' }));
    expect(error.code).toBe('TIMEOUT');
    await way.close();
    await expect.poll(() => cluster.forwards.get('shop/web')?.size).toBe(0);
  });

  it('breaks with the API server', async () => {
    cluster.add(podObject('web'));
    await program('web', 6060, (_request, response) => {
      response.write('half');
      setTimeout(() => void cluster.kill(), 50);
    });
    const error = await failure((await route()).http.get({ ...REQUEST, url: 'http://web:6060/' }));
    expect(error.code).toBe('UNREACHABLE');
  });
});

describe('the proxy', () => {
  const route = (port = 6060) =>
    kubernetes.openRoute({ pod: { namespace: 'shop', name: 'web', ip: undefined }, port, way: 'proxy' });

  it('carries requests with the rights of the kubeconfig, and statuses of the program as they are', async () => {
    cluster.add(podObject('web'));
    await program('web', 6060, (request, response) => {
      response.statusCode = request.url === '/login' ? 401 : 200;
      response.end(`path ${request.url}, token ${request.headers.authorization}`);
    });
    const { http } = await route();
    const found = await http.get({ ...REQUEST, url: 'http://web:6060/debug/pprof/heap?debug=1' });
    expect(Buffer.from(found.body).toString()).toBe('path /debug/pprof/heap?debug=1, token undefined');
    // The program's own word, not the cluster's.
    expect((await http.get({ ...REQUEST, url: 'http://web:6060/login' })).status).toBe(401);
  });

  it('does not reach what listens on 127.0.0.1, and takes no token', async () => {
    cluster.add(podObject('web'));
    await program('web', 6060, (_request, response) => response.end(), true);
    const { http, inspector } = await route();
    const error = await failure(http.get({ ...REQUEST, url: 'http://web:6060/' }));
    expect(error.message).toContain('nothing that the API server can reach listens on shop/web:6060');
    const headers = { Authorization: 'Bearer of-the-program' };
    expect((await failure(http.get({ ...REQUEST, url: 'http://web:6060/', headers }))).code).toBe('USAGE');
    expect((await failure(inspector())).code).toBe('USAGE');
  });

  it('gives no half of a body', async () => {
    cluster.add(podObject('web'));
    await program('web', 6060, (_request, response) => {
      response.write('half');
      setTimeout(() => response.destroy(), 50);
    });
    expect((await failure((await route()).http.get({ ...REQUEST, url: 'http://web:6060/' }))).code).toBe(
      'UNREACHABLE',
    );
  });
});

describe('usage', () => {
  it('is asked for once where the cluster has no metrics, and of each pod where it has', async () => {
    for (const name of ['a', 'b']) cluster.add(podObject(name));
    for (const name of ['a', 'b']) expect(await kubernetes.podUsage('shop', name)).toBeUndefined();
    expect(cluster.requests).toHaveLength(1);
    cluster.usage.set('shop/b', [{ name: 'main', cpu: '1500m' }]);
    const other = await connect();
    expect(await other.podUsage('shop', 'a')).toBeUndefined();
    expect(await other.podUsage('shop', 'b')).toEqual([{ container: 'main', cpuCores: 1.5 }]);
  });
});

describe('exec', () => {
  it('gives output and exit status', async () => {
    cluster.add(podObject('web'));
    cluster.exec.set('shop/web', ([word]) =>
      word === 'true'
        ? { exitCode: 0, stdout: 'yes', stderr: 'no' }
        : word === 'false'
          ? { exitCode: 3 }
          : undefined,
    );
    const pod = { namespace: 'shop', name: 'web', container: 'main' };
    expect(await kubernetes.exec(pod, ['true', '; rm -rf /'])).toEqual({
      exitCode: 0,
      stdout: 'yes',
      stderr: 'no',
    });
    expect(cluster.requests.at(-1)!.query.getAll('command')).toEqual(['true', '; rm -rf /']);
    expect(await kubernetes.exec(pod, ['false'])).toMatchObject({ exitCode: 3 });
    expect(await failure(kubernetes.exec(pod, ['sh']))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a server that does not answer', () => {
  it('is an error in time, which says what it was about', async () => {
    const text = cluster.kubeconfig();
    await cluster.kill();
    const error = await failure((await connect(text)).getPod('shop', 'web'));
    expect(error).toMatchObject({ code: 'UNREACHABLE' });
    expect(error.message).toContain('connection refused');
  });

  it('that says nothing ends with the request timeout', async () => {
    const silent = createServer(() => {});
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    cluster.url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const error = await failure((await connect()).getPod('shop', 'web'));
    expect(error).toMatchObject({ code: 'TIMEOUT' });
    silent.closeAllConnections();
  });
});

import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { connectCluster } from '../../src/adapters/kubernetes/connect-cluster.ts';
import { ForwardedConnection } from '../../src/adapters/kubernetes/forwarded-connection.ts';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import { openForward } from '../../src/adapters/kubernetes/open-forward.ts';
import type { ProfError } from '../../src/kit/errors.ts';
import { ROOT, temporaryFolder } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { startPprofProgram } from '../support/stub-cluster/pprof-program.ts';
import { StubCluster, type StubClusterOptions } from '../support/stub-cluster/stub-cluster.ts';

const home = temporaryFolder();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
afterAll(() => home.remove());

const pem = (name: string) => readFileSync(`${ROOT}fixtures/tls/${name}.pem`, 'utf8');
const TLS = { ca: pem('ca'), cert: pem('server'), key: pem('server-key') };
const POD = { namespace: 'shop', name: 'web' };
const REQUEST = { url: 'http://web/debug/pprof/heap', timeoutMs: 5000, maxBodyBytes: 1 << 26 };

async function startCluster(options: StubClusterOptions = {}): Promise<StubCluster> {
  const cluster = await new StubCluster(options).start();
  const program = await startPprofProgram();
  open.push({ close: () => cluster.kill() }, program);
  cluster.add(podObject('web'));
  cluster.programs.set('shop/web', new Map([[6060, { localPort: program.localPort }]]));
  return cluster;
}

function write(config: object | string): string {
  const path = `${home.path}/config`;
  writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config), { mode: 0o600 });
  return path;
}

const surroundings = { env: {}, homeFolder: home.path };
const settings = (config: object | string) => ({ kubeconfig: write(config), requestTimeoutMs: 3000 });
const failure = (work: Promise<unknown>): Promise<ProfError> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: ProfError) => error,
  );

describe('a forwarded connection', () => {
  it('holds the pod back while nobody reads, and loses nothing', async () => {
    const cluster = await startCluster();
    const frames = 64;
    const frameBytes = 1 << 20;
    let sender!: WebSocket;
    cluster.faults.set('shop/web', {
      talk: (socket) => {
        sender = socket;
        for (const channel of [0, 1]) socket.send(Buffer.from([channel, 0xac, 0x17]));
        for (let i = 0; i < frames; i++) socket.send(Buffer.alloc(1 + frameBytes, i).fill(0, 0, 1));
      },
    });
    const connection = await connectCluster(settings(cluster.kubeconfig()), surroundings);
    const stream = await openForward({ ...POD, port: 6060 }, connection, { timeoutMs: 3000 });
    stream.once('readable', () => {});
    await once(stream, 'readable');
    let before = -1;
    const isStill = () => {
      const isSame = before === sender.bufferedAmount;
      before = sender.bufferedAmount;
      return isSame;
    };
    await expect.poll(isStill, { interval: 100 }).toBe(true);
    // Most of it has not left the server: what is between the two are buffers of a few megabytes.
    expect(sender.bufferedAmount).toBeGreaterThan((frames * frameBytes) / 2);
    expect(stream.readableLength).toBeLessThan(4 * frameBytes);
    const sums = new Array<number>(frames).fill(0);
    let read = 0;
    for await (const chunk of stream) {
      for (const byte of chunk as Buffer) sums[byte]! += 1;
      read += chunk.length;
      if (read === frames * frameBytes) break;
    }
    expect(sums).toEqual(sums.map(() => frameBytes));
  });

  async function pinged(autoPong: boolean) {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong });
    open.push(server);
    let pings = 0;
    server.on('connection', (socket) =>
      socket.on('ping', () => {
        pings += 1;
      }),
    );
    await once(server, 'listening');
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = new ForwardedConnection(socket, 'shop/web', 6060, 20);
    stream.resume();
    return { stream, pings: () => pings };
  }

  it('is broken when the other side gives no sign of life', async () => {
    const { stream } = await pinged(false);
    const [error] = await once(stream, 'error');
    expect(error).toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining('no sign of life') });
  });

  it('stays while it gives one', async () => {
    const { stream, pings } = await pinged(true);
    await expect.poll(pings).toBeGreaterThan(4);
    expect(stream.destroyed).toBe(false);
    stream.destroy();
  });
});

describe('a route', () => {
  it('ends with a body that is longer than was allowed', async () => {
    const cluster = await startCluster();
    const kubernetes = await createKubernetes(settings(cluster.kubeconfig()), surroundings);
    for (const way of ['port-forward', 'proxy'] as const) {
      const { http, close } = await kubernetes.openRoute({ pod: { ...POD, ip: undefined }, port: 6060, way });
      expect(await failure(http.get({ ...REQUEST, maxBodyBytes: 100 }))).toMatchObject({ code: 'LIMIT' });
      await close();
    }
    await expect.poll(() => cluster.openSockets).toBe(0);
  });

  it('that is closed while its tunnel is opened leaves none behind', async () => {
    const cluster = await startCluster();
    cluster.faults.set('shop/web', { handshakeMs: 300 });
    const kubernetes = await createKubernetes(settings(cluster.kubeconfig()), surroundings);
    const pod = { ...POD, ip: undefined };
    const { http, close } = await kubernetes.openRoute({ pod, port: 6060, way: 'port-forward' });
    expect(await failure(http.get({ ...REQUEST, timeoutMs: 50 }))).toMatchObject({ code: 'TIMEOUT' });
    await close();
    await expect.poll(() => cluster.openSockets).toBe(0);
  });

  it.each([
    ['shop', '../../../secrets?x='],
    ['shop', 'web/../../secrets'],
    ['shop', '%2e%2e'],
    ['shop', 'web?ports=1'],
    ['shop', 'WEB'],
    ['../kube-system', 'web'],
    ['kube.system', 'web'],
    ['', 'web'],
  ])('is never asked for with what is no name: %j, %j', async (namespace, name) => {
    const cluster = await startCluster();
    const kubernetes = await createKubernetes(settings(cluster.kubeconfig()), surroundings);
    const pod = { namespace, name, ip: undefined };
    for (const way of ['port-forward', 'proxy'] as const) {
      const { http, close } = await kubernetes.openRoute({ pod, port: 6060, way });
      expect(await failure(http.get(REQUEST))).toMatchObject({ code: 'USAGE' });
      await close();
    }
    const exec = kubernetes.exec({ namespace, name, container: undefined }, ['true']);
    expect(await failure(exec)).toMatchObject({ code: 'USAGE' });
    expect(cluster.requests).toEqual([]);
  });

  it.each(['port-forward', 'proxy'] as const)(
    'by %s is as safe as the API server: its certificate counts',
    async (way) => {
      const cluster = await startCluster({ tls: TLS });
      const config = JSON.parse(cluster.kubeconfig());
      const good = await createKubernetes(settings(config), surroundings);
      const route = await good.openRoute({ pod: { ...POD, ip: undefined }, port: 6060, way });
      expect((await route.http.get(REQUEST)).status).toBe(200);
      await route.close();
      delete config.clusters[0].cluster['certificate-authority-data'];
      const bad = await createKubernetes(settings(config), surroundings);
      const barred = await bad.openRoute({ pod: { ...POD, ip: undefined }, port: 6060, way });
      const error = await failure(barred.http.get(REQUEST));
      expect(error).toMatchObject({ code: 'NOT_ALLOWED' });
      expect(error.message).toMatch(/certificate/);
      await barred.close();
    },
  );

  it.each(['port-forward', 'proxy'] as const)(
    'by %s goes through the proxy of the kubeconfig, as who it says',
    async (way) => {
      const cluster = await startCluster({ tls: TLS });
      const connected: string[] = [];
      const proxy = createProxy().on('connect', (request, socket, head) => {
        connected.push(request.url ?? '');
        const [host, port] = (request.url ?? '').split(':');
        const through = connect(Number(port), host, () => {
          socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          through.write(head);
          through.pipe(socket).pipe(through);
        });
        for (const each of [socket, through]) each.on('error', () => {});
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      open.push(proxy);
      const config = JSON.parse(cluster.kubeconfig({ user: { as: 'eve', 'as-groups': ['dev', 'ops'] } }));
      config.clusters[0].cluster['proxy-url'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const kubernetes = await createKubernetes(settings(config), surroundings);
      const route = await kubernetes.openRoute({ pod: { ...POD, ip: undefined }, port: 6060, way });
      expect((await route.http.get(REQUEST)).status).toBe(200);
      await route.close();
      expect(new Set(connected)).toEqual(new Set([new URL(cluster.url).host]));
      const { headers } = cluster.requests[0]!;
      expect([headers['impersonate-user'], headers['impersonate-group']]).toEqual(['eve', 'dev, ops']);
    },
  );
});

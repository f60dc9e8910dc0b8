import { createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProfError } from '../../kit/errors.ts';
import type { HttpClient } from '../../ports/http-client.ts';
import type { Inspector } from '../../ports/inspector.ts';
import type { PodRoute, RouteOptions } from '../../ports/kubernetes.ts';
import { createHttpClient } from '../http/http-client.ts';
import { createInspector } from '../inspector/inspector.ts';
import type { ClusterConnection } from './connect-cluster.ts';
import { openForward } from './open-forward.ts';
import { createPodProxy } from './pod-proxy.ts';
import { tunnelAgents } from './tunnel-agents.ts';

/** A way to a port of a pod; see the port for what the ways can carry. */
export function openRoute(
  { pod, port, way, signal }: RouteOptions,
  connection: ClusterConnection,
  timeoutMs: number,
): PodRoute {
  switch (way) {
    case 'port-forward':
      return forwardRoute(() => openForward({ ...pod, port }, connection, { timeoutMs, signal }));
    case 'proxy':
      return {
        way,
        http: createPodProxy({ ...pod, port }, connection),
        inspector: async () => {
          throw new ProfError(
            'USAGE',
            `pod ${pod.namespace}/${pod.name}: an inspector is not reached by proxy`,
            {
              hints: ['it listens on 127.0.0.1: --via port-forward reaches it'],
            },
          );
        },
        close: async () => {},
      };
    case 'pod-ip':
      return directRoute(pod, port);
  }
}

/** Connections are made when they are needed, and end with the route. */
function forwardRoute(connect: () => Promise<Duplex>): PodRoute {
  const open = new Set<Duplex>();
  const tracked = async (): Promise<Duplex> => {
    const stream = await connect();
    open.add(stream);
    stream.once('close', () => open.delete(stream));
    return stream;
  };
  const agents = tunnelAgents(tracked);
  const closers: (() => void)[] = [];
  return {
    way: 'port-forward',
    http: createHttpClient(agents),
    inspector: async () => {
      const { port, close } = await listenLocally(tracked);
      closers.push(close);
      return movedTo(port);
    },
    close: async () => {
      for (const close of closers) close();
      for (const agent of Object.values(agents)) agent.destroy();
      for (const stream of open) stream.destroy();
    },
  };
}

/**
 * The runtime's WebSocket can only dial addresses, so for an inspector the forwarded port is opened on this machine's
 * 127.0.0.1, as kubectl does, for as long as the capture takes.
 */
async function listenLocally(connect: () => Promise<Duplex>): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    connect().then(
      (stream) => {
        stream.on('error', () => socket.destroy());
        socket.on('close', () => stream.destroy());
        socket.pipe(stream).pipe(socket);
      },
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => server.close() };
}

const movedTo = (port: number): Inspector => {
  const inspector = createInspector();
  return { connect: (options) => inspector.connect({ ...options, host: '127.0.0.1', port }) };
};

function directRoute(pod: RouteOptions['pod'], port: number): PodRoute {
  const { ip } = pod;
  if (ip === undefined) {
    throw new ProfError('UNREACHABLE', `pod ${pod.namespace}/${pod.name} has no address yet`);
  }
  const client = createHttpClient();
  const http: HttpClient = {
    get: (request) => {
      const url = new URL(request.url);
      url.hostname = ip.includes(':') ? `[${ip}]` : ip;
      url.port = String(port);
      return client.get({ ...request, url: url.href });
    },
  };
  return {
    way: 'pod-ip',
    http,
    inspector: async () => {
      const inspector = createInspector();
      return { connect: (options) => inspector.connect({ ...options, host: ip, port }) };
    },
    close: async () => {},
  };
}

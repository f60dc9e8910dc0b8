import type { Duplex } from 'node:stream';
import { ProfError } from '../../kit/errors.ts';
import type { HttpClient } from '../../ports/http-client.ts';
import type { PodRoute, RouteOptions } from '../../ports/kubernetes.ts';
import { createHttpClient } from '../http/http-client.ts';
import { createInspector } from '../inspector/inspector.ts';
import type { ClusterConnection } from './connect-cluster.ts';
import { explainingClient } from './explain-failure.ts';
import { forwardedInspector } from './forwarded-inspector.ts';
import { openForward } from './open-forward.ts';
import { createPodProxy } from './pod-proxy.ts';
import { tunnelAgents } from './tunnel-agents.ts';

/** A way to a port of a pod; see the port for what the ways can carry. */
export function openRoute(
  { pod, port, way, signal }: RouteOptions,
  connection: ClusterConnection,
  timeoutMs: number,
): PodRoute {
  const told = (client: HttpClient) => explainingClient(client, pod, connection);
  switch (way) {
    case 'port-forward':
      return forwardRoute((closing) => {
        const ends = signal === undefined ? closing : AbortSignal.any([signal, closing]);
        return openForward({ ...pod, port }, connection, { timeoutMs, signal: ends });
      }, told);
    case 'proxy':
      return {
        way,
        http: told(createPodProxy({ ...pod, port }, connection)),
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
function forwardRoute(
  connect: (closing: AbortSignal) => Promise<Duplex>,
  told: (client: HttpClient) => HttpClient,
): PodRoute {
  const open = new Set<Duplex>();
  const closing = new AbortController();
  const tracked = async (): Promise<Duplex> => {
    const stream = await connect(closing.signal);
    open.add(stream);
    stream.once('close', () => open.delete(stream));
    return stream;
  };
  const agents = tunnelAgents(tracked);
  const closers: (() => void)[] = [];
  return {
    way: 'port-forward',
    http: told(createHttpClient(agents)),
    inspector: async () => {
      const { inspector, close } = await forwardedInspector(tracked);
      closers.push(close);
      return inspector;
    },
    close: async () => {
      // Those that are being opened, too.
      closing.abort(new ProfError('UNREACHABLE', 'the way to the pod was closed'));
      for (const close of closers) close();
      for (const agent of Object.values(agents)) agent.destroy();
      for (const stream of open) stream.destroy();
    },
  };
}

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

import { WebSocket } from 'ws';
import { type AskedFor, apiError, socketError } from './api-error.ts';
import type { ClusterConnection } from './connect-cluster.ts';
import { ForwardedConnection } from './forwarded-connection.ts';
import { podPath } from './names.ts';

/** The server refuses a newer one with 403 and an empty body, which looks like a missing right. */
const PROTOCOL = 'v4.channel.k8s.io';
const MAX_REFUSAL_BYTES = 64 * 1024;

export interface ForwardTarget {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/**
 * A connection to a port of a pod through the API server.
 * @throws ProfError NOT_ALLOWED, NOT_FOUND, UNREACHABLE, TIMEOUT with the API server's own reason.
 */
export async function openForward(
  target: ForwardTarget,
  connection: ClusterConnection,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<ForwardedConnection> {
  options.signal?.throwIfAborted();
  const { namespace, name, port } = target;
  const asked: AskedFor = {
    action: `forward port ${port} of pod ${namespace}/${name}`,
    verb: 'get and create',
    resource: 'pods/portforward',
    namespace,
  };
  const url = new URL(connection.server.href.replace(/\/$/, '') + podPath(namespace, name, 'portforward'));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('ports', String(port));
  const { headers, ...request } = await connection.requestOptions();
  const socket = new WebSocket(url, [PROTOCOL], {
    ...request,
    headers: { 'user-agent': 'prof', ...(headers as Record<string, string>) },
    perMessageDeflate: false,
    handshakeTimeout: options.timeoutMs,
  });
  // The first frames may come with the handshake: whoever listens must be there when it ends.
  const listen = () => new ForwardedConnection(socket, `${namespace}/${name}`, port);
  return opened(socket, listen, asked, connection.server.origin, options.signal);
}

function opened<Listener>(
  socket: WebSocket,
  listen: () => Listener,
  asked: AskedFor,
  server: string,
  signal: AbortSignal | undefined,
): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const settle = () => signal?.removeEventListener('abort', onAbort);
    const fail = (error: unknown) => {
      settle();
      socket.on('error', () => {});
      socket.terminate();
      reject(error);
    };
    const onAbort = () => fail(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('open', () => {
      settle();
      resolve(listen());
    });
    socket.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= MAX_REFUSAL_BYTES) chunks.push(chunk);
      });
      const answered = () => fail(apiError(response.statusCode ?? 0, Buffer.concat(chunks), asked));
      response.on('end', answered);
      response.on('error', answered);
    });
    socket.once('error', (error) => fail(socketError(error, server, asked.action)));
  });
}

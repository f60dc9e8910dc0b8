import type * as http from 'node:http';
import type * as https from 'node:https';
import { ProfError } from '../../kit/errors.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../ports/http-client.ts';
import { createHttpClient, type HttpAgents } from '../http/http-client.ts';
import { type AskedFor, apiError, connectionError, statusOf } from './api-error.ts';
import type { ClusterConnection } from './connect-cluster.ts';
import { podPath } from './names.ts';

export interface ProxyTarget {
  readonly namespace: string;
  readonly name: string;
  /** A number: a port's name in the path makes the API server fail. */
  readonly port: number;
}

/**
 * HTTP to a pod through the API server's proxy, which needs no more than `get` on pods/proxy, reaches no program that
 * listens on 127.0.0.1, and takes a bearer token for its own.
 */
export function createPodProxy(target: ProxyTarget, connection: ClusterConnection): HttpClient {
  return { get: (request) => getThrough(target, connection, request) };
}

async function getThrough(
  { namespace, name, port }: ProxyTarget,
  connection: ClusterConnection,
  request: HttpRequest,
): Promise<HttpResponse> {
  const shown = `${namespace}/${name}:${port}`;
  if (Object.keys(request.headers ?? {}).some((header) => header.toLowerCase() === 'authorization')) {
    throw new ProfError(
      'USAGE',
      `${shown}: a token does not pass the API server's proxy, which takes it for its own`,
      {
        hints: ['--via port-forward carries it'],
      },
    );
  }
  const inPod = new URL(request.url);
  const scheme = inPod.protocol === 'https:' ? 'https:' : '';
  const base = podPath(namespace, name).replace(/[^/]+$/, `${scheme}${name}:${port}`);
  const url = `${connection.server.href.replace(/\/$/, '')}${base}/proxy${inPod.pathname}${inPod.search}`;
  const { headers, ...options } = await connection.requestOptions();
  const client = createHttpClient(agentsOf(options));
  // Certificates between the API server and the pod are the server's affair.
  const { tls: _, ...rest } = request;
  const asked = { action: `reach ${shown} by proxy`, verb: 'get', resource: 'pods/proxy', namespace };
  const asking = client.get({
    ...rest,
    url,
    headers: { ...request.headers, ...sendable(headers as http.OutgoingHttpHeaders | undefined) },
    // The kubeconfig names the server.
    allowLinkLocal: true,
    keepsRedirects: true,
  });
  const response = await asking.catch((error: unknown) => {
    request.signal?.throwIfAborted();
    throw wayError(error, connection.server.origin, asked.action);
  });
  if (isServersOwn(response)) {
    throw proxyError(response, shown, asked);
  }
  const { location } = response.headers;
  if (response.status >= 300 && response.status < 400 && location !== undefined) {
    // It is rewritten to stay behind the proxy; and with our credentials nobody else says where to go.
    throw new ProfError('UNREACHABLE', `${shown} redirects ${inPod.pathname} to ${inPodOf(location)}`, {
      hints: ['if that is where the profiles are, name it with --path'],
    });
  }
  return { ...response, url: request.url };
}

/** Where it leads in the pod. */
const inPodOf = (location: string): string =>
  location.replace(/^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/proxy/, '');

/** The pod's own JSON may say `Status`, too, but not with the server's content type and this status. */
function isServersOwn({ status, headers, body }: HttpResponse): boolean {
  if (status < 400 || !/^application\/json\b/.test(headers['content-type'] ?? '')) return false;
  return statusOf(body)?.code === status;
}

/** Where no answer came it is the API server that gave none: its URL and what may be wrong with it, not the pod's. */
function wayError(error: unknown, origin: string, action: string): unknown {
  if (!(error instanceof ProfError) || error.code === 'LIMIT') return error;
  const { code, message, details } = error;
  const said = message.replace(/^https?:\S+: /, '');
  if (code === 'TIMEOUT') {
    return new ProfError(code, `cannot ${action}: ${said}`, { hints: error.hints, details, cause: error });
  }
  const { systemCode } = details;
  return connectionError(Object.assign(new Error(said), { code: systemCode }), origin, action);
}

function proxyError({ status, body }: HttpResponse, shown: string, asked: AskedFor): ProfError {
  const message = statusOf(body)?.message ?? '';
  if (status === 503 && /connection refused/.test(message)) {
    return new ProfError('UNREACHABLE', `nothing that the API server can reach listens on ${shown}`, {
      hints: ['a program on 127.0.0.1 is reached by --via port-forward; --port names another port'],
      details: { said: message },
    });
  }
  return apiError(status, body, asked);
}

/** The agent of the connection knows certificates and proxies. */
function agentsOf({ agent }: https.RequestOptions): HttpAgents {
  return { 'http:': agent as http.Agent, 'https:': agent as https.Agent };
}

/** Lists stay lists: of two groups in one line a server makes one. */
function sendable(headers: http.OutgoingHttpHeaders | undefined): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? value : String(value),
    ]),
  );
}

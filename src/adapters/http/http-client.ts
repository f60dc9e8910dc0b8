import * as http from 'node:http';
import * as https from 'node:https';
import { ProfError } from '../../kit/errors.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../ports/http-client.ts';
import { guardedLookup, refuseLinkLocal } from './link-local.ts';
import { shownUrl, translateHttpError } from './translate-error.ts';

const MAX_REDIRECTS = 5;
/** A kept connection that was closed already is reset at once; what breaks later has broken under the request. */
const STALE_MS = 1000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface HttpAgents {
  readonly 'http:': http.Agent;
  readonly 'https:': https.Agent;
}

// Free sockets are unreferenced by the agent, so an idle connection does not hold the process.
const directAgents = (): HttpAgents => ({
  'http:': new http.Agent({ keepAlive: true }),
  'https:': new https.Agent({ keepAlive: true }),
});

/**
 * HTTP on Node's own client: it takes TLS options per request, reports a body cut short, and costs nothing to
 * import beyond what the runtime has loaded already. `agents` make its connections.
 */
export function createHttpClient(agents: HttpAgents = directAgents()): HttpClient {
  return { get: (request) => followRedirects(request, agents) };
}

async function followRedirects(request: HttpRequest, agents: HttpAgents): Promise<HttpResponse> {
  request.signal?.throwIfAborted();
  const endsAtMs = performance.now() + request.timeoutMs;
  let url = parseUrl(request.url);
  for (let hops = 0; ; hops++) {
    const timeoutMs = endsAtMs - performance.now();
    const response = await exchange({ ...request, timeoutMs }, url, agents);
    const location = response.headers.location;
    const isRedirect = REDIRECTS.has(response.status) && location !== undefined;
    if (!isRedirect || request.keepsRedirects) return response;
    if (hops === MAX_REDIRECTS) {
      throw new ProfError('UNREACHABLE', `${shownUrl(request.url)}: more than ${MAX_REDIRECTS} redirects`);
    }
    url = redirectTarget(url, location);
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new ProfError('USAGE', `not an http or https URL: ${text}`);
}

/**
 * Credentials were meant for one program: a redirect to another host is refused, to another port too (that is another
 * program), and so is a step down to http.
 */
function redirectTarget(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const downgrade = from.protocol === 'https:' && to?.protocol === 'http:';
  const web = to?.protocol === 'http:' || to?.protocol === 'https:';
  const upgrade =
    from.protocol === 'http:' && to?.protocol === 'https:' && isDefaultPort(from) && isDefaultPort(to);
  if (
    to &&
    web &&
    to.hostname === from.hostname &&
    !downgrade &&
    ((to.port === from.port && to.protocol === from.protocol) || upgrade)
  ) {
    [to.username, to.password] = [from.username, from.password];
    return to;
  }
  throw new ProfError('NOT_ALLOWED', `${shownUrl(from)} redirects to ${shownUrl(location)}`, {
    hints: ['if that is where the profile is, give that URL instead'],
    details: { url: shownUrl(from), location: shownUrl(location) },
  });
}

/** `URL` leaves out the port that the scheme has anyway. */
function isDefaultPort(url: URL): boolean {
  return url.port === '';
}

function exchange(request: HttpRequest, url: URL, agents: HttpAgents): Promise<HttpResponse> {
  if (!request.allowLinkLocal) refuseLinkLocal(url.hostname);
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    let receivedBytes: number | undefined;
    let isStopped = false;
    const outgoing = open(request, url, agents);
    const deadline = setTimeout(() => {
      stop(timeoutError(request, url, receivedBytes));
    }, request.timeoutMs);
    const onAbort = () => stop(request.signal?.reason);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      clearTimeout(deadline);
      request.signal?.removeEventListener('abort', onAbort);
    };
    // The first reason given is the one reported; destroying the socket raises others after it.
    const stop = (reason: unknown) => {
      isStopped = true;
      settle();
      reject(
        reason instanceof ProfError || request.signal?.aborted ? reason : translateHttpError(reason, url),
      );
      outgoing.destroy();
    };
    outgoing.on('error', (error) => {
      if (isStopped) return;
      const sinceMs = performance.now() - startedMs;
      const stale = outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
      if (!stale || receivedBytes !== undefined || sinceMs > STALE_MS) return stop(error);
      // The server closed a kept connection while we wrote to it: ask again on a new one.
      settle();
      exchange({ ...request, timeoutMs: request.timeoutMs - sinceMs }, url, agents).then(resolve, reject);
    });
    outgoing.on('response', (incoming) => {
      receivedBytes = 0;
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => {
        receivedBytes = (receivedBytes ?? 0) + chunk.length;
        if (receivedBytes > request.maxBodyBytes) stop(tooLongError(request, url));
        else chunks.push(chunk);
      });
      incoming.on('error', () => stop(cutShortError(url, receivedBytes ?? 0)));
      incoming.on('end', () => {
        if (!incoming.complete) return stop(cutShortError(url, receivedBytes ?? 0));
        settle();
        resolve({
          status: incoming.statusCode ?? 0,
          reason: incoming.statusMessage ?? '',
          headers: flatHeaders(incoming.headers),
          body: Buffer.concat(chunks),
          url: url.href,
        });
      });
    });
    outgoing.end();
  });
}

function open(request: HttpRequest, url: URL, agents: HttpAgents): http.ClientRequest {
  const options: https.RequestOptions = {
    // A profile is compressed already; a second layer would only have to be taken off again.
    headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'prof', ...request.headers },
    lookup: request.allowLinkLocal ? undefined : guardedLookup,
  };
  try {
    if (url.protocol === 'http:') return http.request(url, { ...options, agent: agents['http:'] });
    const { ca, cert, key, insecure, serverName } = request.tls ?? {};
    const name = serverName === undefined ? {} : { servername: serverName };
    const tls = { ca, cert, key, rejectUnauthorized: insecure !== true, ...name };
    return https.request(url, { ...options, ...tls, agent: agents['https:'] });
  } catch (error) {
    throw translateHttpError(error, url);
  }
}

function flatHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function timeoutError(request: HttpRequest, url: URL, receivedBytes: number | undefined): ProfError {
  const after = `within ${Math.max(1, Math.round(request.timeoutMs / 1000))} s`;
  const what = receivedBytes === undefined ? `no answer ${after}` : `not finished ${after}`;
  const got = receivedBytes ? ` (${receivedBytes} bytes came)` : '';
  return new ProfError('TIMEOUT', `${shownUrl(url)}: ${what}${got}`, {
    hints: ['a longer --timeout gives a slow program more time'],
    details: { url: shownUrl(url), receivedBytes: receivedBytes ?? 0 },
  });
}

function cutShortError(url: URL, receivedBytes: number): ProfError {
  return new ProfError(
    'UNREACHABLE',
    `${shownUrl(url)}: the connection broke after ${receivedBytes} bytes of the body`,
    {
      hints: ['nothing of it was kept; the program may have been restarted, try again'],
      details: { url: shownUrl(url), receivedBytes },
    },
  );
}

function tooLongError(request: HttpRequest, url: URL): ProfError {
  return new ProfError('LIMIT', `${shownUrl(url)}: the body is longer than ${request.maxBodyBytes} bytes`, {
    details: { url: shownUrl(url), maxBodyBytes: request.maxBodyBytes },
  });
}

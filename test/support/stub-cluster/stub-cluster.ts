import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import { answerDiscovery } from './answer-discovery.ts';
import { answerExec, EXEC_PROTOCOLS, type ExecProgram } from './answer-exec.ts';
import { answerObjects } from './answer-objects.ts';
import { answerPortForward, FORWARD_PROTOCOLS } from './answer-port-forward.ts';
import { answerProxy } from './answer-proxy.ts';
import { acceptSpdy, TUNNEL_PROTOCOL, talkTunnel } from './answer-tunnel.ts';
import { sendStatus, status } from './status.ts';

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: Record<string, unknown> & { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
  status?: unknown;
}

/** Where a program of a pod really listens. */
export interface PodProgram {
  readonly localPort: number;
  /** It listens on the pod's 127.0.0.1 only. */
  readonly isLoopback?: boolean;
}

export interface Right {
  readonly user: string;
  readonly verb: string;
  /** `pods/portforward` */
  readonly resource: string;
  readonly namespace: string;
}

export interface StubClusterOptions {
  /** Bearer tokens and whose they are; default: `secret` of `admin`. */
  readonly tokens?: Readonly<Record<string, string>>;
  readonly isAllowed?: (right: Right) => boolean;
  /** PEM texts: it speaks https, and its kubeconfigs name the authority. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: string;
  readonly headers: IncomingMessage['headers'];
}

/**
 * An API server with pods whose ports are real programs of this machine. It answers as kube-apiserver and kubelet
 * 1.36 were seen to: status objects, subprotocols, the bytes of channels, close codes, the second until a close.
 */
export class StubCluster {
  readonly objects: KubeObject[] = [];
  /** By `namespace/name`, then by port. */
  readonly programs = new Map<string, Map<number, PodProgram>>();
  readonly exec = new Map<string, ExecProgram>();
  readonly requests: RecordedRequest[] = [];
  /** Open forwards, to be broken by tests: by pod. */
  readonly forwards = new Map<string, Set<BreakableForward>>();
  /** By pod: what its port-forwards do instead of what they should. */
  readonly faults = new Map<string, ForwardFault>();
  /** By pod: what its proxy says instead of reaching it. */
  readonly proxyProblems = new Map<string, string>();
  readonly usage = new Map<string, readonly { name: string; cpu: string }[]>();
  readonly options: StubClusterOptions;
  url = '';
  #sockets = new Set<Socket>();
  #server: ReturnType<typeof createServer>;
  #webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered, { url = '' }) => {
      const taken = /\/exec(\?|$)/.test(url) ? EXEC_PROTOCOLS : FORWARD_PROTOCOLS;
      return [...offered].find((name) => taken.includes(name)) ?? false;
    },
  });

  #tunnels = new WeakSet<IncomingMessage>();

  constructor(options: StubClusterOptions = {}) {
    this.options = options;
    this.#webSockets.on('headers', (headers, request) => {
      if (this.#tunnels.has(request)) headers.push(`${PROTOCOL_HEADER}: ${TUNNEL_PROTOCOL}`);
    });
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      void this.#answer(request, response);
    this.#server = options.tls ? createTlsServer(options.tls, answer) : createServer(answer);
  }

  async start(port = 0): Promise<this> {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    this.url = `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** Connections of clients. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  /** As SIGKILL ends it: every connection breaks at once. */
  async kill(): Promise<void> {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    // Twice is as good as once.
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  add(object: KubeObject): void {
    this.objects.push(object);
  }

  /** The pod goes away while it is used. */
  deletePod(namespace: string, name: string): void {
    const at = this.objects.findIndex(
      ({ kind, metadata }) => kind === 'Pod' && metadata.name === name && metadata.namespace === namespace,
    );
    if (at !== -1) this.objects.splice(at, 1);
    for (const forward of this.forwards.get(`${namespace}/${name}`) ?? []) forward.closeNormally();
  }

  find(kind: string, namespace: string, name: string): KubeObject | undefined {
    return this.objects.find(
      ({ kind: is, metadata }) => is === kind && metadata.name === name && metadata.namespace === namespace,
    );
  }

  /** A kubeconfig of that user; JSON is YAML. */
  kubeconfig(
    options: { readonly token?: string; readonly namespace?: string; readonly user?: object } = {},
  ): string {
    const { token = 'secret', namespace = 'shop', user = {} } = options;
    const { ca } = this.options.tls ?? {};
    const trust =
      ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'stub',
      clusters: [{ name: 'stub', cluster: { server: this.url, ...trust } }],
      users: [{ name: 'stub', user: { token, ...user } }],
      contexts: [{ name: 'stub', context: { cluster: 'stub', user: 'stub', namespace } }],
    });
  }

  isAllowed(request: RecordedRequest, verb: string, resource: string, namespace: string): boolean {
    return this.options.isAllowed?.({ user: request.user, verb, resource, namespace }) ?? true;
  }

  /** The request, kept; undefined: nobody is known by its token. */
  record(request: IncomingMessage): RecordedRequest | undefined {
    const url = new URL(request.url ?? '/', this.url);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const owner = (this.options.tokens ?? { secret: 'admin' })[token ?? ''];
    const user = (request.headers['impersonate-user'] as string | undefined) ?? owner ?? '';
    const { method = 'GET' } = request;
    const headers = { ...request.headers };
    const recorded = { method, path: url.pathname, query: url.searchParams, user, headers };
    this.requests.push(recorded);
    return owner === undefined ? undefined : recorded;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const recorded = this.record(request);
    if (!recorded) return sendStatus(response, status(401, 'Unauthorized', 'Unauthorized'));
    if (answerDiscovery(this, recorded.path, request, response)) return;
    if (await answerProxy(this, recorded, request, response)) return;
    await answerObjects(this, recorded, request, response);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const recorded = this.record(request);
    if (!recorded) {
      refuse(socket, status(401, 'Unauthorized', 'Unauthorized'));
      return;
    }
    const [, namespace = '', name = '', subresource = ''] =
      /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/(portforward|exec)$/.exec(recorded.path) ?? [];
    const answer = subresource === 'exec' ? answerExec : answerPortForward;
    const fault = subresource === 'portforward' ? this.faults.get(`${namespace}/${name}`) : undefined;
    if (fault?.handshake === 'silence') {
      socket.resume().on('end', () => socket.end());
      return;
    }
    const refusal = fault?.handshake ?? answer.refusal(this, recorded, namespace, name);
    if (refusal) {
      refuse(socket, refusal);
      return;
    }
    if (subresource === 'portforward' && request.headers.upgrade === 'SPDY/3.1') {
      talkTunnel(this, namespace, name, acceptSpdy(socket));
      return;
    }
    if (subresource === 'portforward' && request.headers[PROTOCOL_HEADER] === TUNNEL_PROTOCOL) {
      // The library takes no protocol with a slash in its name: it is left out and said by ourselves.
      delete request.headers[PROTOCOL_HEADER];
      this.#tunnels.add(request);
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        talkTunnel(this, namespace, name, createWebSocketStream(webSocket)),
      );
      return;
    }
    if (fault?.noProtocol) delete request.headers[PROTOCOL_HEADER];
    const accept = () =>
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        if (fault?.talk) fault.talk(webSocket, Number(recorded.query.get('ports')));
        else void answer.talk(this, recorded, namespace, name, webSocket);
      });
    if (fault?.handshakeMs) setTimeout(accept, fault.handshakeMs);
    else accept();
  }
}

const PROTOCOL_HEADER = 'sec-websocket-protocol';

export interface ForwardFault {
  /** Instead of accepting it: an answer, or none ever. */
  readonly handshake?: { readonly code: number; readonly body: string } | 'silence';
  /** It takes so long until it is accepted. */
  readonly handshakeMs?: number;
  /** No protocol is agreed upon. */
  readonly noProtocol?: boolean;
  readonly talk?: (socket: WebSocket, port: number) => void;
}

export interface BreakableForward {
  /** As when the pod is deleted: 1000 and no bytes. */
  closeNormally(): void;
  /** As when the kubelet is killed: 1006. */
  terminate(): void;
  /** Nothing comes any more, and nothing ends. */
  hang(): void;
}

/** A handshake refused: by the API server with JSON, by the node with text, or without a word. */
function refuse(socket: Duplex, { code, body }: { readonly code: number; readonly body: string }): void {
  const type = body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8';
  const described = `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  socket.end(`HTTP/1.1 ${code} Refused\r\n${body === '' ? '' : described}Connection: close\r\n\r\n${body}`);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { answerExec, type ExecProgram } from './answer-exec.ts';
import { answerObjects } from './answer-objects.ts';
import { answerPortForward } from './answer-port-forward.ts';
import { answerProxy } from './answer-proxy.ts';
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
  readonly usage = new Map<string, readonly { name: string; cpu: string }[]>();
  readonly options: StubClusterOptions;
  url = '';
  #sockets = new Set<Socket>();
  #server = createServer((request, response) => void this.#answer(request, response));
  #webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => [...offered].find((name) => CHANNELS.includes(name)) ?? false,
  });

  constructor(options: StubClusterOptions = {}) {
    this.options = options;
  }

  async start(port = 0): Promise<this> {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
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
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'stub',
      clusters: [{ name: 'stub', cluster: { server: this.url } }],
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
    const { method = 'GET', headers } = request;
    const recorded = { method, path: url.pathname, query: url.searchParams, user, headers };
    this.requests.push(recorded);
    return owner === undefined ? undefined : recorded;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const recorded = this.record(request);
    if (!recorded) return sendStatus(response, status(401, 'Unauthorized', 'Unauthorized'));
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
    const refusal = answer.refusal(this, recorded, namespace, name);
    if (refusal) {
      refuse(socket, refusal);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      answer.talk(this, recorded, namespace, name, webSocket),
    );
  }
}

const CHANNELS = ['v4.channel.k8s.io', 'v5.channel.k8s.io', 'channel.k8s.io'];

export interface BreakableForward {
  /** As when the pod is deleted: 1000 and no bytes. */
  closeNormally(): void;
  /** As when the kubelet is killed: 1006. */
  terminate(): void;
  /** Nothing comes any more, and nothing ends. */
  hang(): void;
}

/** A handshake refused with a body, as the API server does. */
function refuse(socket: Duplex, answer: { readonly code: number; readonly body: string }): void {
  const type = answer.body === '' ? 'text/plain' : 'application/json';
  socket.end(
    `HTTP/1.1 ${answer.code} Refused\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(answer.body)}\r\nconnection: close\r\n\r\n${answer.body}`,
  );
}

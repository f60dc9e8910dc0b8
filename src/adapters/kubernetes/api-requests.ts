import * as http from 'node:http';
import * as https from 'node:https';
import { ProfError } from '../../kit/errors.ts';
import { type AskedFor, apiError, connectionError } from './api-error.ts';
import type { ClusterConnection } from './connect-cluster.ts';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST';
  /** From the root: `/api/v1/pods`; names in it are encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly asked: AskedFor;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

export interface ApiClientOptions {
  readonly requestTimeoutMs: number;
}

/** A page of 500 pods is some megabytes; a server that sends more is not an API server. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** JSON requests to the API server, within a time. */
export class ApiClient {
  readonly #connection: ClusterConnection;
  readonly #timeoutMs: number;

  constructor(connection: ClusterConnection, { requestTimeoutMs }: ApiClientOptions) {
    this.#connection = connection;
    this.#timeoutMs = requestTimeoutMs;
  }

  /** The parsed answer; undefined for 404, whose body `onMissing` gets. @throws ProfError */
  async find(request: ApiRequest, onMissing?: (body: Uint8Array) => void): Promise<unknown> {
    const answer = await this.send(request);
    if (answer.status === 404) {
      onMissing?.(answer.body);
      return undefined;
    }
    return this.#parsed(answer, request);
  }

  /** @throws ProfError */
  async get(request: ApiRequest): Promise<unknown> {
    return this.#parsed(await this.send(request), request);
  }

  #parsed({ status, body }: ApiAnswer, { asked }: ApiRequest): unknown {
    if (status < 200 || status >= 300) throw apiError(status, body, asked);
    try {
      return JSON.parse(new TextDecoder().decode(body));
    } catch {
      throw new ProfError('BAD_DATA', `cannot ${asked.action}: the API server answered no JSON`, {
        hints: [`is ${this.#connection.server.href} an API server, or a page in front of it?`],
      });
    }
  }

  /** Any answer is a value. @throws ProfError where there is none, or the signal's reason. */
  async send(request: ApiRequest): Promise<ApiAnswer> {
    request.signal?.throwIfAborted();
    const { server } = this.#connection;
    const url = new URL(server.href.replace(/\/$/, '') + request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined && value !== '') url.searchParams.set(name, value);
    }
    const { headers, ...options } = await this.#connection.requestOptions();
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const all = {
      ...options,
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        'user-agent': 'prof',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(headers as http.OutgoingHttpHeaders),
      },
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    };
    try {
      return await exchange(url, all, body, this.#timeoutMs);
    } catch (error) {
      request.signal?.throwIfAborted();
      throw connectionError(error, server.origin, request.asked.action);
    }
  }
}

function exchange(
  url: URL,
  options: https.RequestOptions,
  body: string | undefined,
  timeoutMs: number,
): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'http:' ? http : https).request(url, options);
    const deadline = setTimeout(() => {
      outgoing.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    const fail = (error: unknown) => {
      clearTimeout(deadline);
      reject(error);
    };
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let receivedBytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        receivedBytes += chunk.length;
        if (receivedBytes > MAX_BODY_BYTES) outgoing.destroy(new Error('the answer is longer than 256 MiB'));
        else chunks.push(chunk);
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        clearTimeout(deadline);
        if (!incoming.complete) return reject(new Error('the answer was cut short'));
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks) });
      });
    });
    outgoing.end(body);
  });
}

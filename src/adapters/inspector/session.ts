import { ProfError } from '../../kit/errors.ts';
import type { InspectorListener, InspectorSession } from '../../ports/inspector.ts';

const CLOSE_WAIT_MS = 1000;

export interface SessionOptions {
  readonly url: string;
  /** How the user calls it. */
  readonly shown: string;
  readonly title: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens a WebSocket to an inspector and speaks its JSON messages over it. A message above 128 MiB (hours of CPU
 * samples) ends the session: the runtime bounds them. Heap snapshots come in small pieces.
 */
export function openSession(options: SessionOptions): Promise<InspectorSession> {
  options.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(options.url);
    const settle = () => {
      clearTimeout(deadline);
      options.signal?.removeEventListener('abort', onAbort);
    };
    const giveUp = (reason: unknown) => {
      settle();
      reject(reason);
      socket.close();
    };
    const onAbort = () => giveUp(options.signal?.reason);
    const deadline = setTimeout(
      () => giveUp(new ProfError('TIMEOUT', `${options.shown}: the inspector does not answer`)),
      options.timeoutMs,
    );
    options.signal?.addEventListener('abort', onAbort, { once: true });
    socket.addEventListener('open', () => {
      settle();
      resolve(new WebSocketSession(socket, options));
    });
    // Node closes at once what it cannot serve; the error event carries no reason worth showing.
    socket.addEventListener('error', () =>
      giveUp(new ProfError('UNREACHABLE', `${options.shown}: the inspector refused the session`)),
    );
  });
}

interface Waiting {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: ProfError) => void;
  readonly method: string;
}

class WebSocketSession implements InspectorSession {
  readonly title: string;
  readonly ended: Promise<void>;
  readonly #socket: WebSocket;
  readonly #shown: string;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<InspectorListener>>();
  #lastId = 0;

  constructor(socket: WebSocket, options: SessionOptions) {
    this.title = options.title;
    this.#socket = socket;
    this.#shown = options.shown;
    this.ended = new Promise((resolve) => {
      socket.addEventListener('close', () => {
        this.#failAll(`${this.#shown}: the session ended`);
        resolve();
      });
    });
    socket.addEventListener('message', (event) => this.#receive(event.data));
  }

  send(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new ProfError('UNREACHABLE', `${this.#shown}: the session ended`));
    }
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, method });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  on(method: string, listener: InspectorListener): () => void {
    const listeners = this.#listeners.get(method) ?? new Set();
    this.#listeners.set(method, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#socket.close();
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_WAIT_MS);
    });
    await Promise.race([this.ended, waited]);
    clearTimeout(timer);
  }

  #receive(data: unknown): void {
    const message = parseMessage(data);
    if (!message) {
      this.#failAll(`${this.#shown}: what answers there is no inspector`, 'BAD_DATA');
      this.#socket.close();
    } else if (typeof message.id === 'number') {
      this.#answer(message.id, message);
    } else if (typeof message.method === 'string') {
      for (const listener of this.#listeners.get(message.method) ?? []) listener(asRecord(message.params));
    }
  }

  #answer(id: number, message: Record<string, unknown>): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!waiting) return;
    if (message.error === undefined) {
      waiting.resolve(asRecord(message.result));
      return;
    }
    const text = String(asRecord(message.error).message ?? 'error');
    waiting.reject(
      new ProfError('BAD_DATA', `${this.#shown}: ${waiting.method} failed: ${text}`, {
        details: { method: waiting.method },
      }),
    );
  }

  #failAll(message: string, code: 'UNREACHABLE' | 'BAD_DATA' = 'UNREACHABLE'): void {
    for (const { reject } of this.#waiting.values()) reject(new ProfError(code, message));
    this.#waiting.clear();
  }
}

function parseMessage(data: unknown): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(String(data));
    return typeof message === 'object' && message !== null ? asRecord(message) : undefined;
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

import { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { ProfError } from '../../kit/errors.ts';

/** Frames start with the number of their channel: the bytes of the connection, and what the node says of it. */
const DATA = 0;
const PROBLEM = 1;
/** Each channel begins with the port as two bytes. */
const PORT_BYTES = 2;
const MAX_PROBLEM_BYTES = 64 * 1024;
const PING_MS = 10_000;
const NORMAL = 1000;

/**
 * One TCP connection to a pod, inside one WebSocket (`v4.channel.k8s.io`). Its end is the pod's own end of the
 * connection; any other end of the WebSocket destroys it with a ProfError. Reading slower than the pod sends holds
 * the pod back.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go
 */
export class ForwardedConnection extends Duplex {
  readonly #socket: WebSocket;
  readonly #shown: string;
  readonly #port: number;
  readonly #unread = new Map<number, number>([
    [DATA, PORT_BYTES],
    [PROBLEM, PORT_BYTES],
  ]);
  readonly #ping: NodeJS.Timeout;
  #problem = '';
  #isAnswered = true;

  /**
   * @param socket an open WebSocket to the port-forward of one port
   * @param pingMs how often a sign of life is asked for; without one, it is broken
   */
  constructor(socket: WebSocket, pod: string, port: number, pingMs = PING_MS) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#shown = `port ${port} of pod ${pod}`;
    this.#port = port;
    // Nothing is taken in before somebody reads: a refusal must find who listens for it.
    socket.pause();
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: Buffer, isBinary) => this.#receive(isBinary ? data : Buffer.from(data)));
    socket.on('close', (code) => this.#closed(code));
    socket.on('error', () => {});
    socket.on('pong', () => {
      this.#isAnswered = true;
    });
    this.#ping = setInterval(() => this.#askIfAlive(pingMs), pingMs);
    this.#ping.unref();
  }

  // What HTTP agents call on the sockets that they keep; a WebSocket has its own ways.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    if (this.#socket.isPaused) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const frame = Buffer.allocUnsafe(chunk.length + 1);
    frame[0] = DATA;
    chunk.copy(frame, 1);
    this.#socket.send(frame, (error) => done(error == null ? null : this.#broken('it was closed')));
  }

  override _final(done: () => void): void {
    // The protocol cannot end one direction alone.
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#ping);
    if (this.#socket.readyState !== WebSocket.CLOSED) this.#socket.terminate();
    done(error);
  }

  #receive(frame: Buffer): void {
    const channel = frame[0] ?? -1;
    let bytes = frame.subarray(1);
    const skip = Math.min(this.#unread.get(channel) ?? 0, bytes.length);
    if (skip > 0) {
      this.#unread.set(channel, this.#unread.get(channel)! - skip);
      bytes = bytes.subarray(skip);
    }
    if (bytes.length === 0) return;
    if (channel === DATA && !this.push(bytes)) this.#socket.pause();
    if (channel !== PROBLEM) return;
    this.#problem += bytes.toString('utf8').slice(0, MAX_PROBLEM_BYTES - this.#problem.length);
    this.destroy(this.#refused());
  }

  #closed(code: number): void {
    if (this.destroyed) return;
    // The server closes a second after the pod has ended its connection, and in the same way when the pod is deleted.
    if (code === NORMAL) this.push(null);
    else this.destroy(this.#broken(`the way to it broke (${code})`));
  }

  #askIfAlive(pingMs: number): void {
    if (!this.#isAnswered) {
      this.destroy(this.#broken(`no sign of life for ${pingMs / 1000} s`));
      return;
    }
    // Paused, we would not read the answer.
    if (this.#socket.readyState !== WebSocket.OPEN || this.#socket.isPaused) return;
    this.#isAnswered = false;
    this.#socket.ping();
  }

  #refused(): ProfError {
    const details = { port: this.#port, said: this.#problem };
    if (/connection refused/i.test(this.#problem)) {
      return new ProfError('UNREACHABLE', `nothing listens on ${this.#shown}`, {
        hints: ['--port names another port; prof resolve POD --explain shows how it was chosen'],
        details,
      });
    }
    const said = this.#problem.trim().split('\n', 1)[0] ?? '';
    return new ProfError('UNREACHABLE', `${this.#shown}: ${said.slice(-300)}`, { details });
  }

  #broken(why: string): ProfError {
    return new ProfError('UNREACHABLE', `${this.#shown}: ${why}`, {
      hints: ['nothing of an unfinished profile was kept; the pod or the API server may have been restarted'],
    });
  }
}

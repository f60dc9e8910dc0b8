import type { Duplex } from 'node:stream';
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { spdyDictionary } from './spdy-words.ts';

const SYN_STREAM = 1;
const SYN_REPLY = 2;
const RST_STREAM = 3;
const PING = 6;
const HEAD_BYTES = 8;
const FIN = 1;

export interface SpdyEvents {
  /** A stream that the client has opened; names of headers are in lower case. */
  opened(stream: number, headers: Readonly<Record<string, string>>): void;
  data(stream: number, bytes: Buffer): void;
  /** The client writes no more to it, or gave it up. */
  ended(stream: number): void;
}

/**
 * The server's side of SPDY/3.1, as far as kubectl's port-forward uses it: no priorities and no
 * windows. https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/
 */
export class SpdySession {
  readonly #socket: Duplex;
  readonly #events: SpdyEvents;
  readonly #inflate = createInflate({ dictionary: spdyDictionary() });
  readonly #deflate = createDeflate({ dictionary: spdyDictionary() });
  #received = Buffer.alloc(0);
  #work: Promise<void> = Promise.resolve();

  constructor(socket: Duplex, events: SpdyEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on('data', (bytes: Buffer) => {
      // Header blocks are one compressed stream, so frames are read strictly one after another.
      this.#work = this.#work
        .then(() => this.#receive(bytes))
        .catch(() => {
          socket.destroy();
        });
    });
  }

  send(stream: number, bytes: Uint8Array): void {
    this.#frame(stream, 0, bytes);
  }

  /** Nothing more will be sent on it. */
  end(stream: number): void {
    this.#frame(stream, FIN, Buffer.alloc(0));
  }

  async #receive(bytes: Buffer): Promise<void> {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= HEAD_BYTES) {
      const length = this.#received.readUIntBE(5, 3);
      if (this.#received.length < HEAD_BYTES + length) return;
      const frame = this.#received.subarray(0, HEAD_BYTES + length);
      this.#received = this.#received.subarray(HEAD_BYTES + length);
      await this.#handle(frame, frame.subarray(HEAD_BYTES));
    }
  }

  async #handle(frame: Buffer, body: Buffer): Promise<void> {
    const hasEnded = (frame[4]! & FIN) !== 0;
    if (frame[0]! < 0x80) {
      const stream = frame.readUInt32BE(0);
      if (body.length > 0) this.#events.data(stream, body);
      if (hasEnded) this.#events.ended(stream);
      return;
    }
    const type = frame.readUInt16BE(2);
    if (type === PING) this.#socket.write(frame);
    if (type === RST_STREAM) this.#events.ended(body.readUInt32BE(0));
    if (type !== SYN_STREAM) return;
    const stream = body.readUInt32BE(0);
    const headers = headersOf(await this.#passed(this.#inflate, body.subarray(10)));
    const none = await this.#passed(this.#deflate, Buffer.alloc(4));
    this.#control(SYN_REPLY, Buffer.concat([body.subarray(0, 4), none]));
    this.#events.opened(stream, headers);
  }

  /** What a compressing stream makes of the bytes so far. */
  async #passed(stream: Inflate | Deflate, bytes: Buffer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const keep = (chunk: Buffer) => chunks.push(chunk);
    stream.on('data', keep);
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject);
      stream.write(bytes);
      stream.flush(constants.Z_SYNC_FLUSH, () => {
        stream.removeListener('error', reject);
        resolve();
      });
    });
    stream.removeListener('data', keep);
    return Buffer.concat(chunks);
  }

  #control(type: number, body: Buffer): void {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt16BE(0x8003, 0);
    head.writeUInt16BE(type, 2);
    head.writeUIntBE(body.length, 5, 3);
    this.#socket.write(Buffer.concat([head, body]));
  }

  #frame(stream: number, flags: number, body: Uint8Array): void {
    if (this.#socket.destroyed) return;
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(stream, 0);
    head[4] = flags;
    head.writeUIntBE(body.length, 5, 3);
    this.#socket.write(Buffer.concat([head, body]));
  }
}

function headersOf(block: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  let at = 4;
  const text = () => {
    const length = block.readUInt32BE(at);
    at += 4 + length;
    return block.toString('latin1', at - length, at);
  };
  for (let left = block.readUInt32BE(0); left > 0; left--) {
    const name = text();
    headers[name] = text();
  }
  return headers;
}

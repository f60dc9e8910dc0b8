import type { RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

/** What came of a WebSocket handshake, and of the connection where there was one. */
export interface Handshake {
  readonly status: number;
  /** Of a refusal. */
  readonly body: string;
  readonly protocol: string;
  readonly frames: readonly Buffer[];
  readonly closeCode: number | undefined;
}

/** Opens a WebSocket and listens until the other side closes it. */
export function shakeHands(
  url: string,
  protocols: readonly string[],
  options: RequestOptions,
): Promise<Handshake> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [...protocols], options as object);
  const frames: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket.on('message', (data: Buffer) => frames.push(data));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      const status = response.statusCode ?? 0;
      text(response).then(
        (body) => resolve({ status, body, protocol: '', frames, closeCode: undefined }),
        reject,
      );
    });
    socket.on('close', (closeCode) => {
      resolve({ status: 101, body: '', protocol: socket.protocol, frames, closeCode });
    });
  });
}

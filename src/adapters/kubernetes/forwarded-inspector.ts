import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Inspector, InspectorSession } from '../../ports/inspector.ts';
import { createInspector } from '../inspector/inspector.ts';

/** An inspector behind a forwarded port, for as long as the port is open here. */
export interface ForwardedInspector {
  readonly inspector: Inspector;
  close(): void;
}

/**
 * The runtime's WebSocket can only dial addresses, so for an inspector the forwarded port is opened on this machine's
 * 127.0.0.1, as kubectl does, for as long as the capture takes.
 * @param connect a connection to the port in the pod
 */
export async function forwardedInspector(connect: () => Promise<Duplex>): Promise<ForwardedInspector> {
  let problem: unknown;
  const sockets = new Set<Socket>();
  const broken = (socket: Socket) => (error: unknown) => {
    problem ??= error;
    socket.destroy();
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    connect().then((stream) => {
      stream.on('error', broken(socket));
      socket.on('close', () => stream.destroy());
      socket.pipe(stream).pipe(socket);
    }, broken(socket));
  });
  const port = await listen(server);
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const inner = createInspector();
  const inspector: Inspector = {
    connect: async (options) => {
      try {
        return endsAtOnce(await inner.connect({ ...options, host: '127.0.0.1', port }), drop);
      } catch (error) {
        // Where the way broke, that is the reason, not the connection that it broke.
        throw options.signal?.aborted ? error : (problem ?? error);
      }
    },
  };
  return {
    inspector,
    close: () => {
      server.close();
      drop();
    },
  };
}

/** A WebSocket closes with its connection, of whose end in the pod we hear a second later: we end it ourselves. */
function endsAtOnce(session: InspectorSession, drop: () => void): InspectorSession {
  return {
    title: session.title,
    ended: session.ended,
    send: (method, params) => session.send(method, params),
    on: (method, listener) => session.on(method, listener),
    close: () => {
      const closed = session.close();
      drop();
      return closed;
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

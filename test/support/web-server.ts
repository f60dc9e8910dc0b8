import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

/** A server of a test on a free port of 127.0.0.1. */
export interface TestServer {
  readonly port: number;
  /** Without trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startWebServer(listener: RequestListener, tls?: ServerOptions): Promise<TestServer> {
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  const started = await listen(server, tls ? 'https' : 'http');
  return {
    ...started,
    close: () => {
      server.closeAllConnections();
      return started.close();
    },
  };
}

/** Speaks whatever the test writes to the socket. */
export async function startTcpServer(onConnection: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  const started = await listen(server, 'http');
  return {
    ...started,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return started.close();
    },
  };
}

async function listen(
  server: ReturnType<typeof createTcpServer> | Server,
  scheme: string,
): Promise<TestServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

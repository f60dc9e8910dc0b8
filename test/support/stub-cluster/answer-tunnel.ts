import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { refusedText } from './answer-port-forward.ts';
import { SpdySession } from './spdy-session.ts';
import type { StubCluster } from './stub-cluster.ts';

/** Of kubectl's port-forward inside a WebSocket. */
export const TUNNEL_PROTOCOL = 'SPDY/3.1+portforward.k8s.io';

interface Pair {
  error?: number;
  socket?: Socket;
}

/** kubectl's port-forward: many connections to any ports of a pod, as streams of one connection. */
export function talkTunnel(cluster: StubCluster, namespace: string, name: string, socket: Duplex): void {
  /** Each connection has a stream for its bytes and one for what goes wrong. */
  const pairs = new Map<string, Pair>();
  const sockets = new Map<number, Socket>();
  const session = new SpdySession(socket, {
    opened: (stream, { streamtype = '', port = '', requestid = '' }) => {
      const pair = pairs.get(requestid) ?? {};
      pairs.set(requestid, pair);
      if (streamtype === 'error') pair.error = stream;
      else open(stream, Number(port), pair.error!);
    },
    data: (stream, bytes) => sockets.get(stream)?.write(bytes),
    ended: (stream) => sockets.get(stream)?.end(),
  });
  const open = (stream: number, port: number, errors: number) => {
    const refuse = () => {
      session.send(errors, Buffer.from(refusedText(port, name)));
      session.end(errors);
      session.end(stream);
    };
    const program = cluster.programs.get(`${namespace}/${name}`)?.get(port);
    if (!program) return refuse();
    const toProgram = connect(program.localPort, '127.0.0.1');
    sockets.set(stream, toProgram);
    toProgram.on('data', (bytes) => session.send(stream, bytes));
    toProgram.on('error', refuse);
    toProgram.on('end', () => {
      session.end(errors);
      session.end(stream);
    });
  };
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const each of sockets.values()) each.destroy();
  });
}

/** Without a WebSocket, as kubectl does where that was refused: it takes no right but `create`. */
export function acceptSpdy(socket: Duplex): Duplex {
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nConnection: Upgrade\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n',
  );
  return socket;
}

import { connect } from 'node:net';
import type { WebSocket } from 'ws';
import { TUNNEL_PROTOCOL } from './answer-tunnel.ts';
import { forbidden, notFound, type StatusAnswer, status } from './status.ts';
import type { BreakableForward, RecordedRequest, StubCluster } from './stub-cluster.ts';

/** What the kubelet adds to each end: the server closes the WebSocket about a second after the pod's end. */
const CLOSE_DELAY_MS = 1000;
export const FORWARD_PROTOCOLS = ['v4.channel.k8s.io', 'v4.base64.channel.k8s.io', TUNNEL_PROTOCOL];

export const answerPortForward = {
  refusal(
    cluster: StubCluster,
    request: RecordedRequest,
    namespace: string,
    name: string,
  ): StatusAnswer | undefined {
    const isSpdy = request.method === 'POST';
    const may = (verb: string) => cluster.isAllowed(request, verb, 'pods/portforward', namespace);
    if (!isSpdy && !may('get')) return forbidden(request.user, 'get', 'pods/portforward', namespace, name);
    if (!may('create')) {
      // Asked for in a second place, which does not say what is missing.
      return isSpdy
        ? forbidden(request.user, 'create', 'pods/portforward', namespace, name)
        : status(403, 'Forbidden', `pods "${name}" is forbidden: `);
    }
    const pod = cluster.find('Pod', namespace, name);
    if (!pod) return notFound('pods', name);
    const offered = (request.headers['sec-websocket-protocol'] ?? '')
      .split(/, */)
      .filter((each) => each !== '');
    // It looks like a missing right, and is none.
    if (offered.length > 0 && !offered.some((each) => FORWARD_PROTOCOLS.includes(each)))
      return { code: 403, body: '' };
    const { phase } = pod.status as { phase?: string };
    if (phase === 'Pending') {
      return status(400, 'BadRequest', `pod ${name} does not have a host assigned`);
    }
    // From here on it is the node that answers, with plain text.
    if (!request.query.has('ports') && !isSpdy && !offered.includes(TUNNEL_PROTOCOL)) {
      return { code: 400, body: 'query parameter "port" is required' };
    }
    if (phase !== 'Running') return { code: 500, body: `pod not found ("${name}_${namespace}")` };
    return undefined;
  },

  talk(
    cluster: StubCluster,
    request: RecordedRequest,
    namespace: string,
    name: string,
    socket: WebSocket,
  ): void {
    const port = Number(request.query.get('ports'));
    const key = `${namespace}/${name}`;
    const isBase64 = socket.protocol === 'v4.base64.channel.k8s.io';
    const send = (channel: number, bytes: Buffer) => {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(
        isBase64 ? `${channel}${bytes.toString('base64')}` : Buffer.concat([Buffer.from([channel]), bytes]),
      );
    };
    const portBytes = Buffer.from([port & 0xff, port >> 8]);
    send(0, portBytes);
    send(1, portBytes);
    const program = cluster.programs.get(key)?.get(port);
    if (!program) {
      send(1, Buffer.from(refusedText(port, name)));
      socket.close(1000);
      return;
    }
    let isHanging = false;
    const toProgram = connect(program.localPort, '127.0.0.1');
    const forward: BreakableForward = {
      closeNormally: () => socket.close(1000),
      terminate: () => socket.terminate(),
      hang: () => {
        isHanging = true;
      },
    };
    const open = cluster.forwards.get(key) ?? new Set();
    cluster.forwards.set(key, open.add(forward));
    toProgram.on('data', (bytes) => {
      if (isHanging) return;
      send(0, bytes);
      if (socket.bufferedAmount > 1 << 20) {
        toProgram.pause();
        setTimeout(() => toProgram.resume(), 5);
      }
    });
    toProgram.on('error', () => {
      send(1, Buffer.from(refusedText(port, name)));
      socket.close(1000);
    });
    toProgram.on('end', () => {
      if (!isHanging) setTimeout(() => socket.close(1000), CLOSE_DELAY_MS);
    });
    socket.on('message', (data: Buffer) => {
      if (!isHanging && data[0] === 0) toProgram.write(data.subarray(1));
    });
    socket.on('close', () => {
      open.delete(forward);
      toProgram.destroy();
    });
  },
};

/** What a node says of a port where nothing listens. */
export const refusedText = (port: number, name: string): string =>
  `error forwarding port ${port} to pod 0f2b, uid : failed to execute portforward in network namespace "/var/run/netns/cni-1": failed to connect to localhost:${port} inside namespace "0f2b", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found (${name})`;

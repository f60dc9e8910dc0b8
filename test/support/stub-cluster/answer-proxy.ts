import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { forbidden, notFound, sendStatus, status } from './status.ts';
import type { RecordedRequest, StubCluster } from './stub-cluster.ts';

const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/(?:(https?):)?([^/:]+)(?::([^/]*))?\/proxy(\/.*)?$/;

/** Passes requests on to a pod's program. False: it was no such request. */
export async function answerProxy(
  cluster: StubCluster,
  recorded: RecordedRequest,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [, namespace = '', , name = '', portText, path = '/'] = PATH.exec(recorded.path) ?? [];
  if (name === '') return false;
  if (!cluster.isAllowed(recorded, 'get', 'pods/proxy', namespace)) {
    sendStatus(response, forbidden(recorded.user, 'get', 'pods/proxy', namespace, name));
    return true;
  }
  const pod = cluster.find('Pod', namespace, name);
  if (!pod) {
    sendStatus(response, notFound('pods', name));
    return true;
  }
  if (portText !== undefined && !/^\d+$/.test(portText)) {
    // The real one panics: an empty reply.
    incoming.socket.destroy();
    return true;
  }
  if ((pod.status as { phase?: string }).phase === 'Pending') {
    sendStatus(response, status(400, 'BadRequest', 'address not allowed'));
    return true;
  }
  const problem = cluster.proxyProblems.get(`${namespace}/${name}`);
  if (problem !== undefined) {
    sendStatus(response, status(503, 'ServiceUnavailable', problem));
    return true;
  }
  const port = portText === undefined ? firstPort(pod.spec) : Number(portText);
  const program = cluster.programs.get(`${namespace}/${name}`)?.get(port);
  if (!program || program.isLoopback) {
    const message = `error trying to reach service: dial tcp 10.0.0.7:${port}: connect: connection refused`;
    sendStatus(response, status(503, 'ServiceUnavailable', message));
    return true;
  }
  const { authorization: _, host: __, ...headers } = incoming.headers;
  const query = new URL(incoming.url ?? '/', cluster.url).search;
  const outgoing = httpRequest(
    { host: '127.0.0.1', port: program.localPort, path: path + query, method: incoming.method, headers },
    (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A body that is cut short arrives as no response at all.
      answer.on('error', () => incoming.socket.destroy());
      answer.on('end', () => {
        if (!answer.complete) {
          incoming.socket.destroy();
          return;
        }
        const location = answer.headers.location;
        const prefix = recorded.path.slice(0, recorded.path.length - path.length);
        const moved = location?.startsWith('/') ? { location: `${prefix}${location}` } : {};
        response
          .writeHead(answer.statusCode ?? 500, { ...answer.headers, ...moved })
          .end(Buffer.concat(chunks));
      });
    },
  );
  outgoing.on('error', () => {
    const message = 'error trying to reach service: EOF';
    if (!response.headersSent) sendStatus(response, status(503, 'ServiceUnavailable', message));
  });
  outgoing.end();
  return true;
}

function firstPort(spec: unknown): number {
  const { containers = [] } = spec as { containers?: { ports?: { containerPort: number }[] }[] };
  return containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort ?? 80;
}

import type { WebSocket } from 'ws';
import { forbidden, notFound, type StatusAnswer } from './status.ts';
import type { RecordedRequest, StubCluster } from './stub-cluster.ts';

/** What a pod answers to a command; undefined: it has no such program. */
export type ExecProgram = (
  command: readonly string[],
  container: string | undefined,
) => { readonly exitCode: number; readonly stdout?: string; readonly stderr?: string } | undefined;

export const EXEC_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'];

export const answerExec = {
  refusal(
    cluster: StubCluster,
    request: RecordedRequest,
    namespace: string,
    name: string,
  ): StatusAnswer | undefined {
    for (const verb of ['get', 'create']) {
      if (!cluster.isAllowed(request, verb, 'pods/exec', namespace)) {
        return forbidden(request.user, verb, 'pods/exec', namespace, name);
      }
    }
    return cluster.find('Pod', namespace, name) ? undefined : notFound('pods', name);
  },

  talk(
    cluster: StubCluster,
    request: RecordedRequest,
    namespace: string,
    name: string,
    socket: WebSocket,
  ): void {
    const command = request.query.getAll('command');
    const send = (channel: number, text: string) =>
      socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]));
    const result = cluster.exec.get(`${namespace}/${name}`)?.(
      command,
      request.query.get('container') ?? undefined,
    );
    if (!result) {
      const message = `Internal error occurred: error executing command in container: OCI runtime exec failed: exec: "${command[0]}": executable file not found in $PATH`;
      send(3, JSON.stringify({ status: 'Failure', reason: 'InternalError', message, code: 500 }));
    } else {
      if (result.stdout) send(1, result.stdout);
      if (result.stderr) send(2, result.stderr);
      send(3, JSON.stringify(exitStatus(result.exitCode)));
    }
    socket.close(1000);
  },
};

const exitStatus = (exitCode: number): object =>
  exitCode === 0
    ? { metadata: {}, status: 'Success' }
    : {
        metadata: {},
        status: 'Failure',
        reason: 'NonZeroExitCode',
        message: `command terminated with non-zero exit code: exit status ${exitCode}`,
        details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
      };

import type { WebSocket } from 'ws';
import { forbidden, notFound, type StatusAnswer, status } from './status.ts';
import type { RecordedRequest, StubCluster } from './stub-cluster.ts';

interface ExecOutcome {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What a pod answers to a command; undefined: it has no such program. */
export type ExecProgram = (
  command: readonly string[],
  container: string | undefined,
) => ExecOutcome | undefined | Promise<ExecOutcome | undefined>;

export const EXEC_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'];

export const answerExec = {
  refusal(
    cluster: StubCluster,
    request: RecordedRequest,
    namespace: string,
    name: string,
  ): StatusAnswer | undefined {
    const may = (verb: string) => cluster.isAllowed(request, verb, 'pods/exec', namespace);
    if (!may('get')) return forbidden(request.user, 'get', 'pods/exec', namespace, name);
    // Asked for in a second place, which does not say what is missing.
    if (!may('create')) return status(403, 'Forbidden', `pods "${name}" is forbidden: `);
    const pod = cluster.find('Pod', namespace, name);
    if (!pod) return notFound('pods', name);
    const { phase } = pod.status as { phase?: string };
    if (phase === 'Pending') return status(400, 'BadRequest', `pod ${name} does not have a host assigned`);
    const [container] = (pod.spec as { containers: { name: string }[] }).containers;
    if (phase !== 'Running') return { code: 500, body: `container not found ("${container?.name}")` };
    return undefined;
  },

  async talk(
    cluster: StubCluster,
    request: RecordedRequest,
    namespace: string,
    name: string,
    socket: WebSocket,
  ): Promise<void> {
    const command = request.query.getAll('command');
    const send = (channel: number, text: string) =>
      socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]));
    const program = cluster.exec.get(`${namespace}/${name}`);
    // Who goes away leaves the program running.
    const result = await program?.(command, request.query.get('container') ?? undefined);
    if (socket.readyState !== socket.OPEN) return;
    // It begins with nothing.
    send(1, '');
    if (!result) {
      const message = `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "a981": OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": executable file not found in $PATH: unknown`;
      send(
        3,
        JSON.stringify({ metadata: {}, status: 'Failure', reason: 'InternalError', message, code: 500 }),
      );
    } else {
      if (result.stdout) send(1, result.stdout);
      if (result.stderr) send(2, result.stderr);
      send(3, JSON.stringify(exitStatus(result.exitCode, command)));
    }
    socket.close(1000);
  },
};

const exitStatus = (exitCode: number, command: readonly string[]): object =>
  exitCode === 0
    ? { metadata: {}, status: 'Success' }
    : {
        metadata: {},
        status: 'Failure',
        reason: 'NonZeroExitCode',
        message: `command terminated with non-zero exit code: error executing command [${command.join(' ')}], exit code ${exitCode}`,
        details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
      };

import { WebSocket } from 'ws';
import { ProfError } from '../../kit/errors.ts';
import type { ExecResult, PodContainerName } from '../../ports/kubernetes.ts';
import { type AskedFor, apiError, socketError } from './api-error.ts';
import type { ClusterConnection } from './connect-cluster.ts';
import { podPath } from './names.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ (exec) */
const PROTOCOL = 'v4.channel.k8s.io';
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
const MAX_OUTPUT_BYTES = 1024 * 1024;

export interface ExecOptions {
  readonly requestTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

interface ExecAsked extends AskedFor {
  readonly program: string;
}

/** Runs a program in a container, without a shell and without input. @throws ProfError */
export async function execInPod(
  pod: PodContainerName,
  command: readonly string[],
  connection: ClusterConnection,
  { requestTimeoutMs, signal }: ExecOptions,
): Promise<ExecResult> {
  signal?.throwIfAborted();
  const asked: ExecAsked = {
    program: command[0] ?? '',
    action: `run ${command[0] ?? ''} in pod ${pod.namespace}/${pod.name}`,
    verb: 'get and create',
    resource: 'pods/exec',
    namespace: pod.namespace,
  };
  const url = new URL(connection.server.href.replace(/\/$/, '') + podPath(pod.namespace, pod.name, 'exec'));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  for (const word of command) url.searchParams.append('command', word);
  for (const stream of ['stdout', 'stderr']) url.searchParams.set(stream, 'true');
  if (pod.container !== undefined) url.searchParams.set('container', pod.container);
  const { headers, ...request } = await connection.requestOptions();
  const socket = new WebSocket(url, [PROTOCOL], {
    ...request,
    headers: { 'user-agent': 'prof', ...(headers as Record<string, string>) },
    perMessageDeflate: false,
    handshakeTimeout: requestTimeoutMs,
  });
  return collect(socket, asked, connection.server.origin, signal);
}

function collect(
  socket: WebSocket,
  asked: ExecAsked,
  server: string,
  signal: AbortSignal | undefined,
): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const kept: Record<number, Buffer[]> = { [STDOUT]: [], [STDERR]: [], [STATUS]: [] };
    let length = 0;
    const onAbort = () => end(() => reject(signal?.reason));
    const end = (settle: () => void) => {
      signal?.removeEventListener('abort', onAbort);
      socket.on('error', () => {});
      socket.terminate();
      settle();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('message', (data: Buffer, isBinary) => {
      const frame = isBinary ? data : Buffer.from(data);
      length += frame.length;
      if (length <= MAX_OUTPUT_BYTES) kept[frame[0] ?? -1]?.push(frame.subarray(1));
    });
    socket.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= MAX_OUTPUT_BYTES) chunks.push(chunk);
      });
      response.on('end', () =>
        end(() => reject(apiError(response.statusCode ?? 0, Buffer.concat(chunks), asked))),
      );
    });
    socket.once('error', (error) => end(() => reject(socketError(error, server, asked.action))));
    socket.once('close', () => {
      const text = (channel: number) => Buffer.concat(kept[channel] ?? []).toString('utf8');
      end(() => {
        try {
          resolve(resultOf({ status: text(STATUS), stdout: text(STDOUT), stderr: text(STDERR) }, asked));
        } catch (error) {
          reject(error);
        }
      });
    });
  });
}

interface ExecStatus {
  readonly status?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** Runtimes say that there is no such program in the status, some on standard error with an exit code of their own. */
const MISSING = /executable file \S+ not found|executable file not found|no such file/i;
const EXIT_OF_RUNTIMES = [126, 127, 255];

function resultOf(
  { status, stdout, stderr }: { readonly status: string; readonly stdout: string; readonly stderr: string },
  asked: ExecAsked,
): ExecResult {
  if (status === '') {
    throw new ProfError('UNREACHABLE', `cannot ${asked.action}: the connection ended before the program did`);
  }
  const said = parseStatus(status);
  if (said.status === 'Success') return { exitCode: 0, stdout, stderr };
  const exitCode = Number(said.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message);
  if (!Number.isInteger(exitCode)) throw notRun(String(said.message ?? status), asked);
  if (EXIT_OF_RUNTIMES.includes(exitCode) && /executable file/i.test(stderr)) throw notRun(stderr, asked);
  return { exitCode, stdout, stderr };
}

function parseStatus(text: string): ExecStatus {
  try {
    return Object(JSON.parse(text)) as ExecStatus;
  } catch {
    return { message: text };
  }
}

function notRun(said: string, { action, program }: ExecAsked): ProfError {
  const message = `cannot ${action}: ${said.trim().slice(0, 500)}`;
  if (!MISSING.test(said)) return new ProfError('UNREACHABLE', message);
  return new ProfError('NOT_FOUND', message, {
    hints: ['the image has no such program; kubectl debug can bring one'],
    details: { program },
  });
}

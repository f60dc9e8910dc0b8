import { WebSocket } from 'ws';
import { ProfError } from '../../kit/errors.ts';
import type { ExecResult } from '../../ports/kubernetes.ts';
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

/** Runs a program in a container, without a shell and without input. @throws ProfError */
export async function execInPod(
  pod: { readonly namespace: string; readonly name: string; readonly container: string | undefined },
  command: readonly string[],
  connection: ClusterConnection,
  { requestTimeoutMs, signal }: ExecOptions,
): Promise<ExecResult> {
  signal?.throwIfAborted();
  const asked: AskedFor = {
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
  asked: AskedFor,
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
          resolve({ exitCode: exitCodeOf(text(STATUS), asked), stdout: text(STDOUT), stderr: text(STDERR) });
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

/** What is no status says it all the same. */
function statusOf(text: string): ExecStatus {
  try {
    return JSON.parse(text) as ExecStatus;
  } catch {
    return { message: text };
  }
}

function exitCodeOf(text: string, asked: AskedFor): number {
  if (text === '') {
    throw new ProfError('UNREACHABLE', `cannot ${asked.action}: the connection ended before the program did`);
  }
  const status = statusOf(text);
  if (status.status === 'Success') return 0;
  const code = Number(status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message);
  if (Number.isInteger(code)) return code;
  const isMissing = /executable file not found|no such file/i.test(status.message ?? '');
  throw new ProfError(
    isMissing ? 'NOT_FOUND' : 'UNREACHABLE',
    `cannot ${asked.action}: ${status.message ?? text}`,
    {
      hints: isMissing ? ['the image has no such program; kubectl debug can bring one'] : [],
    },
  );
}

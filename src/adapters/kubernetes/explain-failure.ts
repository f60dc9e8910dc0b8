import type { V1Pod } from '@kubernetes/client-node';
import { ProfError } from '../../kit/errors.ts';
import type { HttpClient } from '../../ports/http-client.ts';
import { ApiClient } from './api-requests.ts';
import type { ClusterConnection } from './connect-cluster.ts';
import { podPath } from './names.ts';
import { podOf } from './pod-of.ts';

/** Longer would keep a target beyond its deadline. */
const ASK_MS = 3000;

interface AskedPod {
  readonly namespace: string;
  readonly name: string;
  /** Undefined: not known. */
  readonly uid?: string | undefined;
}

/**
 * The client, whose failures say what became of the pod: a way to a pod that goes away ends without a word, and what
 * a node says of one that does not run is no help.
 */
export function explainingClient(
  client: HttpClient,
  pod: AskedPod,
  connection: ClusterConnection,
): HttpClient {
  return {
    get: async (request) => {
      try {
        return await client.get(request);
      } catch (error) {
        if (request.signal?.aborted) throw error;
        throw await explained(error, pod, connection, request.signal);
      }
    },
  };
}

/** The error, or one that says why it came to it. */
async function explained(
  error: unknown,
  pod: AskedPod,
  connection: ClusterConnection,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (!(error instanceof ProfError) || !isPuzzling(error)) return error;
  const state = await stateOf(pod, connection, signal).catch(() => undefined);
  if (state === undefined) return error;
  const { message, details } = error;
  return new ProfError('UNREACHABLE', `pod ${pod.namespace}/${pod.name} ${state}`, {
    hints: ['nothing of an unfinished profile was kept'],
    details: { ...details, said: message },
    cause: error,
  });
}

/** A port where nothing listens, a right that is missing, a name that is not there: those say all. */
function isPuzzling({ code, details }: ProfError): boolean {
  if (code === 'UNREACHABLE') return !/connection refused/i.test(String(details.said ?? ''));
  return code === 'USAGE' && details.status === 400;
}

/** Undefined: it runs, and so that is not the reason. */
async function stateOf(
  { namespace, name, uid }: AskedPod,
  connection: ClusterConnection,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const api = new ApiClient(connection, { requestTimeoutMs: ASK_MS });
  const asked = { action: `get pod ${namespace}/${name}`, verb: 'get', resource: 'pods', namespace };
  const found = await api.find({ path: podPath(namespace, name), asked, signal });
  if (found === undefined) return 'is gone: it was deleted meanwhile';
  const pod = podOf(found as V1Pod);
  if (uid !== undefined && pod.uid !== uid) return 'is another one now: it was deleted and made again';
  if (pod.isTerminating) return 'is being deleted';
  if (pod.phase === 'Pending') return 'does not run yet: it is Pending';
  if (pod.phase !== 'Running') return `has ended: it is ${pod.phase}${pod.reason ? ` (${pod.reason})` : ''}`;
  return undefined;
}

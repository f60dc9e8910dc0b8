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
  let end: ProfError | undefined;
  return {
    get: async (request) => {
      // It does not come back: nothing is asked of it any more.
      if (end !== undefined) throw end;
      try {
        return await client.get(request);
      } catch (error) {
        if (request.signal?.aborted || !isPuzzling(error, pod)) throw error;
        end = await explained(error, pod, connection, request.signal);
        throw end ?? error;
      }
    },
  };
}

/** Why it came to the error; undefined: the pod runs, and so that is not the reason. */
async function explained(
  error: ProfError,
  pod: AskedPod,
  connection: ClusterConnection,
  signal: AbortSignal | undefined,
): Promise<ProfError | undefined> {
  const state = await stateOf(pod, connection, signal).catch(() => undefined);
  if (state === undefined) return undefined;
  return new ProfError('UNREACHABLE', `pod ${pod.namespace}/${pod.name} ${state}`, {
    hints: ['nothing of an unfinished profile was kept'],
    details: { ...error.details, said: error.message },
    cause: error,
  });
}

/** A port where nothing listens, a right that is missing, a name that never was there: those say all. */
function isPuzzling(error: unknown, { uid }: AskedPod): error is ProfError {
  if (!(error instanceof ProfError)) return false;
  const { code, details } = error;
  if (code === 'UNREACHABLE') return !/connection refused/i.test(String(details.said ?? ''));
  if (code === 'NOT_FOUND') return uid !== undefined;
  return code === 'USAGE' && details.status === 400;
}

/** Undefined: it runs. */
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

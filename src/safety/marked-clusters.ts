import type { MarkedEnvironment } from '../config/load-config.ts';
import type { ClusterIdentity } from '../ports/kubernetes.ts';

export interface ClusterMark {
  readonly environment: string;
  readonly production: boolean;
  readonly readOnly: boolean;
  /** `context prod`, `the API server of context prod` */
  readonly why: string;
}

/**
 * Which marked environments a cluster belongs to, however it was chosen: one whose context it is, or whose context
 * leads to the same API server.
 * @param serversOf the API servers that a context's name leads to, in whatever kubeconfig
 */
export async function clusterMarks(
  identity: Pick<ClusterIdentity, 'context' | 'server'>,
  environments: readonly MarkedEnvironment[],
  serversOf: (context: string) => Promise<readonly string[]>,
): Promise<ClusterMark[]> {
  const marks: ClusterMark[] = [];
  for (const { name, context, production = false, readOnly = false } of environments) {
    if (context === undefined || !(production || readOnly)) continue;
    const mark = { environment: name, production, readOnly };
    if (context === identity.context) marks.push({ ...mark, why: `context ${context}` });
    else if ((await serversOf(context)).some((server) => isSameServer(server, identity.server))) {
      marks.push({ ...mark, why: `${identity.server} is the API server of context ${context}` });
    }
  }
  return marks;
}

function isSameServer(left: string, right: string): boolean {
  if (!URL.canParse(left) || !URL.canParse(right)) return left === right;
  return plain(new URL(left)) === plain(new URL(right));
}

/** Case of the host and usual ports are made equal by the URL itself; a dot at the end of a name means the same. */
const plain = ({ protocol, hostname, port, pathname }: URL): string =>
  `${protocol}//${hostname.replace(/\.$/, '')}:${port}${pathname.replace(/\/+$/, '')}`;

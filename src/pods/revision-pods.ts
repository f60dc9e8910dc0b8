import { ProfError } from '../kit/errors.ts';
import type { Kubernetes, Pod, Workload } from '../ports/kubernetes.ts';

export interface RevisionPods {
  readonly revision: number;
  readonly pods: readonly Pod[];
}

/**
 * The pods of a deployment's newest replica set, or of the newest of the earlier ones that still has pods.
 * @throws ProfError USAGE (not a deployment), NOT_FOUND
 */
export async function revisionPods(
  deployment: Workload,
  which: 'new' | 'old',
  deps: { readonly kubernetes: Kubernetes; readonly signal?: AbortSignal | undefined },
): Promise<RevisionPods> {
  const { kind, namespace, name, selector } = deployment;
  if (kind !== 'deployment') {
    throw new ProfError('USAGE', `--revision is about deployments, and this is a ${kind}`, {
      hints: ['deploy/NAME has revisions'],
    });
  }
  const query = { namespace, labelSelector: selector };
  const sets: Workload[] = [];
  for await (const set of deps.kubernetes.listWorkloads('replicaset', query, { signal: deps.signal })) {
    const isOwn = set.owners.some((owner) => owner.kind === 'Deployment' && owner.name === name);
    if (isOwn && set.revision !== undefined) sets.push(set);
  }
  sets.sort((left, right) => right.revision! - left.revision!);
  const podsBySet = await podsOf(query, deps);
  const [newest, ...earlier] = sets;
  const chosen = which === 'new' ? newest : earlier.find((set) => podsBySet.has(set.name));
  if (chosen !== undefined) return { revision: chosen.revision!, pods: podsBySet.get(chosen.name) ?? [] };
  throw new ProfError(
    'NOT_FOUND',
    `deploy/${name} has no pods of ${which === 'new' ? 'a' : 'an earlier'} revision`,
    {
      hints: which === 'new' ? [] : ['the roll-out is over: only the newest revision runs'],
    },
  );
}

async function podsOf(
  query: { readonly namespace: string; readonly labelSelector: string },
  { kubernetes, signal }: Parameters<typeof revisionPods>[2],
): Promise<Map<string, Pod[]>> {
  const pods = new Map<string, Pod[]>();
  for await (const pod of kubernetes.listPods(query, { signal })) {
    const owner = pod.owners.find(({ kind }) => kind === 'ReplicaSet');
    if (owner === undefined) continue;
    const ofSet = pods.get(owner.name) ?? [];
    ofSet.push(pod);
    pods.set(owner.name, ofSet);
  }
  return pods;
}

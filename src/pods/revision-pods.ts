import { ProfError } from '../kit/errors.ts';
import type { Kubernetes, Pod, Workload } from '../ports/kubernetes.ts';

export interface RevisionPods {
  readonly revision: number;
  readonly pods: readonly Pod[];
}

export interface DeploymentRevisions {
  readonly newest: RevisionPods | undefined;
  /** The newest of the earlier ones that still has pods. */
  readonly previous: RevisionPods | undefined;
}

/**
 * The pods of a deployment's newest replica set, or of the newest of the earlier ones that still has pods.
 * @throws ProfError USAGE (not a deployment), NOT_FOUND
 */
export async function revisionPods(
  deployment: Workload,
  which: 'new' | 'old',
  deps: RevisionDeps,
): Promise<RevisionPods> {
  const { newest, previous } = await revisionsOf(deployment, deps);
  const chosen = which === 'new' ? newest : previous;
  if (chosen !== undefined) return chosen;
  const what = which === 'new' ? 'a' : 'an earlier';
  throw new ProfError('NOT_FOUND', `deploy/${deployment.name} has no pods of ${what} revision`, {
    hints: which === 'new' ? [] : ['the roll-out is over: only the newest revision runs'],
  });
}

/**
 * Both of them.
 * @throws ProfError USAGE (not a deployment), NOT_FOUND (there are no two)
 */
export async function bothRevisions(
  deployment: Workload,
  deps: RevisionDeps,
): Promise<{ readonly newest: RevisionPods; readonly previous: RevisionPods }> {
  const { newest, previous } = await revisionsOf(deployment, deps);
  if (newest !== undefined && newest.pods.length > 0 && previous !== undefined) return { newest, previous };
  const shown = `deploy/${deployment.name}`;
  const only = [newest, previous].find((each) => each !== undefined && each.pods.length > 0);
  const what = only === undefined ? 'has no pods' : `has pods of one revision only, ${only.revision}`;
  throw new ProfError('NOT_FOUND', `${shown} ${what}: there is nothing to compare`, {
    hints: [
      'two revisions run while a roll-out is under way, or paused (kubectl rollout pause)',
      'with what was stored before: prof diff --base previous-release SERVICE/cpu',
    ],
    details: { deployment: deployment.name, revision: only?.revision ?? null },
  });
}

type RevisionDeps = { readonly kubernetes: Kubernetes; readonly signal?: AbortSignal | undefined };

async function revisionsOf(deployment: Workload, deps: RevisionDeps): Promise<DeploymentRevisions> {
  const { kind, namespace, name, selector } = deployment;
  if (kind !== 'deployment') {
    throw new ProfError('USAGE', `only deployments have revisions, and this is a ${kind}`, {
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
  const withPods = (set: Workload | undefined): RevisionPods | undefined =>
    set && { revision: set.revision!, pods: podsBySet.get(set.name) ?? [] };
  const [newest, ...earlier] = sets;
  return { newest: withPods(newest), previous: withPods(earlier.find((set) => podsBySet.has(set.name))) };
}

async function podsOf(
  query: { readonly namespace: string; readonly labelSelector: string },
  { kubernetes, signal }: RevisionDeps,
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

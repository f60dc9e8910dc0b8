import { ProfError } from '../kit/errors.ts';
import type { Kubernetes, Pod, Workload } from '../ports/kubernetes.ts';

/** Who made a pod, as far up as the API shows it. */
export interface OwnerChain {
  /** `ReplicaSet/checkout-7d8f9c5b6d`, `Deployment/checkout`: the pod's own first. */
  readonly links: readonly string[];
  /** Of the replica set. */
  readonly revision: number | undefined;
}

export type FindOwners = (pod: Pod, signal?: AbortSignal) => Promise<OwnerChain>;

/** Owners that have owners: what to ask for them. */
const ASKED: Readonly<Record<string, Workload['kind']>> = { ReplicaSet: 'replicaset', Job: 'job' };
export const NOBODY: OwnerChain = { links: [], revision: undefined };

/**
 * Looks owners up, each once however many pods it has. What may not be seen ends the chain: owners are good to know,
 * and no pod is named by them.
 */
export function ownerLookup(kubernetes: Kubernetes): FindOwners {
  const known = new Map<string, Promise<Workload | undefined>>();
  return async (pod, signal) => {
    const owner = pod.owners.find(({ isController }) => isController) ?? pod.owners[0];
    if (owner === undefined) return NOBODY;
    const links = [`${owner.kind}/${owner.name}`];
    const kind = ASKED[owner.kind];
    if (kind === undefined) return { links, revision: undefined };
    const key = `${kind} ${pod.namespace}/${owner.name}`;
    const asked =
      known.get(key) ?? kubernetes.getWorkload(kind, pod.namespace, owner.name, { signal }).catch(unlessBug);
    known.set(key, asked);
    const found = await asked;
    const above = found?.owners.find(({ isController }) => isController) ?? found?.owners[0];
    if (above !== undefined) links.push(`${above.kind}/${above.name}`);
    return { links, revision: found?.revision };
  };
}

function unlessBug(error: unknown): undefined {
  if (error instanceof ProfError) return undefined;
  throw error;
}

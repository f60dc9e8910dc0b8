import { fromPod } from '../naming/from-pod.ts';
import { chooseServiceName, fromFlag, type ServiceName } from '../naming/service-name.ts';
import type { Pod } from '../ports/kubernetes.ts';
import { type ContainerChoice, chooseContainer } from './choose-container.ts';
import {
  type EndpointCandidate,
  type EndpointFlags,
  endpointsOf,
  type RejectedEndpoint,
} from './endpoint.ts';
import { type FindPodsDeps, type FindPodsOptions, findPods, type SkippedPod } from './find-pods.ts';
import { NOBODY, type OwnerChain, ownerLookup } from './owner-chain.ts';

export interface ResolvePodsOptions extends FindPodsOptions {
  readonly service?: string | undefined;
  readonly endpoint: EndpointFlags;
  /** Nothing is asked about each pod: for lists that are looked at. */
  readonly withoutOwners?: boolean | undefined;
}

export interface ResolvedPod {
  readonly pod: Pod;
  readonly service: ServiceName;
  readonly owners: OwnerChain;
  readonly container: ContainerChoice;
  /** In the order in which a capture would try them. */
  readonly endpoints: readonly EndpointCandidate[];
  readonly rejected: readonly RejectedEndpoint[];
}

export interface ResolvedPods {
  readonly pods: readonly ResolvedPod[];
  readonly skipped: readonly SkippedPod[];
  readonly notes: readonly string[];
}

/** What a capture would make of pods, without asking them anything. @throws ProfError as `findPods` */
export async function resolvePods(options: ResolvePodsOptions, deps: FindPodsDeps): Promise<ResolvedPods> {
  const { pods, skipped, notes } = await findPods(options, deps);
  const ownersOf = ownerLookup(deps.kubernetes);
  const resolved = pods.map(async ({ pod }): Promise<ResolvedPod> => {
    const container = chooseContainer(pod, options.endpoint);
    const name = container.kind === 'chosen' ? container.name : undefined;
    const { candidates, rejected } = endpointsOf(pod, { ...options.endpoint, container: name });
    const service = chooseServiceName([fromFlag(options.service), ...fromPod(pod)]);
    const owners = options.withoutOwners === true ? NOBODY : await ownersOf(pod, deps.signal);
    return { pod, service, owners, container, endpoints: candidates, rejected };
  });
  return { pods: await Promise.all(resolved), skipped, notes };
}

import type { OwnerChain } from '../pods/owner-chain.ts';
import type { Pod, PodContainer } from '../ports/kubernetes.ts';

/** kubectl's own word on which container is meant. */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Where a profile comes from, for its metadata and its comments. */
export function podFacts(pod: Pod, owners: OwnerChain, container: string | undefined): Map<string, string> {
  const facts = new Map([
    ['pod-name', pod.name],
    ['pod-namespace', pod.namespace],
  ]);
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined && value !== '') facts.set(key, value);
  };
  add('node', pod.node);
  const meant = containerOf(pod, container);
  add('container', meant?.name);
  add('image', meant?.image);
  add('image-digest', meant?.imageDigest);
  add('owner', owners.links.at(-1));
  add('revision', owners.revision?.toString());
  add('version', pod.labels['app.kubernetes.io/version']);
  for (const [key, value] of Object.entries(pod.labels)) add(`pod-label-${key}`, value);
  return facts;
}

/** The container that was named, else the default one, else the only one; undefined: it cannot be known. */
export function containerOf(pod: Pod, name: string | undefined): PodContainer | undefined {
  const wanted = name ?? pod.annotations[DEFAULT_CONTAINER];
  if (wanted !== undefined) return pod.containers.find((each) => each.name === wanted);
  return pod.containers.length === 1 ? pod.containers[0] : undefined;
}

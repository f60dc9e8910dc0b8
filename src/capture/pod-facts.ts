import type { OwnerChain } from '../pods/owner-chain.ts';
import type { Pod } from '../ports/kubernetes.ts';

/** Where a profile comes from, for its metadata and its comments. */
export function podFacts(pod: Pod, owners: OwnerChain): Map<string, string> {
  const facts = new Map([
    ['pod-name', pod.name],
    ['pod-namespace', pod.namespace],
  ]);
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined && value !== '') facts.set(key, value);
  };
  add('node', pod.node);
  add('owner', owners.links.at(-1));
  add('revision', owners.revision?.toString());
  add('version', pod.labels['app.kubernetes.io/version']);
  for (const [key, value] of Object.entries(pod.labels)) add(`pod-label-${key}`, value);
  return facts;
}

/** And of its container. */
export function containerFacts({ containers }: Pick<Pod, 'containers'>, name: string): Map<string, string> {
  const found = containers.find((each) => each.name === name);
  const facts = new Map([['container', name]]);
  if (found !== undefined && found.image !== '') facts.set('image', found.image);
  if (found?.imageDigest !== undefined) facts.set('image-digest', found.imageDigest);
  return facts;
}

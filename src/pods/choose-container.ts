import { ProfError } from '../kit/errors.ts';
import type { Pod, PodContainer } from '../ports/kubernetes.ts';
import { annotatedEndpoints } from './annotated-endpoints.ts';
import { type EndpointFlags, isUsualPort } from './endpoint.ts';

export type ContainerChoice =
  | { readonly kind: 'chosen'; readonly name: string; readonly why: string }
  /** What is declared does not tell: it is the one that answers. */
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly error: ProfError };

/** kubectl's own word on which container is meant. */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/**
 * Which container of a pod is meant: the one that a flag names, else kubectl's default one, else the only one, else the
 * only one with an endpoint, by its port. Several with an endpoint are refused with their names.
 */
export function chooseContainer(
  pod: Pick<Pod, 'namespace' | 'name' | 'annotations' | 'labels' | 'containers'>,
  { container: name, port }: EndpointFlags,
): ContainerChoice {
  const { containers, annotations } = pod;
  const named = (wanted: string | undefined) => containers.find((each) => each.name === wanted);
  if (name !== undefined) {
    if (named(name) === undefined) return { kind: 'refused', error: noSuch(pod, name) };
    return { kind: 'chosen', name, why: '-c' };
  }
  const byDefault = named(annotations[DEFAULT_CONTAINER]);
  if (byDefault !== undefined)
    return { kind: 'chosen', name: byDefault.name, why: `annotation ${DEFAULT_CONTAINER}` };
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0)
    return { kind: 'chosen', name: only.name, why: 'the only container' };
  if (port !== undefined) return amongPorts(pod, (each) => each.name === port || String(each.port) === port);
  const annotated = annotatedEndpoints(pod).candidates.find((each) => containerAt(pod, each.port));
  if (annotated !== undefined) {
    return {
      kind: 'chosen',
      name: containerAt(pod, annotated.port)!,
      why: `${annotated.why} is of its port`,
    };
  }
  return amongPorts(pod, isUsualPort);
}

/** The container that declares a port; undefined: none does. */
export function containerAt({ containers }: Pick<Pod, 'containers'>, port: number): string | undefined {
  return containers.find(({ ports }) => ports.some((each) => each.port === port))?.name;
}

function amongPorts(
  pod: Pick<Pod, 'namespace' | 'name' | 'containers'>,
  isMeant: (port: PodContainer['ports'][number]) => boolean,
): ContainerChoice {
  const found = pod.containers.filter(({ ports }) => ports.some(isMeant));
  const [first, ...others] = found;
  if (first === undefined) return { kind: 'open' };
  if (others.length === 0) {
    return { kind: 'chosen', name: first.name, why: 'the only one with a port for profiles' };
  }
  const names = found.map(({ name, ports }) => `${name} (${ports.find(isMeant)!.port})`);
  return { kind: 'refused', error: severalContainers(pod, names) };
}

/** @param names with what tells that each has an endpoint */
export function severalContainers(
  { namespace, name }: Pick<Pod, 'namespace' | 'name'>,
  names: readonly string[],
): ProfError {
  return new ProfError(
    'USAGE',
    `pod ${namespace}/${name} has several containers with an endpoint: ${names.join(', ')}`,
    { hints: ['say which one is meant with -c NAME'], details: { namespace, pod: name, containers: names } },
  );
}

function noSuch(
  { namespace, name, containers }: Pick<Pod, 'namespace' | 'name' | 'containers'>,
  wanted: string,
) {
  const names = containers.map((each) => each.name).join(', ');
  return new ProfError('NOT_FOUND', `pod ${namespace}/${name} has no container ${wanted}`, {
    hints: [`it has: ${names}`],
    details: { namespace, pod: name, container: wanted },
  });
}

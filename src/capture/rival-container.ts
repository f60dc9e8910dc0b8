import { containerAt, severalContainers } from '../pods/choose-container.ts';
import type { EndpointCandidate } from '../pods/endpoint.ts';
import type { Pod } from '../ports/kubernetes.ts';

export interface RivalSearch {
  readonly pod: Pod;
  readonly endpoints: readonly EndpointCandidate[];
  /** The one that answered. */
  readonly reached: EndpointCandidate;
}

/**
 * The container behind an endpoint that answered, where nothing told which one is meant: other containers' ports must
 * not answer, too. Undefined: nobody declares the port.
 * @throws ProfError USAGE where several containers answer, and as `answers` throws
 */
export async function onlyContainer(
  { pod, endpoints, reached }: RivalSearch,
  answers: (candidate: EndpointCandidate) => Promise<boolean>,
): Promise<string | undefined> {
  const own = containerAt(pod, reached.port);
  if (own === undefined) return undefined;
  // To wake a program is no question whether it answers.
  const rest = endpoints.slice(endpoints.indexOf(reached) + 1).filter(({ kind }) => kind !== 'wake');
  for (const candidate of rest) {
    const other = containerAt(pod, candidate.port);
    if (other === undefined || other === own || !(await answers(candidate))) continue;
    throw severalContainers(pod, [`${own} (${reached.port})`, `${other} (${candidate.port})`]);
  }
  return own;
}

import { ProfError } from '../kit/errors.ts';
import type { AccessQuestion, Kubernetes, PodWay } from '../ports/kubernetes.ts';

export type WayChoice = PodWay | 'auto';

export interface ChosenWay {
  readonly way: PodWay;
  readonly why: string;
}

export interface WayNeeds {
  /** A token for the program: the proxy would take it for its own. */
  readonly hasToken: boolean;
  /** Only a tunnel reaches it: an inspector, a program on 127.0.0.1. */
  readonly isLocal: boolean;
}

const question = (verb: string, resource: string, namespace: string): AccessQuestion => ({
  verb,
  group: '',
  resource,
  namespace,
});

/**
 * The way to the pods of a namespace: a port-forward where both of its rights are there, else the proxy where that
 * can carry what is needed.
 * @throws ProfError NOT_ALLOWED, which says the right that is missing
 */
export async function chooseWay(
  choice: WayChoice,
  namespace: string,
  needs: WayNeeds,
  deps: { readonly kubernetes: Kubernetes; readonly signal?: AbortSignal | undefined },
): Promise<ChosenWay> {
  if (choice !== 'auto') return { way: choice, why: `--via ${choice}` };
  const [mayGet, mayCreate, mayProxy] = await deps.kubernetes.mayI(
    [
      question('get', 'pods/portforward', namespace),
      question('create', 'pods/portforward', namespace),
      question('get', 'pods/proxy', namespace),
    ],
    { signal: deps.signal },
  );
  if (mayGet?.isAllowed && mayCreate?.isAllowed) {
    return { way: 'port-forward', why: 'get and create of pods/portforward are allowed' };
  }
  const lacking = [...(mayGet?.isAllowed ? [] : ['get']), ...(mayCreate?.isAllowed ? [] : ['create'])].join(
    ' and ',
  );
  const why = `no right to ${lacking} pods/portforward`;
  if (mayProxy?.isAllowed && !needs.hasToken && !needs.isLocal) return { way: 'proxy', why };
  const reason = !mayProxy?.isAllowed
    ? 'nor to get pods/proxy'
    : needs.hasToken
      ? 'and the proxy does not carry a token'
      : 'and the proxy does not reach what listens on 127.0.0.1';
  throw new ProfError('NOT_ALLOWED', `namespace ${namespace}: ${why}, ${reason}`, {
    hints: [
      'a WebSocket port-forward takes both rights, though kubectl gets by with create alone',
      'prof doctor kube --print-role prints the least role; inside the cluster: --via pod-ip',
    ],
    details: { namespace, missing: lacking },
  });
}

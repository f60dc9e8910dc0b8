/** What stands between a person and the profiles of a cluster, check by check. */
import { ProfError } from '../kit/errors.ts';
import type { AccessQuestion, Kubernetes, Pod } from '../ports/kubernetes.ts';
import type { DoctorCheck } from './check.ts';

export interface DoctorKubeOptions {
  /** Undefined: in all namespaces. */
  readonly namespace: string | undefined;
  /** Also the rights to run programs in containers. */
  readonly exec: boolean;
}

interface Need {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly isNeeded: boolean;
  readonly what: string;
}

const NEEDS: readonly Need[] = [
  { verb: 'list', group: '', resource: 'pods', isNeeded: true, what: 'find pods by workload and selector' },
  { verb: 'get', group: '', resource: 'pods', isNeeded: true, what: 'find pods by name' },
  { verb: 'get', group: 'apps', resource: 'deployments', isNeeded: false, what: 'deploy/x' },
  { verb: 'get', group: 'apps', resource: 'statefulsets', isNeeded: false, what: 'sts/x' },
  { verb: 'get', group: 'apps', resource: 'daemonsets', isNeeded: false, what: 'ds/x' },
  { verb: 'list', group: 'apps', resource: 'replicasets', isNeeded: false, what: '--revision' },
  { verb: 'list', group: 'batch', resource: 'jobs', isNeeded: false, what: 'cronjob/x' },
  { verb: 'get', group: '', resource: 'pods/portforward', isNeeded: false, what: '--via port-forward' },
  { verb: 'create', group: '', resource: 'pods/portforward', isNeeded: false, what: '--via port-forward' },
  { verb: 'get', group: '', resource: 'pods/proxy', isNeeded: false, what: '--via proxy' },
  { verb: 'get', group: 'metrics.k8s.io', resource: 'pods', isNeeded: false, what: 'the CPU headroom' },
  {
    verb: 'get',
    group: '',
    resource: 'nodes',
    isNeeded: false,
    what: 'the headroom of pods without a CPU limit',
  },
];
/** As for a port-forward, a WebSocket takes both. */
const EXEC_NEEDS: readonly Need[] = ['get', 'create'].map((verb) => ({
  verb,
  group: '',
  resource: 'pods/exec',
  isNeeded: false,
  what: '--exec',
}));

const ROLE_FIX = 'prof doctor kube --print-role | kubectl apply -f -';
const EXEC_FIX = 'prof doctor kube --print-role --exec | kubectl apply -f -';

/** Checks the connection and each right. Never throws for what it finds. */
export async function doctorKube(
  { namespace, exec }: DoctorKubeOptions,
  deps: { readonly kubernetes: Kubernetes; readonly signal?: AbortSignal | undefined },
): Promise<DoctorCheck[]> {
  const { kubernetes, signal } = deps;
  const { identity } = kubernetes;
  const name = identity.context ?? 'the cluster of this pod';
  const checks: DoctorCheck[] = [
    { name: 'kubeconfig', outcome: 'ok', said: `${name}, ${identity.server}`, fix: undefined },
  ];
  if (identity.isInsecure) {
    checks.push({
      name: 'certificate',
      outcome: 'missing',
      said: 'it is not checked',
      fix: 'take insecure-skip-tls-verify out of the kubeconfig and give it certificate-authority-data',
    });
  }
  const needs = exec ? [...NEEDS, ...EXEC_NEEDS] : NEEDS;
  const questions = needs.map(
    ({ verb, group, resource }): AccessQuestion => ({ verb, group, resource, namespace }),
  );
  try {
    const answers = await kubernetes.mayI(questions, { signal });
    checks.push({
      name: 'API server',
      outcome: 'ok',
      said: 'it answers, and knows who we are',
      fix: undefined,
    });
    for (const [index, need] of needs.entries()) checks.push(rightCheck(need, answers[index]!.isAllowed));
    checks.push(waysCheck(checks));
    checks.push(await metricsCheck(namespace, deps));
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    checks.push({
      name: 'API server',
      outcome: 'failed',
      said: error.message,
      fix: error.hints[0],
      code: error.code,
    });
  }
  return checks;
}

const rightName = ({ verb, resource, group }: Need): string =>
  `${verb} ${resource}${group === 'metrics.k8s.io' ? ' (metrics)' : ''}`;

function rightCheck(need: Need, isAllowed: boolean): DoctorCheck {
  const name = rightName(need);
  if (isAllowed) return { name, outcome: 'ok', said: need.what, fix: undefined };
  return {
    name,
    outcome: need.isNeeded ? 'failed' : 'missing',
    said: `not allowed: ${need.what}`,
    fix: need.resource === 'pods/exec' ? EXEC_FIX : ROLE_FIX,
  };
}

function waysCheck(checks: readonly DoctorCheck[]): DoctorCheck {
  const isOk = (name: string) => checks.some((check) => check.name === name && check.outcome === 'ok');
  const name = 'a way to pods';
  if (isOk('get pods/portforward') && isOk('create pods/portforward')) {
    return { name, outcome: 'ok', said: 'port-forward', fix: undefined };
  }
  if (isOk('get pods/proxy')) {
    const said = 'the proxy: not to what listens on 127.0.0.1, nor with a token';
    return { name, outcome: 'ok', said, fix: undefined };
  }
  const said = 'neither port-forward nor proxy; inside the cluster --via pod-ip';
  return { name, outcome: 'failed', said, fix: ROLE_FIX };
}

/** Whether there is a metrics server, by the usage of some pod. */
async function metricsCheck(
  namespace: string | undefined,
  { kubernetes, signal }: { readonly kubernetes: Kubernetes; readonly signal?: AbortSignal | undefined },
): Promise<DoctorCheck> {
  const name = 'metrics server';
  const fix = 'install metrics-server; without it the load of a pod is not known before a CPU profile';
  try {
    let pod: Pod | undefined;
    for await (const found of kubernetes.listPods(
      { namespace, fieldSelector: 'status.phase=Running' },
      { signal },
    )) {
      pod = found;
      break;
    }
    if (pod === undefined)
      return { name, outcome: 'missing', said: 'no running pod to ask about', fix: undefined };
    const usage = await kubernetes.podUsage(pod.namespace, pod.name, { signal });
    return usage === undefined
      ? { name, outcome: 'missing', said: 'no usage of pods', fix }
      : { name, outcome: 'ok', said: 'it knows the usage of pods', fix: undefined };
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    return { name, outcome: 'missing', said: error.message, fix };
  }
}

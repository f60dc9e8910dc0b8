import type { PodWay } from '../ports/kubernetes.ts';

/** What somebody wants to do with pods. */
export interface RoleWishes {
  readonly ways: readonly PodWay[];
  /** Workloads and selectors, not pods by name alone. */
  readonly workloads: boolean;
  /** Waking Node.js programs that have no inspector open. */
  readonly exec: boolean;
  /** The CPU headroom before a CPU profile. */
  readonly metrics: boolean;
}

export interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The least rules that let `prof` do it. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function leastRules({ ways, workloads, exec, metrics }: RoleWishes): RoleRule[] {
  const rule = (group: string, resources: readonly string[], verbs: readonly string[]): RoleRule => ({
    apiGroups: [group],
    resources,
    verbs,
  });
  return [
    rule('', ['pods'], workloads ? ['get', 'list'] : ['get']),
    ...(workloads
      ? [
          rule('apps', ['deployments', 'statefulsets', 'daemonsets'], ['get']),
          rule('apps', ['replicasets'], ['get', 'list']),
          rule('batch', ['jobs'], ['get', 'list']),
          rule('batch', ['cronjobs'], ['get']),
          rule('', ['services'], ['get']),
        ]
      : []),
    // WebSockets ask for get, and newer servers for create besides.
    ...(ways.includes('port-forward') ? [rule('', ['pods/portforward'], ['get', 'create'])] : []),
    ...(ways.includes('proxy') ? [rule('', ['pods/proxy'], ['get'])] : []),
    ...(exec ? [rule('', ['pods/exec'], ['get', 'create'])] : []),
    ...(metrics ? [rule('metrics.k8s.io', ['pods'], ['get'])] : []),
  ];
}

export interface RoleOptions extends RoleWishes {
  /** Undefined: a ClusterRole, for all namespaces. */
  readonly namespace: string | undefined;
}

/** A role and its binding as YAML, to be given to `kubectl apply -f -` with a subject filled in. */
export function leastRole(options: RoleOptions): string {
  const { namespace } = options;
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const where = namespace === undefined ? '' : `\n  namespace: ${namespace}`;
  const list = (words: readonly string[]) => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const rules = leastRules(options).map(
    ({ apiGroups, resources, verbs }) =>
      `- apiGroups: ${list(apiGroups)}\n  resources: ${list(resources)}\n  verbs: ${list(verbs)}\n`,
  );
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: prof${where}
rules:
${rules.join('')}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}Binding
metadata:
  name: prof${where}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${kind}
  name: prof
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: profilers # who may profile
`;
}

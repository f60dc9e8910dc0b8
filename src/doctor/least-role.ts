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

const rule = (group: string, resources: readonly string[], verbs: readonly string[]): RoleRule => ({
  apiGroups: [group],
  resources,
  verbs,
});

/** The least rules that let `prof` do it. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function leastRules({ ways, workloads, exec, metrics }: RoleWishes): RoleRule[] {
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

/** Those that are about no namespace, so that a Role cannot hold them: what a node has, for pods without a CPU limit. */
export function leastClusterRules({ metrics }: Pick<RoleWishes, 'metrics'>): RoleRule[] {
  return metrics ? [rule('', ['nodes'], ['get'])] : [];
}

export interface RoleOptions extends RoleWishes {
  /** Undefined: a ClusterRole, for all namespaces. */
  readonly namespace: string | undefined;
}

/** Roles and their bindings as YAML, to be given to `kubectl apply -f -` with a subject filled in. */
export function leastRole(options: RoleOptions): string {
  const { namespace } = options;
  const [inNamespace, ofCluster] = [leastRules(options), leastClusterRules(options)];
  if (namespace === undefined) return roleText('prof', undefined, [...inNamespace, ...ofCluster]);
  const documents = [roleText('prof', namespace, inNamespace)];
  if (ofCluster.length > 0) {
    const why =
      '# Nodes are in no namespace. Without this, the CPU headroom of pods without a limit is not known.\n';
    documents.push(`${why}${roleText('prof-nodes', undefined, ofCluster)}`);
  }
  return documents.join('---\n');
}

function roleText(name: string, namespace: string | undefined, rules: readonly RoleRule[]): string {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const where = namespace === undefined ? '' : `\n  namespace: ${namespace}`;
  const list = (words: readonly string[]) => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const lines = rules.map(
    ({ apiGroups, resources, verbs }) =>
      `- apiGroups: ${list(apiGroups)}\n  resources: ${list(resources)}\n  verbs: ${list(verbs)}\n`,
  );
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: ${name}${where}
rules:
${lines.join('')}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}Binding
metadata:
  name: ${name}${where}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${kind}
  name: ${name}
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: profilers # who may profile
`;
}

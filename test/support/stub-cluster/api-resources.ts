/** What the stub serves, as its discovery says and its paths are read. */
export interface ApiResource {
  /** Empty: the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly verbs: readonly string[];
  }[];
}

type Extra = Partial<Pick<ApiResource, 'shortNames' | 'isNamespaced' | 'verbs' | 'subresources'>>;

const resource = (groupVersion: string, plural: string, kind: string, extra: Extra = {}): ApiResource => {
  const at = groupVersion.indexOf('/');
  return {
    group: at === -1 ? '' : groupVersion.slice(0, at),
    version: groupVersion.slice(at + 1),
    plural,
    singular: kind.toLowerCase(),
    kind,
    shortNames: [],
    isNamespaced: true,
    verbs: ['get', 'list'],
    subresources: [],
    ...extra,
  };
};

const connect = (name: string, kind: string) => ({ name, kind, verbs: ['create', 'get'] });

export const API_RESOURCES: readonly ApiResource[] = [
  resource('v1', 'pods', 'Pod', {
    shortNames: ['po'],
    subresources: [
      connect('exec', 'PodExecOptions'),
      connect('portforward', 'PodPortForwardOptions'),
      connect('proxy', 'PodProxyOptions'),
    ],
  }),
  resource('v1', 'services', 'Service', { shortNames: ['svc'] }),
  resource('v1', 'namespaces', 'Namespace', { shortNames: ['ns'], isNamespaced: false }),
  resource('v1', 'nodes', 'Node', { shortNames: ['no'], isNamespaced: false }),
  resource('apps/v1', 'deployments', 'Deployment', { shortNames: ['deploy'] }),
  resource('apps/v1', 'statefulsets', 'StatefulSet', { shortNames: ['sts'] }),
  resource('apps/v1', 'daemonsets', 'DaemonSet', { shortNames: ['ds'] }),
  resource('apps/v1', 'replicasets', 'ReplicaSet', { shortNames: ['rs'] }),
  resource('batch/v1', 'jobs', 'Job'),
  resource('batch/v1', 'cronjobs', 'CronJob', { shortNames: ['cj'] }),
  resource('authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', {
    isNamespaced: false,
    verbs: ['create'],
  }),
];

/** Of metrics-server: there only where that is. */
export const METRICS_RESOURCE = resource('metrics.k8s.io/v1beta1', 'pods', 'PodMetrics', {
  verbs: ['get', 'list'],
});

import type { V1Node, V1Pod, V1SelfSubjectAccessReview } from '@kubernetes/client-node';
import type {
  ClusterSettings,
  Kubernetes,
  KubernetesOptions,
  PodQuery,
  PodUsage,
} from '../../ports/kubernetes.ts';
import { statusOf } from './api-error.ts';
import { ApiClient } from './api-requests.ts';
import { type ClusterSurroundings, connectCluster } from './connect-cluster.ts';
import { execInPod } from './exec-in-pod.ts';
import { nameSegment, podPath } from './names.ts';
import { nodeInContainer } from './node-in-container.ts';
import { openRoute } from './open-route.ts';
import { parseCpuCores } from './parse-quantity.ts';
import { podOf } from './pod-of.ts';
import { collectionPath, workloadOf } from './workload-of.ts';

const PAGE = 500;

/**
 * A cluster through its API server, found as kubectl finds it.
 * @throws ProfError CONFIG_INVALID, NOT_FOUND, NOT_ALLOWED for a kubeconfig that cannot be used
 */
export async function createKubernetes(
  settings: ClusterSettings,
  surroundings: ClusterSurroundings,
): Promise<Kubernetes> {
  const connection = await connectCluster(settings, surroundings);
  const { requestTimeoutMs } = settings;
  const api = new ApiClient(connection, { requestTimeoutMs });
  let hasMetrics = true;

  async function* listAll(path: string, query: PodQuery, action: string, options?: KubernetesOptions) {
    const resource = path.slice(path.lastIndexOf('/') + 1);
    const asked = { action, verb: 'list', resource, namespace: query.namespace };
    let next: string | undefined;
    do {
      const page = (await api.get({
        path,
        query: {
          labelSelector: query.labelSelector,
          fieldSelector: query.fieldSelector,
          limit: String(PAGE),
          continue: next,
        },
        asked,
        signal: options?.signal,
      })) as { items?: unknown[]; metadata?: { continue?: string } };
      yield* page.items ?? [];
      next = page.metadata?.continue || undefined;
    } while (next !== undefined);
  }

  const exec: Kubernetes['exec'] = (pod, command, options) =>
    execInPod(pod, command, connection, { ...options, requestTimeoutMs });

  return {
    identity: connection.identity,
    getPod: async (namespace, name, options) => {
      const asked = { action: `get pod ${namespace}/${name}`, verb: 'get', resource: 'pods', namespace };
      const found = await api.find({ path: podPath(namespace, name), asked, signal: options?.signal });
      return found === undefined ? undefined : podOf(found as V1Pod);
    },
    listPods: async function* (query, options) {
      const { namespace } = query;
      const where = namespace === undefined ? 'of all namespaces' : `in ${namespace}`;
      const path = collectionPath('pods', namespace);
      for await (const pod of listAll(path, query, `list pods ${where}`, options)) yield podOf(pod as V1Pod);
    },
    getWorkload: async (kind, namespace, name, options) => {
      const path = `${collectionPath(kind, namespace)}/${nameSegment(kind, name)}`;
      const asked = {
        action: `get ${kind} ${namespace}/${name}`,
        verb: 'get',
        resource: `${kind}s`,
        namespace,
      };
      const found = await api.find({ path, asked, signal: options?.signal });
      return found === undefined ? undefined : workloadOf(kind, found);
    },
    listWorkloads: async function* (kind, query, options) {
      const path = collectionPath(kind, query.namespace);
      const action = `list ${kind}s in ${query.namespace ?? 'all namespaces'}`;
      for await (const found of listAll(path, query, action, options)) yield workloadOf(kind, found);
    },
    mayI: (questions, options) =>
      Promise.all(
        questions.map(async ({ verb, group, resource, namespace }) => {
          const [name = '', subresource = ''] = resource.split('/');
          const resourceAttributes = { verb, group, resource: name, subresource, namespace: namespace ?? '' };
          const review = (await api.get({
            method: 'POST',
            path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
            body: {
              apiVersion: 'authorization.k8s.io/v1',
              kind: 'SelfSubjectAccessReview',
              spec: { resourceAttributes },
            },
            asked: { action: 'ask for my rights', verb: 'create', resource: 'selfsubjectaccessreviews' },
            signal: options?.signal,
          })) as V1SelfSubjectAccessReview;
          const { allowed = false, reason = '' } = review.status ?? {};
          return { isAllowed: allowed, reason };
        }),
      ),
    podUsage: async (namespace, name, options) => {
      if (!hasMetrics) return undefined;
      const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${nameSegment('namespace', namespace)}/pods/${nameSegment('pod', name)}`;
      const asked = {
        action: `get the usage of ${namespace}/${name}`,
        verb: 'get',
        resource: 'pods.metrics.k8s.io',
      };
      const onMissing = (body: Uint8Array) => {
        // Of a pod without metrics there is a Status; without metrics-server there is no such path.
        if (statusOf(body) === undefined) hasMetrics = false;
      };
      const found = (await api.find({ path, asked, signal: options?.signal }, onMissing)) as
        | { containers?: { name: string; usage?: { cpu?: string } }[] }
        | undefined;
      return found?.containers?.map(
        (container): PodUsage => ({
          container: container.name,
          cpuCores: parseCpuCores(container.usage?.cpu) ?? 0,
        }),
      );
    },
    allocatableCores: async (node, options) => {
      const asked = { action: `get node ${node}`, verb: 'get', resource: 'nodes' };
      const path = `/api/v1/nodes/${nameSegment('node', node)}`;
      const { status, body } = await api.send({ path, asked, signal: options?.signal });
      if (status !== 200) return undefined;
      const found = JSON.parse(new TextDecoder().decode(body)) as V1Node;
      return parseCpuCores(found.status?.allocatable?.cpu);
    },
    openRoute: async (options) => openRoute(options, connection, requestTimeoutMs),
    exec,
    ...nodeInContainer(exec),
  };
}

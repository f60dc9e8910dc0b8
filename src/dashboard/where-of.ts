import type { ClusterIdentity } from '../ports/kubernetes.ts';
import type { ClusterMark } from '../safety/marked-clusters.ts';
import type { Backend } from './backend.ts';
import type { Where } from './state/dashboard-state.ts';

/** What the first line says at the start; of a cluster more is known when it was asked. */
export function whereOf({ config, choice }: Backend): Where {
  return {
    store: config.storeUrl,
    environment: config.environment,
    context: choice.context,
    namespace: choice.namespace,
    isProduction: config.production,
    isReadOnly: config.readOnly,
  };
}

/** What a cluster says of itself, and the configuration of it. */
export function withCluster(
  where: Where,
  {
    identity,
    backend,
    marks,
  }: {
    readonly identity: ClusterIdentity;
    readonly backend: Backend;
    readonly marks: readonly ClusterMark[];
  },
): Where {
  return {
    ...where,
    context: identity.context,
    namespace: backend.allNamespaces ? 'all' : identity.namespace,
    isProduction: where.isProduction || marks.some(({ production }) => production),
    isReadOnly: where.isReadOnly || marks.some(({ readOnly }) => readOnly),
  };
}

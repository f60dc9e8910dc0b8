import type { V1LabelSelector, V1ObjectMeta } from '@kubernetes/client-node';
import type { Workload, WorkloadKind } from '../../ports/kubernetes.ts';
import { nameSegment } from './names.ts';
import { ownersOf } from './pod-of.ts';

const GROUPS: Readonly<Record<WorkloadKind, string>> = {
  deployment: 'apis/apps/v1',
  statefulset: 'apis/apps/v1',
  daemonset: 'apis/apps/v1',
  replicaset: 'apis/apps/v1',
  job: 'apis/batch/v1',
  cronjob: 'apis/batch/v1',
  service: 'api/v1',
};

/** The path of all of a kind, in one namespace or in all. */
export function collectionPath(kind: WorkloadKind | 'pods', namespace: string | undefined): string {
  const [group, plural] = kind === 'pods' ? ['api/v1', 'pods'] : [GROUPS[kind], `${kind}s`];
  const where = namespace === undefined ? '' : `/namespaces/${nameSegment('namespace', namespace)}`;
  return `/${group}${where}/${plural}`;
}

interface WorkloadObject {
  readonly metadata?: V1ObjectMeta;
  /** A service has plain labels, all others expressions. */
  readonly spec?: { readonly selector?: V1LabelSelector | Readonly<Record<string, string>> };
}

/** A workload of the API as prof sees it. */
export function workloadOf(kind: WorkloadKind, object: unknown): Workload {
  const { metadata = {}, spec } = object as WorkloadObject;
  const revision = Number(metadata.annotations?.['deployment.kubernetes.io/revision']);
  const labels =
    kind === 'service' ? { matchLabels: spec?.selector as Record<string, string> } : spec?.selector;
  return {
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    selector: selectorText((labels ?? {}) as V1LabelSelector),
    revision: Number.isSafeInteger(revision) && revision > 0 ? revision : undefined,
    owners: ownersOf(metadata.ownerReferences),
  };
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#list-and-watch-filtering */
function selectorText({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const others = matchExpressions.map(({ key, operator, values = [] }) => {
    switch (operator) {
      case 'In':
        return `${key} in (${values.join(',')})`;
      case 'NotIn':
        return `${key} notin (${values.join(',')})`;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return key;
    }
  });
  return [...equal, ...others].join(',');
}

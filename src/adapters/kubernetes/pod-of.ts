import type { V1Container, V1OwnerReference, V1Pod } from '@kubernetes/client-node';
import type { OwnerReference, Pod, PodContainer } from '../../ports/kubernetes.ts';
import { parseCpuCores } from './parse-quantity.ts';

/** A pod of the API as prof sees it. Whatever is missing in it is empty: servers differ in what they leave out. */
export function podOf(pod: V1Pod): Pod {
  const { metadata = {}, spec, status } = pod;
  const conditions = status?.conditions ?? [];
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    node: spec?.nodeName,
    ip: status?.podIP,
    phase: status?.phase ?? 'Unknown',
    reason: status?.reason,
    isReady: conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    isTerminating: metadata.deletionTimestamp !== undefined,
    isWindows: spec?.os?.name === 'windows' || spec?.nodeSelector?.['kubernetes.io/os'] === 'windows',
    owners: ownersOf(metadata.ownerReferences),
    containers: [...(spec?.containers ?? []), ...sidecars(pod)].map((container) =>
      containerOf(container, pod),
    ),
  };
}

export function ownersOf(references: readonly V1OwnerReference[] | undefined): OwnerReference[] {
  return (references ?? []).map(({ kind, name, controller }) => ({
    kind,
    name,
    isController: controller === true,
  }));
}

/** Init containers that go on beside the others. */
function sidecars({ spec }: V1Pod): V1Container[] {
  return (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
}

function containerOf(container: V1Container, { status }: V1Pod): PodContainer {
  const found = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
    ({ name }) => name === container.name,
  );
  return {
    name: container.name,
    image: container.image ?? '',
    imageDigest: /sha256:[0-9a-f]{64}/.exec(found?.imageID ?? '')?.[0],
    ports: (container.ports ?? []).map(({ name, containerPort, protocol }) => ({
      name,
      port: containerPort,
      protocol: protocol ?? 'TCP',
    })),
    isRunning: found?.state?.running !== undefined,
    cpuLimitCores: parseCpuCores(container.resources?.limits?.cpu),
  };
}

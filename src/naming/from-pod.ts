import type { OwnerReference, Pod } from '../ports/kubernetes.ts';
import { isTemplateHash, serviceFromPodName } from './from-pod-name.ts';
import type { NameCandidate } from './service-name.ts';

/** Labels that name a service, the strongest first. */
const NAME_LABELS = ['app.kubernetes.io/name', 'app', 'k8s-app'];
const TEMPLATE_HASH_LABEL = 'pod-template-hash';
/** When a cron job's job was due, in minutes or seconds since 1970. */
const SCHEDULE_STAMP = /-\d{8,10}$/;

export type NamedPod = Pick<Pod, 'name' | 'labels' | 'owners' | 'node'>;

/**
 * What a pod's service may be called, the strongest word first. From the pod alone: whoever may see the pod gets the
 * same name, whatever else they may see.
 */
export function fromPod(pod: NamedPod): NameCandidate[] {
  const labels = NAME_LABELS.map((label): NameCandidate => {
    const value = pod.labels[label] ?? '';
    return value === ''
      ? { rule: 'label', name: undefined, why: `the pod has no label ${label}` }
      : { rule: 'label', name: value, why: `label ${label}` };
  });
  return [...labels, fromOwner(pod), fromName(pod)];
}

function fromOwner(pod: NamedPod): NameCandidate {
  const owner = pod.owners.find(({ isController }) => isController) ?? pod.owners[0];
  if (owner === undefined) return { rule: 'owner', name: undefined, why: 'nothing owns the pod' };
  return { rule: 'owner', name: nameOfOwner(owner, pod), why: `owned by ${owner.kind} ${owner.name}` };
}

function nameOfOwner({ kind, name }: OwnerReference, pod: NamedPod): string {
  switch (kind) {
    case 'ReplicaSet':
      return withoutHash(name, pod.labels[TEMPLATE_HASH_LABEL]);
    case 'Job':
      return name.replace(SCHEDULE_STAMP, '') || name;
    case 'Node':
      // A static pod: the kubelet appends the node's name.
      return pod.name.endsWith(`-${name}`) ? pod.name.slice(0, -name.length - 1) || pod.name : pod.name;
    default:
      return name;
  }
}

function withoutHash(name: string, hash: string | undefined): string {
  const at = name.lastIndexOf('-');
  if (at <= 0) return name;
  const last = name.slice(at + 1);
  return last === hash || isTemplateHash(last) ? name.slice(0, at) : name;
}

function fromName({ name }: NamedPod): NameCandidate {
  const service = serviceFromPodName(name);
  const why = service === name ? "the pod's name" : `the pod's name without ${name.slice(service.length)}`;
  return { rule: 'pod', name: service, why };
}

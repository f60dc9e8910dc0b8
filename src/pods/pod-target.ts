import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import type { WorkloadKind } from '../ports/kubernetes.ts';

/** What people name in a cluster: `pod/x`, `x`, `deploy/x`. */
export interface PodTarget {
  readonly kind: 'pod' | WorkloadKind;
  readonly name: string;
  /** As it is shown: `deploy/checkout`, `pod/checkout-7d8f9c5b6d-x2x4z`. */
  readonly shown: string;
}

/** kubectl's words for kinds, with its abbreviations. */
const KINDS: Readonly<Record<PodTarget['kind'], readonly [short: string, ...others: string[]]>> = {
  pod: ['pod', 'po', 'pods'],
  deployment: ['deploy', 'deployment', 'deployments', 'deployments.apps', 'deployment.apps'],
  statefulset: ['sts', 'statefulset', 'statefulsets', 'statefulsets.apps', 'statefulset.apps'],
  daemonset: ['ds', 'daemonset', 'daemonsets', 'daemonsets.apps', 'daemonset.apps'],
  replicaset: ['rs', 'replicaset', 'replicasets', 'replicasets.apps', 'replicaset.apps'],
  job: ['job', 'jobs', 'jobs.batch', 'job.batch'],
  cronjob: ['cronjob', 'cj', 'cronjobs', 'cronjobs.batch', 'cronjob.batch'],
  service: ['svc', 'service', 'services'],
};

const BY_WORD = new Map(
  Object.entries(KINDS).flatMap(([kind, words]) =>
    words.map((word) => [word, { kind: kind as PodTarget['kind'], short: words[0] }] as const),
  ),
);

/** What the kinds are called in help and errors. */
export const POD_TARGET_FORMS = 'pod/x, deploy/x, sts/x, ds/x, job/x, cronjob/x, rs/x, svc/x';

const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/**
 * Whether a text names something in a cluster: `KIND/NAME`, or a name alone, which is a pod's.
 * @throws ProfError USAGE for a kind that prof does not know, and for a name that no object can have
 */
export function parsePodTarget(text: string): PodTarget | undefined {
  const [, word, name = ''] = /^([A-Za-z.]+)\/(.*)$/s.exec(text) ?? [];
  if (word === undefined) {
    // A number is rather a process, and what holds a dot and a port a host.
    return NAME.test(text) && !/^\d+$/.test(text)
      ? { kind: 'pod', name: text, shown: `pod/${text}` }
      : undefined;
  }
  const found = BY_WORD.get(word.toLowerCase());
  if (found === undefined) {
    const near = didYouMean(word.toLowerCase(), [...BY_WORD.keys()]);
    throw new ProfError('USAGE', `prof takes no profiles from a ${word}`, {
      hints: [
        ...(near === undefined ? [] : [`did you mean ${near}/${name}?`]),
        `it takes ${POD_TARGET_FORMS}`,
      ],
    });
  }
  if (!NAME.test(name) || name.includes('..')) {
    throw new ProfError('USAGE', `not a name in a cluster: ${name === '' ? '(empty)' : name.slice(0, 100)}`, {
      hints: ['names have lower-case letters, digits, - and .'],
    });
  }
  return { kind: found.kind, name, shown: `${found.short}/${name}` };
}

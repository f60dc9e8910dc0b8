import { findPods } from '../pods/find-pods.ts';
import { type CaptureDeps, type CaptureOptions, DEFAULT_POD_OPTIONS } from './capture-options.ts';
import { type PodTarget, parseTarget, type Target } from './target.ts';

/** Whether anything of a cluster is meant. @throws ProfError USAGE as `parseTarget` */
export function namesCluster({
  targets,
  pods = DEFAULT_POD_OPTIONS,
}: Pick<CaptureOptions, 'targets' | 'pods'>): boolean {
  const isSelecting = pods.selector !== undefined || pods.fieldSelector !== undefined || pods.all === true;
  const isNamed = targets.map(parseTarget).some(({ kind }) => kind === 'cluster');
  const isNamespace = targets.length === 0 && pods.namespace !== undefined;
  return isNamed || isSelecting || isNamespace || pods.allNamespaces === true;
}

/**
 * The targets that the texts name, with the pods of a cluster in the place of their workloads and selectors.
 * @throws ProfError as `parseTarget` and `findPods`
 */
export async function expandTargets(
  options: Pick<CaptureOptions, 'targets' | 'pods'>,
  deps: Pick<CaptureDeps, 'kubernetes' | 'signal' | 'emit'>,
): Promise<Target[]> {
  const parsed = options.targets.map(parseTarget);
  const direct = parsed.filter((target) => target.kind !== 'cluster');
  const inCluster = parsed.flatMap((target) => (target.kind === 'cluster' ? [target.text] : []));
  const { pods = DEFAULT_POD_OPTIONS } = options;
  if (!namesCluster(options)) return direct;
  const kubernetes = await deps.kubernetes();
  const { signal } = deps;
  const found = await findPods({ ...pods, targets: inCluster }, { kubernetes, signal, random: Math.random });
  if (kubernetes.identity.isInsecure) {
    const message = `the certificate of ${kubernetes.identity.server} is not checked: the kubeconfig says so`;
    deps.emit({ kind: 'note', message });
  }
  for (const message of found.notes) deps.emit({ kind: 'note', message });
  for (const { pod, why } of found.skipped) deps.emit({ kind: 'note', message: `skipped ${pod}: ${why}` });
  const isMixed = new Set(found.pods.map(({ pod }) => pod.namespace)).size > 1;
  const targets = found.pods.map((each): PodTarget => {
    const { namespace, name } = each.pod;
    return { kind: 'pod', shown: isMixed ? `${namespace}/${name}` : `pod/${name}`, found: each };
  });
  return [...direct, ...targets];
}

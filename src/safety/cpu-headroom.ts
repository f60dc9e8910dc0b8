import { ProfError } from '../kit/errors.ts';
import type { Kubernetes, Pod, PodContainer, PodUsage } from '../ports/kubernetes.ts';

/** A CPU profile is not taken from what uses more of its CPU than this. */
const MOST_SHARE = 0.8;

export type CpuHeadroom =
  | { readonly kind: 'enough' }
  | { readonly kind: 'short'; readonly usedCores: number; readonly ofCores: number; readonly of: string }
  | { readonly kind: 'unknown'; readonly why: string };

export interface HeadroomDeps {
  readonly kubernetes: Pick<Kubernetes, 'podUsage'>;
  readonly nodeCores: NodeCores;
  readonly signal?: AbortSignal | undefined;
}

/** What a node can give to pods; undefined: it may not be seen. */
export type NodeCores = (node: string, signal?: AbortSignal) => Promise<number | undefined>;

/** Asks for each node once, however many pods it has. */
export function nodeCoresOnce(kubernetes: Pick<Kubernetes, 'allocatableCores'>): NodeCores {
  const known = new Map<string, Promise<number | undefined>>();
  return (node, signal) => {
    const asked = known.get(node) ?? kubernetes.allocatableCores(node, { signal });
    known.set(node, asked);
    // A question that failed for one pod may be asked for the next.
    asked.catch(() => known.delete(node));
    return asked;
  };
}

/**
 * Whether a pod has CPU left for being profiled: by the limit of the container that is meant, or those of all
 * containers; where there is no limit, by what its node can give.
 * @param container undefined: it is not known which is meant
 */
export async function cpuHeadroom(
  pod: Pod,
  container: string | undefined,
  deps: HeadroomDeps,
): Promise<CpuHeadroom> {
  const { kubernetes, nodeCores, signal } = deps;
  try {
    const usage = await kubernetes.podUsage(pod.namespace, pod.name, { signal });
    if (usage === undefined || usage.length === 0) return { kind: 'unknown', why: 'no metrics of it' };
    const meant = pod.containers.filter(({ name }) => container === undefined || name === container);
    const limitCores = limitOf(meant);
    if (limitCores !== undefined) {
      const usedCores = sum(usage.filter(({ container: name }) => isAmong(name, meant)));
      return judged(usedCores, limitCores, 'limit');
    }
    const cores = pod.node === undefined ? undefined : await nodeCores(pod.node, signal);
    if (cores === undefined) {
      return { kind: 'unknown', why: 'it has no CPU limit, and its node may not be seen' };
    }
    return judged(sum(usage), cores, `node ${pod.node}`);
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    return { kind: 'unknown', why: error.message };
  }
}

/** Undefined: at least one of them may use as much as there is. */
function limitOf(containers: readonly PodContainer[]): number | undefined {
  const limits = containers.flatMap(({ cpuLimitCores }) => cpuLimitCores ?? []);
  if (limits.length === 0 || limits.length < containers.length) return undefined;
  return limits.reduce((all, cores) => all + cores, 0);
}

const isAmong = (name: string, containers: readonly PodContainer[]): boolean =>
  containers.some((container) => container.name === name);

const sum = (usage: readonly PodUsage[]): number => usage.reduce((all, { cpuCores }) => all + cpuCores, 0);

const judged = (usedCores: number, ofCores: number, of: string): CpuHeadroom =>
  usedCores > ofCores * MOST_SHARE ? { kind: 'short', usedCores, ofCores, of } : { kind: 'enough' };

import { ProfError } from '../kit/errors.ts';
import type { Kubernetes, Pod, Workload } from '../ports/kubernetes.ts';
import { refusalOf } from './opt-in.ts';
import { type PodTarget, parsePodTarget } from './pod-target.ts';
import { bothRevisions, revisionPods } from './revision-pods.ts';

export interface FindPodsOptions {
  /** `pod/x`, `x`, `deploy/x`, … */
  readonly targets: readonly string[];
  readonly selector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Undefined: that of the context. */
  readonly namespace?: string | undefined;
  readonly allNamespaces?: boolean | undefined;
  /** Also without a selector: all of the namespace, or of the cluster. */
  readonly all?: boolean | undefined;
  /** Of deployments: the pods of the newest or of the previous replica set only, or of these two. */
  readonly revision?: 'new' | 'old' | 'both' | undefined;
  /** Of each workload, and of what a selector finds. */
  readonly maxPods: number;
}

export interface FindPodsDeps {
  readonly kubernetes: Kubernetes;
  readonly signal?: AbortSignal | undefined;
  /** A number from 0 up to 1, for the sample. */
  readonly random: () => number;
}

export interface FoundPod {
  readonly pod: Pod;
  /** What it was found by: `deploy/checkout`, `-l app=x`, `pod/x`. */
  readonly by: string;
  /** How many pods that has, also those that are not taken: what a share of it means. */
  readonly podsOfTarget: number;
  /** Where it was asked for: of which replica set it is. */
  readonly revision?: PodRevision | undefined;
}

export interface PodRevision {
  readonly which: 'new' | 'old';
  readonly number: number;
}

export interface SkippedPod {
  readonly pod: string;
  readonly why: string;
}

export interface FoundPods {
  readonly pods: readonly FoundPod[];
  readonly skipped: readonly SkippedPod[];
  /** What the user should know: a sample was taken, a pod is not ready. */
  readonly notes: readonly string[];
}

/**
 * The pods that targets and selectors mean. Of a workload those that are ready, at most so many; one named by hand in
 * any state.
 * @throws ProfError USAGE, NOT_FOUND (no such object, no pod of it is ready), NOT_ALLOWED, UNREACHABLE
 */
export async function findPods(options: FindPodsOptions, deps: FindPodsDeps): Promise<FoundPods> {
  const search = new Search(options, deps);
  for (const text of options.targets) {
    const target = parsePodTarget(text);
    if (target === undefined) throw new ProfError('USAGE', `not the name of anything in a cluster: ${text}`);
    if (target.kind === 'pod') await search.byName(target);
    else await search.byWorkload(target, target.kind);
  }
  const hasSelector = options.selector !== undefined || options.fieldSelector !== undefined;
  if (hasSelector || (options.targets.length === 0 && options.all === true)) await search.bySelector();
  else if (options.targets.length === 0) {
    throw new ProfError('USAGE', 'that would be every pod there is', {
      hints: ['choose them with -l app=checkout, or say --all'],
    });
  }
  return search.result();
}

interface Choice {
  readonly by: string;
  /** The user named the workload, which counts for more than what its pods say of themselves. */
  readonly isNamed: boolean;
}

class Search {
  readonly #options: FindPodsOptions;
  readonly #deps: FindPodsDeps;
  readonly #found = new Map<string, FoundPod>();
  readonly #skipped: SkippedPod[] = [];
  readonly #notes: string[] = [];

  constructor(options: FindPodsOptions, deps: FindPodsDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  get #namespace(): string {
    return this.#options.namespace ?? this.#deps.kubernetes.identity.namespace;
  }

  async byName({ name, shown }: PodTarget): Promise<void> {
    const { kubernetes, signal } = this.#deps;
    const pod = await kubernetes.getPod(this.#namespace, name, { signal });
    if (pod === undefined) throw missing('pod', name, this.#namespace);
    const state = stateOf(pod);
    if (state !== undefined) this.#notes.push(`${name} is tried although it is ${state}`);
    const refusal = refusalOf(pod);
    if (refusal !== undefined) this.#notes.push(`${name} is tried although it does not want it (${refusal})`);
    this.#keep({ pod, by: shown, podsOfTarget: 1 });
  }

  async byWorkload({ name, shown }: PodTarget, kind: Workload['kind']): Promise<void> {
    const { kubernetes, signal } = this.#deps;
    const workload = await kubernetes.getWorkload(kind, this.#namespace, name, { signal });
    if (workload === undefined) throw missing(kind, name, this.#namespace);
    const { revision } = this.#options;
    if (revision === 'both') return this.#chooseBoth(await bothRevisions(workload, this.#deps), shown);
    if (revision !== undefined) {
      const found = await revisionPods(workload, revision, this.#deps);
      const by = `${shown} (${revision} revision ${found.revision})`;
      return this.#choose(found.pods, { by, isNamed: true });
    }
    const pods: Pod[] = [];
    for (const selector of await selectorsOf(workload, this.#deps)) {
      const query = { namespace: workload.namespace, labelSelector: selector };
      for await (const pod of kubernetes.listPods(query, { signal })) pods.push(pod);
    }
    this.#choose(pods, { by: shown, isNamed: true });
  }

  async bySelector(): Promise<void> {
    const { selector, fieldSelector, allNamespaces } = this.#options;
    const { kubernetes, signal } = this.#deps;
    const namespace = allNamespaces === true ? undefined : this.#namespace;
    const query = { namespace, labelSelector: selector, fieldSelector };
    const pods: Pod[] = [];
    for await (const pod of kubernetes.listPods(query, { signal })) pods.push(pod);
    const by = [
      ...(selector === undefined ? [] : [`-l ${selector}`]),
      ...(fieldSelector === undefined ? [] : [`--field-selector ${fieldSelector}`]),
    ];
    const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
    this.#choose(pods, { by: by.length === 0 ? where : by.join(' '), isNamed: false });
  }

  /** Side by side, so that both are taken at about the same time; together they are the pods of one workload. */
  #chooseBoth({ newest, previous }: Awaited<ReturnType<typeof bothRevisions>>, by: string): void {
    const sides = [
      { which: 'old' as const, ...previous },
      { which: 'new' as const, ...newest },
    ].map(({ which, revision, pods }) => {
      const fitting = this.#fitting(pods, { by: `${by} (${which} revision ${revision})`, isNamed: true });
      return { ...fitting, revision: { which, number: revision } };
    });
    const podsOfTarget = sides.reduce((sum, { count }) => sum + count, 0);
    const longest = Math.max(...sides.map(({ chosen }) => chosen.length));
    for (let at = 0; at < longest; at++) {
      for (const { chosen, revision } of sides) {
        const pod = chosen[at];
        if (pod !== undefined) this.#keep({ pod, by, podsOfTarget, revision });
      }
    }
  }

  #choose(pods: readonly Pod[], choice: Choice): void {
    const { chosen, count } = this.#fitting(pods, choice);
    for (const pod of chosen) this.#keep({ pod, by: choice.by, podsOfTarget: count });
  }

  /** The ready ones, and of too many a sample. */
  #fitting(
    pods: readonly Pod[],
    { by, isNamed }: Choice,
  ): { readonly chosen: readonly Pod[]; readonly count: number } {
    const fitting = pods.filter((pod) => {
      const why = stateOf(pod) ?? (isNamed ? undefined : refusalOf(pod));
      if (why !== undefined) this.#skipped.push({ pod: shownPod(pod), why });
      return why === undefined;
    });
    const refusal = isNamed ? fitting.map(refusalOf).find((each) => each !== undefined) : undefined;
    if (refusal !== undefined) this.#notes.push(`${by} is tried although it does not want it (${refusal})`);
    if (fitting.length === 0) {
      const reasons = [...new Set(this.#skipped.map(({ why }) => why))].slice(0, 5);
      throw new ProfError('NOT_FOUND', `${by}: ${pods.length === 0 ? 'no pods' : 'no pod that is ready'}`, {
        hints:
          pods.length === 0
            ? [`kubectl get pods -n ${this.#namespace} lists what there is; -n names another namespace`]
            : [`they are: ${reasons.join(', ')}; a pod named by itself is tried all the same`],
        details: { podCount: pods.length },
      });
    }
    const { maxPods } = this.#options;
    const chosen = fitting.length <= maxPods ? fitting : sample(fitting, maxPods, this.#deps.random);
    if (chosen.length < fitting.length) {
      this.#notes.push(`${by}: a random ${maxPods} of ${fitting.length} pods (--max-pods takes more)`);
    }
    return { chosen, count: fitting.length };
  }

  /** A pod that two targets mean is taken once. */
  #keep(found: FoundPod): void {
    const key = `${found.pod.namespace}/${found.pod.name}`;
    if (!this.#found.has(key)) this.#found.set(key, found);
  }

  result(): FoundPods {
    return { pods: [...this.#found.values()], skipped: this.#skipped, notes: this.#notes };
  }
}

const shownPod = ({ namespace, name }: Pod): string => `${namespace}/${name}`;

/** Why a pod cannot be profiled as it is; undefined: it can. */
function stateOf(pod: Pod): string | undefined {
  if (pod.reason === 'Evicted') return 'evicted';
  if (pod.isTerminating) return 'terminating';
  if (pod.isWindows) return 'on Windows';
  if (pod.phase !== 'Running') return pod.phase.toLowerCase();
  return pod.isReady ? undefined : 'not ready';
}

async function selectorsOf(workload: Workload, deps: FindPodsDeps): Promise<string[]> {
  const { kind, selector, name, namespace } = workload;
  if (kind !== 'cronjob') {
    if (selector !== '') return [selector];
    throw new ProfError('NOT_FOUND', `${kind} ${namespace}/${name} selects no pods`, {
      hints:
        kind === 'service' ? ['a service without a selector has endpoints of its own: name the pods'] : [],
    });
  }
  const selectors: string[] = [];
  for await (const job of deps.kubernetes.listWorkloads('job', { namespace }, { signal: deps.signal })) {
    const isOwn = job.owners.some((owner) => owner.kind === 'CronJob' && owner.name === name);
    if (isOwn && job.selector !== '') selectors.push(job.selector);
  }
  if (selectors.length > 0) return selectors;
  throw new ProfError('NOT_FOUND', `cronjob ${namespace}/${name} has no job`, {
    hints: [`kubectl create job --from=cronjob/${name} makes one`],
  });
}

function missing(kind: string, name: string, namespace: string): ProfError {
  return new ProfError('NOT_FOUND', `no ${kind} ${name} in namespace ${namespace}`, {
    hints: [`kubectl get ${kind}s -n ${namespace} lists them; -n names another namespace`],
    details: { kind, name, namespace },
  });
}

/** So many of them, each as likely as the others, in their order. */
function sample<Item>(items: readonly Item[], count: number, random: () => number): Item[] {
  const chosen: Item[] = [];
  for (const [at, item] of items.entries()) {
    const needed = count - chosen.length;
    if (random() * (items.length - at) < needed) chosen.push(item);
  }
  return chosen;
}

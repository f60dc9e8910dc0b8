import { safeText } from '../kit/safe-text.ts';
import type { ContainerChoice } from '../pods/choose-container.ts';
import type { ResolvedPod, ResolvedPods } from '../pods/resolve-pods.ts';
import { placeText } from './endpoint-place.ts';
import { formatFacts } from './table.ts';

/** What `prof resolve --json` prints. */
export interface ResolveDocument {
  readonly schema: 'prof.resolve.v1';
  readonly pods: readonly ResolvedPodDocument[];
  readonly skipped: readonly { readonly pod: string; readonly why: string }[];
}

export interface ResolvedPodDocument {
  readonly namespace: string;
  readonly pod: string;
  readonly service: string;
  readonly serviceRules: readonly {
    readonly rule: string;
    readonly name: string | null;
    readonly why: string;
    readonly won: boolean;
  }[];
  readonly owners: readonly string[];
  readonly revision: number | null;
  /** Which is meant; null: the one that answers. */
  readonly container: string | null;
  readonly containerWhy: string;
  readonly endpoints: readonly {
    readonly kind: string;
    readonly scheme: string;
    readonly port: number;
    readonly path: string;
    readonly why: string;
  }[];
  readonly rejected: readonly { readonly why: string; readonly problem: string }[];
}

export function resolveDocument({ pods, skipped }: ResolvedPods): ResolveDocument {
  return { schema: 'prof.resolve.v1', pods: pods.map(podDocument), skipped };
}

function podDocument({
  pod,
  service,
  owners,
  container,
  endpoints,
  rejected,
}: ResolvedPod): ResolvedPodDocument {
  const winner = service.candidates.find(({ name }) => name !== undefined);
  return {
    namespace: pod.namespace,
    pod: pod.name,
    service: service.name,
    serviceRules: service.candidates.map((candidate) => {
      const { rule, name, why } = candidate;
      return { rule, name: name ?? null, why, won: candidate === winner };
    }),
    owners: owners.links,
    revision: owners.revision ?? null,
    container: container.kind === 'chosen' ? container.name : null,
    containerWhy: whyOf(container),
    endpoints: endpoints.map(({ kind, scheme, port, path, why }) => ({ kind, scheme, port, path, why })),
    rejected,
  };
}

/** A block for each pod: its name, what named it and what would have, where it would be asked. */
export function resolveText({ pods }: ResolvedPods): string {
  return pods.map(blockOf).join('\n');
}

function whyOf(container: ContainerChoice): string {
  if (container.kind === 'refused') return container.error.message;
  return container.kind === 'open' ? 'the one that answers' : container.why;
}

function blockOf({ pod, service, owners, container, endpoints, rejected }: ResolvedPod): string {
  const winner = service.candidates.find(({ name }) => name !== undefined);
  const rules = service.candidates.map((candidate) => {
    const { rule, name, why } = candidate;
    const mark = candidate === winner ? '*' : ' ';
    return `  ${mark} ${rule.padEnd(6)} ${safeText(name === undefined ? `- (${why})` : `${name} (${why})`)}\n`;
  });
  const above = owners.links.slice(1).map((link) => `    ${'owner'.padEnd(6)} ${safeText(link)}\n`);
  const places = endpoints.map((endpoint) => `    ${safeText(`${placeText(endpoint)} (${endpoint.why})`)}\n`);
  const useless = rejected.map(({ why, problem }) => `    not ${safeText(`${why}: ${problem}`)}\n`);
  const facts = formatFacts([
    ['service', service.name],
    ['revision', owners.revision?.toString()],
    ['container', `${container.kind === 'chosen' ? container.name : '-'} (${whyOf(container)})`],
  ]);
  const title = `${safeText(`${pod.namespace}/${pod.name}`)}\n`;
  return `${title}${facts}${[...rules, ...above].join('')}  endpoints, tried in this order\n${[...places, ...useless].join('')}`;
}

import { ProfError } from '../../kit/errors.ts';
import type { EndpointCandidate } from '../../pods/endpoint.ts';
import { type ResolvedPods, resolvePods } from '../../pods/resolve-pods.ts';
import type { Pod } from '../../ports/kubernetes.ts';
import { resolveText } from '../../present/resolve.ts';
import type { DashboardControl } from '../control.ts';
import { startCapture } from '../start-capture.ts';
import { markedRows } from '../state/reduce-list.ts';
import { inOnePiece, type LoadContext, type Screen, type TableBody } from './screen.ts';

interface PodRow {
  readonly name: string;
  readonly namespace: string;
  /** Undefined: it is passed over. */
  readonly pod: Pod | undefined;
  readonly service: string;
  /** Which rule named it. */
  readonly rule: string;
  readonly endpoint: EndpointCandidate | undefined;
  /** Why it is passed over. */
  readonly skipped: string;
}

const body: TableBody<PodRow> = {
  kind: 'table',
  columns: [
    { header: 'NAMESPACE', isOptional: true, cell: ({ namespace }) => namespace },
    { header: 'POD', cell: ({ name }) => name },
    { header: 'SERVICE', cell: ({ service }) => service },
    { header: 'NAMED BY', isOptional: true, cell: ({ rule }) => rule },
    {
      header: 'ENDPOINT',
      cell: ({ endpoint }) => (endpoint === undefined ? '-' : `:${endpoint.port}${endpoint.path}`),
    },
    { header: 'FOUND BY', isOptional: true, cell: ({ endpoint }) => endpoint?.why ?? '-' },
    { header: 'STATE', cell: ({ pod, skipped }) => (pod === undefined ? skipped : stateOf(pod)) },
    { header: 'NODE', isOptional: true, cell: ({ pod }) => pod?.node ?? '-' },
  ],
  idOf: ({ namespace, name }) => `${namespace}/${name}`,
  refreshMs: 5_000,
  load: (context) => inOnePiece(rowsOf(context)),
  nothing: () => [
    'no pods in this namespace',
    '',
    ':ns NAME looks at another one, :ns * at all of them, :ctx NAME at another cluster',
  ],
  enter: explain,
  tone: ({ pod }) => (pod === undefined ? 'dim' : undefined),
};

const stateOf = ({ phase, isReady }: Pod): string => (isReady ? 'ready' : phase.toLowerCase());

async function rowsOf({ backend, control, signal }: LoadContext): Promise<PodRow[]> {
  const kubernetes = await backend.kubernetes();
  const { namespace } = kubernetes.identity;
  await control.sawCluster(kubernetes);
  const options = {
    targets: [],
    all: true,
    allNamespaces: backend.allNamespaces,
    maxPods: Number.POSITIVE_INFINITY,
    endpoint: {},
    withoutOwners: true,
  };
  const deps = { kubernetes, signal, random: () => 0 };
  const { pods, skipped } = await resolvePods(options, deps).catch(noneIsNoError);
  const found = pods.map(
    ({ pod, service, endpoints }): PodRow => ({
      name: pod.name,
      namespace: pod.namespace,
      pod,
      service: service.name,
      rule: service.rule,
      endpoint: endpoints[0],
      skipped: '',
    }),
  );
  const passedOver = skipped.map(({ pod, why }): PodRow => {
    const slash = pod.indexOf('/');
    return {
      name: pod.slice(slash + 1),
      namespace: slash === -1 ? namespace : pod.slice(0, slash),
      pod: undefined,
      service: '-',
      rule: '-',
      endpoint: undefined,
      skipped: why,
    };
  });
  return [...found, ...passedOver];
}

function noneIsNoError(error: unknown): Pick<ResolvedPods, 'pods' | 'skipped'> {
  if (error instanceof ProfError && error.details.podCount === 0) return { pods: [], skipped: [] };
  throw error;
}

/** All that `prof resolve` says of a pod. */
async function explain({ name, namespace }: PodRow, control: DashboardControl): Promise<void> {
  const kubernetes = await control.backend.kubernetes();
  control.log(['resolve', name, '-n', namespace, ...control.backend.flagWords]);
  const options = { targets: [`pod/${name}`], namespace, maxPods: 1, endpoint: {} };
  const resolved = await resolvePods(options, { kubernetes, random: () => 0 });
  control.page(`pod ${name}`, [...resolveText(resolved).split('\n'), ...resolved.notes]);
}

function capturePods(control: DashboardControl): Promise<void> {
  const { list } = control.body;
  const rows = list === undefined ? [] : (markedRows(list) as PodRow[]);
  const namespaces = new Set(rows.map(({ namespace }) => namespace));
  if (rows.length === 0) throw new ProfError('USAGE', 'no pod to capture from');
  if (namespaces.size > 1) {
    throw new ProfError('USAGE', 'the marked pods are of several namespaces', {
      hints: ['capture those of one namespace at a time'],
    });
  }
  const targets = rows.map(({ name }) => `pod/${name}`);
  return startCapture({ targets, namespace: rows[0]!.namespace }, control);
}

export const pods: Screen = {
  id: 'pods',
  title: 'Pods',
  digit: '3',
  crumb: () => 'pods',
  contexts: ['pods'],
  tabs: [{ id: 'pods', title: 'pods', body }],
  commandLine: (_, { backend }) => ['resolve', ...backend.namespaceWords, '--all', ...backend.flagWords],
  commands: { capture: capturePods },
};

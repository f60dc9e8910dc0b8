/** Profiles from one pod: which way, which of its ports, and then as from any program. */
import { ProfError } from '../kit/errors.ts';
import { type ChosenWay, chooseWay } from '../pods/choose-way.ts';
import type { EndpointCandidate } from '../pods/endpoint.ts';
import { type FindOwners, ownerLookup } from '../pods/owner-chain.ts';
import type { Kubernetes, Pod, PodRoute } from '../ports/kubernetes.ts';
import { type CaptureDeps, DEFAULT_POD_OPTIONS } from './capture-options.ts';
import type { TargetResult } from './capture-result.ts';
import type { CaptureRun } from './capture-target.ts';
import { safeRequests } from './check-headroom.ts';
import type { Deadline } from './deadline.ts';
import { captureHttp, type HttpAccess } from './http-target.ts';
import { captureNode } from './node-profiles.ts';
import type { NamedPlan } from './plan.ts';
import { containerFacts, podFacts } from './pod-facts.ts';
import { type ProbeAnswer, probeEndpoint } from './probe-endpoint.ts';
import { nodeProgramFacts } from './program-facts.ts';
import { onlyContainer } from './rival-container.ts';
import type { ProfileSink } from './taken-profile.ts';
import type { PodTarget } from './target.ts';
import { captureWoken } from './woken-capture.ts';

export interface PodCaptureDeps {
  readonly deadline: Deadline;
  readonly sink: ProfileSink;
  readonly run: CaptureRun;
  readonly deps: CaptureDeps;
}

/**
 * Takes the profiles of one pod over one way and one port: the first of its endpoints that answers.
 * @throws ProfError where nothing answers, or the way is barred
 */
export async function capturePod(
  { found }: PodTarget,
  { plan, endpoints, container }: Pick<TargetResult, 'plan' | 'endpoints' | 'container'>,
  { deadline, sink, run, deps }: PodCaptureDeps,
): Promise<void> {
  const kubernetes = await deps.kubernetes();
  const { pod } = found;
  const { signal } = deadline;
  const owners = await ownersOf(run, kubernetes)(pod, signal);
  sink.learned(podFacts(pod, owners));
  const name = container?.kind === 'chosen' ? container.name : undefined;
  if (name !== undefined) sink.learned(containerFacts(pod, name));
  const safe = await safeRequests(pod, name, plan.requests, { kubernetes, deadline, sink, run });
  if (safe.length === 0) return;
  const work = { ...plan, requests: safe };
  const problems: EndpointProblem[] = [];
  const place = { pod, kubernetes, run, deadline };
  for (const candidate of endpoints) {
    if (candidate.kind === 'wake') {
      await wakeAndTake(candidate, { name, plan: work, sink, problems }, place);
      return;
    }
    const opened = await openWay(candidate, place);
    try {
      const answer = await probeEndpoint(candidate, pod, { ...opened, deadline });
      if (answer.kind !== 'nothing') {
        const search = { pod, endpoints, reached: candidate };
        const behind = name ?? (await onlyContainer(search, (other) => answers(other, place)));
        if (behind !== undefined) sink.learned(containerFacts(pod, behind));
        const { way } = opened;
        const offered = answer.kind === 'pprof' ? answer.offered : undefined;
        sink.reached({ endpoint: candidate, way, offered, container: behind });
        return await takeFrom(answer, opened, work, { deadline, sink, run });
      }
      problems.push({ text: `${candidate.port} (${candidate.why}): ${answer.why}`, hint: answer.hint });
    } finally {
      await opened.route.close();
    }
  }
  throw nothingAnswers(pod, problems, podsOf(run).endpoint.port);
}

/** Why an endpoint was passed over. */
interface EndpointProblem {
  readonly text: string;
  /** Where it answers, and refuses us. */
  readonly hint: string | undefined;
}

interface PodPlace {
  readonly pod: Pod;
  readonly kubernetes: Kubernetes;
  readonly run: CaptureRun;
  readonly deadline: Deadline;
}

/** What `--exec` adds: a Node.js program of the pod is woken. */
async function wakeAndTake(
  candidate: EndpointCandidate,
  work: {
    /** Of the container that is meant, where that is known. */
    readonly name: string | undefined;
    readonly plan: NamedPlan;
    readonly sink: ProfileSink;
    readonly problems: readonly EndpointProblem[];
  },
  { pod, kubernetes, run, deadline }: PodPlace,
): Promise<void> {
  const { name, plan, sink, problems } = work;
  const access = accessTo(candidate, run);
  const way = await wayTo(pod, candidate, access, { kubernetes, run, deadline });
  const flags = { ...podsOf(run).endpoint, container: name };
  try {
    await captureWoken({ pod, candidate, way, flags, plan }, { kubernetes, deadline, sink, run });
  } catch (error) {
    throw withProblems(error, problems);
  }
}

interface OpenedWay {
  readonly route: PodRoute;
  readonly access: HttpAccess;
  readonly way: ChosenWay;
}

async function openWay(
  candidate: EndpointCandidate,
  { pod, kubernetes, run, deadline }: PodPlace,
): Promise<OpenedWay> {
  const access = accessTo(candidate, run);
  const way = await wayTo(pod, candidate, access, { kubernetes, run, deadline });
  const { signal } = deadline;
  const route = await kubernetes.openRoute({ pod, port: candidate.port, way: way.way, signal });
  return { route, access, way };
}

/** What the plan asks of an endpoint that answered. */
async function takeFrom(
  answer: Exclude<ProbeAnswer, { kind: 'nothing' }>,
  { route, access }: OpenedWay,
  plan: NamedPlan,
  { deadline, sink, run }: Omit<PodCaptureDeps, 'deps'>,
): Promise<void> {
  if (answer.kind === 'inspector') return takeFromNode(route, plan, { deadline, sink, run });
  const { target, offered } = answer;
  const { requests, seconds } = plan;
  const capture = { target, requests, seconds, access, limits: run.limits, offered };
  await captureHttp(capture, { http: route.http, deadline, sink });
}

async function answers(candidate: EndpointCandidate, place: PodPlace): Promise<boolean> {
  const { route, access } = await openWay(candidate, place);
  try {
    const { deadline, pod } = place;
    return (await probeEndpoint(candidate, pod, { route, access, deadline })).kind !== 'nothing';
  } finally {
    await route.close();
  }
}

const podsOf = ({ options }: Pick<CaptureRun, 'options'>) => options.pods ?? DEFAULT_POD_OPTIONS;

/** One lookup for all pods of a run. */
function ownersOf(run: CaptureRun, kubernetes: Kubernetes): FindOwners {
  run.findOwners ??= ownerLookup(kubernetes);
  return run.findOwners;
}

/** Secrets go only where the user pointed, unless told otherwise. */
function accessTo(candidate: EndpointCandidate, { options }: CaptureRun): HttpAccess {
  const { access } = options;
  const pods = podsOf({ options });
  const isPointedAt = pods.endpoint.port !== undefined;
  const headers = isPointedAt || pods.sendsToken ? access.headers : {};
  return {
    headers,
    tls: pods.tls,
    allowLinkLocal: false,
    ...(candidate.scheme === 'http' ? { tls: {} } : {}),
  };
}

/** Each namespace is asked for once a run; what a tunnel alone can carry is another question. */
function wayTo(
  pod: Pod,
  candidate: EndpointCandidate,
  access: HttpAccess,
  { kubernetes, run, deadline }: { kubernetes: Kubernetes; run: CaptureRun; deadline: Deadline },
): Promise<ChosenWay> {
  const needs = {
    hasToken: Object.hasOwn(access.headers, 'authorization'),
    isLocal: candidate.kind !== 'pprof',
  };
  const key = JSON.stringify([pod.namespace, needs]);
  const known = run.ways.get(key);
  if (known) return known;
  const chosen = chooseWay(podsOf(run).via, pod.namespace, needs, {
    kubernetes,
    signal: deadline.signal,
  });
  run.ways.set(key, chosen);
  // A question that failed for one pod may be asked for the next.
  chosen.catch(() => run.ways.delete(key));
  return chosen;
}

async function takeFromNode(
  route: PodRoute,
  plan: NamedPlan,
  { deadline, sink, run }: Omit<PodCaptureDeps, 'deps'>,
): Promise<void> {
  const inspector = await route.inspector();
  const timeoutMs = Math.min(run.options.timeoutMs, deadline.remainingMs());
  const session = await inspector.connect({ host: '127.0.0.1', port: 0, timeoutMs, signal: deadline.signal });
  try {
    sink.learned(await nodeProgramFacts(session, deadline));
    await captureNode({ ...plan, limits: run.limits }, { session, deadline, sink });
  } finally {
    await session.close();
  }
}

/** What was tried before, to what ended the search. */
function withProblems(error: unknown, problems: readonly EndpointProblem[]): unknown {
  if (!(error instanceof ProfError) || problems.length === 0) return error;
  const { code, message, hints, details } = error;
  return new ProfError(code, message, {
    hints,
    details: { ...details, tried: textsOf(problems) },
    cause: error,
  });
}

const textsOf = (problems: readonly EndpointProblem[]): string[] => problems.map(({ text }) => text);

function nothingAnswers(pod: Pod, problems: readonly EndpointProblem[], port: string | undefined): ProfError {
  const tried = problems.length === 0 ? `it has no port ${port ?? ''}`.trim() : textsOf(problems).join('; ');
  const refusals = [...new Set(problems.flatMap(({ hint }) => hint ?? []))];
  const code = refusals.length > 0 ? 'NOT_ALLOWED' : 'UNREACHABLE';
  return new ProfError(code, `no endpoint of pod ${pod.namespace}/${pod.name} answers: ${tried}`, {
    hints: [
      ...refusals,
      '--port NUMBER names another port, --path another path',
      'a Go program serves profiles after: import _ "net/http/pprof"; Node.js after --inspect, or with --exec',
    ],
    details: { pod: pod.name, namespace: pod.namespace, tried: textsOf(problems) },
  });
}

import { ProfError } from '../kit/errors.ts';
import type { ChosenWay } from '../pods/choose-way.ts';
import type { FindOwners } from '../pods/owner-chain.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import type { NodeCores } from '../safety/cpu-headroom.ts';
import { formatStamp } from '../store/keys.ts';
import type { CaptureDeps, CaptureOptions } from './capture-options.ts';
import type { CaptureFailure, TargetResult } from './capture-result.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { captureHttp } from './http-target.ts';
import { keepProfile } from './keep-profile.ts';
import { captureNode } from './node-profiles.ts';
import { capturePod } from './pod-capture.ts';
import { goProgramFacts, nodeProgramFacts } from './program-facts.ts';
import type { oneAtATime } from './run-limited.ts';
import type { ProfileSink } from './taken-profile.ts';
import type { InspectorTarget, ProcessTarget } from './target.ts';
import { openProcessInspector } from './wake-inspector.ts';

/** What the targets of one run share. */
export interface CaptureRun {
  readonly options: CaptureOptions;
  readonly limits: DecodeLimits;
  readonly runMs: number;
  /** All woken processes want the same port, so they take turns. */
  readonly wakeLock: ReturnType<typeof oneAtATime>;
  readonly failures: CaptureFailure[];
  readonly countOfService: ReadonlyMap<string, number>;
  /** How the pods of each namespace are reached; asked once. */
  readonly ways: Map<string, Promise<ChosenWay>>;
  /** It was said that the load of a pod is not known. */
  isHeadroomDoubted?: boolean;
  /** Made when the first pod's headroom is asked for. */
  nodeCores?: NodeCores;
  /** Of pods; made when the first is captured. */
  findOwners?: FindOwners;
}

/** Captures one target into its result; failures go into the run's list. Never throws for the outside's faults. */
export async function captureTarget(result: TargetResult, run: CaptureRun, deps: CaptureDeps): Promise<void> {
  const { target } = result.plan;
  const turn = target.kind === 'pid' ? run.wakeLock : <R>(work: () => Promise<R>) => work();
  await turn(() => captureInTurn(result, run, deps));
}

async function captureInTurn(result: TargetResult, run: CaptureRun, deps: CaptureDeps): Promise<void> {
  const { plan, target } = result;
  const fail = failureOf(result, run, deps);
  if (deps.signal.aborted) return fail(undefined, deps.signal.reason);
  const message = `${target}: not done ${Math.round(plan.deadlineMs / 1000)} s after its start`;
  const deadline = startDeadline(plan.deadlineMs, deps.signal, message);
  const types = plan.requests.map(({ type }) => type);
  const { deadlineMs } = plan;
  deps.emit({ kind: 'target-started', target, service: result.service.name, types, deadlineMs });
  try {
    await captureFrom(result, deadline, sinkFor(result, run, deps, fail), run, deps);
  } catch (error) {
    fail(undefined, error);
  } finally {
    deadline.release();
    deps.emit({ kind: 'target-finished', target });
  }
}

function captureFrom(
  result: TargetResult,
  deadline: Deadline,
  sink: ProfileSink,
  run: CaptureRun,
  deps: CaptureDeps,
): Promise<void> {
  const { target, requests } = result.plan;
  switch (target.kind) {
    case 'http': {
      const { seconds } = result.plan;
      const work = { target, requests, seconds, access: run.options.access, limits: run.limits };
      return deps.http().then(async (http) => {
        sink.learned(await goProgramFacts(target, run.options.access, { ...deps, http, deadline }));
        await captureHttp(work, { http, deadline, sink });
      });
    }
    case 'pod':
      return capturePod(target, result, { deadline, sink, run, deps });
    case 'node':
      return captureInspector(target, result, deadline, sink, run, deps);
    case 'pid':
      return captureProcess(target, result, deadline, sink, run, deps);
  }
}

async function captureInspector(
  target: InspectorTarget,
  { plan }: TargetResult,
  deadline: Deadline,
  sink: ProfileSink,
  run: CaptureRun,
  deps: CaptureDeps,
): Promise<void> {
  const { host, port } = target;
  const inspector = await deps.inspector();
  const timeoutMs = Math.min(run.options.timeoutMs, deadline.remainingMs());
  const allowLinkLocal = run.options.access.allowLinkLocal === true;
  const session = await inspector.connect({ host, port, timeoutMs, signal: deadline.signal, allowLinkLocal });
  try {
    sink.learned(await nodeProgramFacts(session, deadline));
    await captureNode({ ...plan, limits: run.limits }, { session, deadline, sink });
  } finally {
    await session.close();
  }
}

async function captureProcess(
  target: ProcessTarget,
  { plan }: TargetResult,
  deadline: Deadline,
  sink: ProfileSink,
  run: CaptureRun,
  deps: CaptureDeps,
): Promise<void> {
  const ports = { processes: await deps.processes(), inspector: await deps.inspector() };
  const { assumeNoHandler } = run.options;
  const open = await openProcessInspector({ pid: target.pid, deadline, assumeNoHandler }, ports);
  try {
    sink.learned(await nodeProgramFacts(open.session, deadline));
    await captureNode({ ...plan, limits: run.limits }, { session: open.session, deadline, sink });
  } finally {
    if (!(await open.release())) {
      sink.warn(
        `the inspector of process ${target.pid} could not be closed; it closes when the process ends`,
      );
    }
  }
}

type Fail = (type: string | undefined, error: unknown) => void;

function failureOf(result: TargetResult, run: CaptureRun, deps: CaptureDeps): Fail {
  return (type, error) => {
    if (!(error instanceof ProfError)) throw error;
    run.failures.push({ target: result.target, type, error });
    deps.emit({ kind: 'failed', target: result.target, type, message: error.message });
  };
}

function sinkFor(result: TargetResult, run: CaptureRun, deps: CaptureDeps, fail: Fail): ProfileSink {
  const { target, service } = result;
  const { target: meant } = result.plan;
  const pod = meant.kind === 'pod' ? meant.found.pod : undefined;
  const facts = new Map(run.options.labels);
  facts.set('target', target);
  facts.set('run', formatStamp(run.runMs));
  const keep = {
    output: run.options.output,
    service: service.name,
    runMs: run.runMs,
    targetsOfService: run.countOfService.get(service.name) ?? 1,
    ...(pod === undefined ? {} : { pod: pod.name }),
    facts,
    limits: run.limits,
  };
  return {
    learned: (learned) => {
      for (const [key, value] of learned) if (!facts.has(key)) facts.set(key, value);
    },
    reached: (place) => {
      result.reached = place;
    },
    started: ({ type }, seconds) => deps.emit({ kind: 'profile-started', target, type, seconds }),
    taken: async (taken) => {
      const kept = await keepProfile(taken, keep, deps);
      const { requestedSeconds, measuredSeconds, warnings } = taken;
      const { type } = taken.request;
      result.profiles.push({ type, ...kept, requestedSeconds, measuredSeconds, warnings });
      deps.emit({ kind: 'profile-kept', target, type, place: kept.place, sizeBytes: kept.sizeBytes });
      for (const warning of warnings) deps.emit({ kind: 'warning', target, message: `${type}: ${warning}` });
    },
    failed: ({ type }, error) => fail(type, error),
    warn: (message) => deps.emit({ kind: 'warning', target, message }),
  };
}

import { ProfError } from '../kit/errors.ts';
import type { ChosenWay } from '../pods/choose-way.ts';
import type { EndpointCandidate, EndpointFlags } from '../pods/endpoint.ts';
import type { Kubernetes, Pod } from '../ports/kubernetes.ts';
import type { CaptureRun } from './capture-target.ts';
import type { Deadline } from './deadline.ts';
import { captureNode } from './node-profiles.ts';
import type { NamedPlan } from './plan.ts';
import { containerFacts } from './pod-facts.ts';
import { nodeProgramFacts } from './program-facts.ts';
import type { ProfileSink } from './taken-profile.ts';
import { openInPod, type PodSession } from './wake-in-pod.ts';

export interface WokenCapture {
  readonly pod: Pod;
  readonly candidate: EndpointCandidate;
  readonly way: ChosenWay;
  readonly flags: EndpointFlags;
  readonly plan: Pick<NamedPlan, 'requests' | 'seconds'>;
}

/**
 * Takes profiles from a Node.js program of a pod, which is woken for that and put to sleep again, whatever happens.
 * @throws ProfError as `openInPod`, and USAGE for a way that does not reach an inspector
 */
export async function captureWoken(
  { pod, candidate, way, flags, plan }: WokenCapture,
  deps: {
    readonly kubernetes: Kubernetes;
    readonly deadline: Deadline;
    readonly sink: ProfileSink;
    readonly run: CaptureRun;
  },
): Promise<void> {
  const { kubernetes, deadline, sink, run } = deps;
  if (way.way !== 'port-forward') {
    throw new ProfError('USAGE', `--exec needs --via port-forward, and not ${way.way}`, {
      hints: ['the inspector that it opens listens on the 127.0.0.1 of the pod'],
    });
  }
  const { assumeNoHandler } = run.options;
  const options = { pod, container: flags.container, pid: flags.exec?.pid, assumeNoHandler, deadline };
  const open = await openInPod(options, kubernetes);
  const { session, container, port, isWoken } = open;
  const { pid, script } = open.program;
  try {
    const program = { pid, script, container, port, isWoken };
    sink.learned(containerFacts(pod, container));
    sink.reached({ endpoint: candidate, way, offered: undefined, container, program });
    sayWhich(open, sink);
    sink.learned(await nodeProgramFacts(session, deadline));
    await captureNode({ ...plan, limits: run.limits }, { session, deadline, sink });
  } finally {
    if (!(await open.release())) {
      sink.warn(
        `the inspector of process ${pid} may still be open, on port ${port} of the pod's own 127.0.0.1, until the process ends`,
      );
    }
  }
}

function sayWhich({ program, workers }: PodSession, sink: ProfileSink): void {
  if (workers.length === 0) return;
  const pids = workers.slice(0, 10).map(({ pid }) => pid);
  sink.warn(
    `process ${program.pid} (${program.script}) is profiled, not those that it started: ${pids.join(', ')} (--exec-pid names one)`,
  );
}

import { ProfError } from '../kit/errors.ts';
import type { Kubernetes, Pod } from '../ports/kubernetes.ts';
import { type CpuHeadroom, cpuHeadroom, nodeCoresOnce } from '../safety/cpu-headroom.ts';
import type { CaptureRun } from './capture-target.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import type { ProfileRequest } from './profile-request.ts';
import type { ProfileSink } from './taken-profile.ts';

export interface HeadroomDeps {
  readonly kubernetes: Kubernetes;
  readonly deadline: Deadline;
  readonly sink: ProfileSink;
  readonly run: CaptureRun;
}

/** Metrics that do not come are not waited for: the time is the profile's. */
const METRICS_MS = 3_000;

/**
 * What may be asked of a pod now: no CPU profile where it has no CPU to spare, which then is a failure. That nothing is
 * known of it is said once a run.
 */
export async function safeRequests(
  pod: Pod,
  container: string | undefined,
  requests: readonly ProfileRequest[],
  { kubernetes, deadline, sink, run }: HeadroomDeps,
): Promise<readonly ProfileRequest[]> {
  const cpu = requests.find(({ profile }) => profile === 'cpu');
  if (cpu === undefined || run.options.ignoreHeadroom === true) return requests;
  run.nodeCores ??= nodeCoresOnce(kubernetes);
  const { nodeCores } = run;
  const asked = startDeadline(METRICS_MS, deadline.signal, 'the metrics did not come in time');
  const headroom = await cpuHeadroom(pod, container, { kubernetes, nodeCores, signal: asked.signal }).finally(
    asked.release,
  );
  deadline.signal.throwIfAborted();
  if (headroom.kind === 'short') {
    sink.failed(cpu, shortError(pod, headroom));
    return requests.filter((request) => request !== cpu);
  }
  if (headroom.kind === 'unknown' && !run.isHeadroomDoubted) {
    run.isHeadroomDoubted = true;
    sink.warn(
      `whether it has CPU to spare is not known (${headroom.why}); it is profiled all the same, and so are others like it`,
    );
  }
  return requests;
}

function shortError(
  { namespace, name }: Pod,
  { usedCores, ofCores, of }: Extract<CpuHeadroom, { kind: 'short' }>,
): ProfError {
  const percent = Math.round((usedCores / ofCores) * 100);
  const what = of === 'limit' ? 'its limit of' : `what its ${of} has,`;
  const message = `pod ${namespace}/${name} uses ${cores(usedCores)} of ${what} ${cores(ofCores)} cores (${percent} %): a CPU profile would make that worse`;
  return new ProfError('UNSAFE', message, {
    hints: ['--ignore-safety takes it all the same; heap and the others are no load'],
    details: { namespace, pod: name, usedCores, ofCores },
  });
}

const cores = (value: number): string => String(Number(value.toPrecision(3)));

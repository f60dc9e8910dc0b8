import type { Clock } from '../kit/clock.ts';
import type { JobStart } from './control.ts';
import { failureOf } from './failure-of.ts';
import type { Job, JobPart } from './state/dashboard-state.ts';

export interface RunJobDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Gets the job each time that something of it has changed. */
  readonly onJob: (job: Job) => void;
}

/** Runs a job to its end. Never rejects: what went wrong is the job's failure. */
export async function runJob(
  id: number,
  start: JobStart,
  { clock, signal, onJob }: RunJobDeps,
): Promise<Job> {
  const { title, argv } = start;
  let job: Job = {
    id,
    title,
    argv,
    status: 'running',
    startedMs: clock.nowMs(),
    endedMs: undefined,
    progress: [],
    result: '',
    failure: undefined,
  };
  const change = (changed: Partial<Job>) => {
    job = { ...job, ...changed };
    onJob(job);
  };
  change({});
  try {
    const result = await start.run((part) => change({ progress: withPart(job.progress, part) }), signal);
    change({ status: signal.aborted ? 'cancelled' : 'done', endedMs: clock.nowMs(), result });
  } catch (error) {
    const status = signal.aborted ? 'cancelled' : 'failed';
    change({ status, endedMs: clock.nowMs(), failure: failureOf(error) });
  }
  return job;
}

function withPart(parts: readonly JobPart[], part: JobPart): readonly JobPart[] {
  const at = parts.findIndex(({ name }) => name === part.name);
  return at === -1 ? [...parts, part] : parts.map((other, index) => (index === at ? part : other));
}

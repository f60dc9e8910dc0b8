import { ProfError } from '../kit/errors.ts';
import type { CooldownSubject, Waiting } from '../safety/cooldown.ts';
import { workloadOfPod } from '../safety/recent-run.ts';
import type { CaptureDeps } from './capture-options.ts';
import type { CaptureFailure, TargetResult } from './capture-result.ts';
import type { NamedPlan } from './plan.ts';

export interface CooledPlans {
  /** What may be taken now: plans of which all has to wait are left out. */
  readonly plans: readonly NamedPlan[];
  /** To be called when all is taken. */
  end(results: readonly TargetResult[]): Promise<void>;
}

const NOTHING_TO_END = async () => {};

/**
 * Leaves out what was taken from the same workloads a moment ago, a failure for each workload and type. Only pods
 * have workloads. In a dry run it is only said.
 */
export async function coolDown(
  plans: readonly NamedPlan[],
  { dryRun, failures }: { readonly dryRun: boolean; readonly failures: CaptureFailure[] },
  deps: Pick<CaptureDeps, 'cooldown' | 'kubernetes' | 'emit'>,
): Promise<CooledPlans> {
  const { cooldown } = deps;
  if (cooldown === undefined || plans.every(({ target }) => target.kind !== 'pod')) {
    return { plans, end: NOTHING_TO_END };
  }
  const { server } = (await deps.kubernetes()).identity;
  const subjects = subjectsOf(plans, server);
  const waiting = new Map<string, Waiting>();
  for (const each of await cooldown.waiting([...subjects.values()].map(({ subject }) => subject))) {
    const key = keyOf(each.subject);
    const { by } = subjects.get(key)!;
    const error = waitError(each, by);
    if (dryRun) deps.emit({ kind: 'warning', target: by, message: error.message });
    else {
      waiting.set(key, each);
      failures.push({ target: by, type: each.subject.type, error });
      deps.emit({ kind: 'failed', target: by, type: each.subject.type, message: error.message });
    }
  }
  const cooled = plans.flatMap((plan) => withoutWaiting(plan, server, waiting));
  if (dryRun) return { plans: cooled, end: NOTHING_TO_END };
  const begun = [...subjects].flatMap(([key, { subject }]) => (waiting.has(key) ? [] : [subject]));
  await cooldown.begin(begun);
  return {
    plans: cooled,
    end: async (results) => {
      const taken = takenOf(results, server);
      await cooldown.end(
        begun.filter((subject) => taken.has(keyOf(subject))),
        begun.filter((subject) => !taken.has(keyOf(subject))),
      );
    },
  };
}

interface NamedSubject {
  readonly subject: CooldownSubject;
  /** What the user named it by. */
  readonly by: string;
}

function subjectsOf(plans: readonly NamedPlan[], server: string): Map<string, NamedSubject> {
  const subjects = new Map<string, NamedSubject>();
  for (const plan of plans) {
    if (plan.target.kind !== 'pod') continue;
    const { by } = plan.target.found;
    for (const { type } of plan.requests) {
      const subject = subjectOf(plan, type, server);
      const key = keyOf(subject);
      if (!subjects.has(key)) subjects.set(key, { subject, by });
    }
  }
  return subjects;
}

function subjectOf({ target, service }: NamedPlan, type: string, server: string): CooldownSubject {
  const workload = target.kind === 'pod' ? workloadOfPod(target.found.pod) : '';
  return { server, workload, service: service.name, type };
}

const keyOf = ({ workload, service, type }: CooldownSubject): string =>
  JSON.stringify([workload, service, type]);

function withoutWaiting(
  plan: NamedPlan,
  server: string,
  waiting: ReadonlyMap<string, Waiting>,
): readonly NamedPlan[] {
  if (plan.target.kind !== 'pod') return [plan];
  const requests = plan.requests.filter(({ type }) => !waiting.has(keyOf(subjectOf(plan, type, server))));
  return requests.length === 0 ? [] : [{ ...plan, requests }];
}

function takenOf(results: readonly TargetResult[], server: string): Set<string> {
  return new Set(
    results.flatMap(({ plan, profiles }) => profiles.map(({ type }) => keyOf(subjectOf(plan, type, server)))),
  );
}

function waitError({ subject, sinceMs, waitMs, knownFrom }: Waiting, by: string): ProfError {
  const { type, workload } = subject;
  const waitSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const when = new Date(sinceMs).toISOString().slice(11, 19);
  const where = knownFrom === 'store' ? 'by the store' : 'by this machine';
  return new ProfError('UNSAFE', `${by}: ${type} of ${workload} was taken at ${when} UTC (${where})`, {
    hints: [`wait ${waitSeconds} s more, or take it all the same with --ignore-safety`],
    details: { workload, type, waitSeconds, knownFrom },
  });
}

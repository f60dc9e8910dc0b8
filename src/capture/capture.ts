import { ProfError } from '../kit/errors.ts';
import { DEFAULT_LIMITS } from '../profile/limits.ts';
import { requireWritable } from '../store/convert-for-file.ts';
import { formatStamp } from '../store/keys.ts';
import type { CaptureDeps, CaptureOptions } from './capture-options.ts';
import type { CaptureFailure, CaptureResult } from './capture-result.ts';
import { type CaptureRun, captureTarget } from './capture-target.ts';
import { coolDown } from './cool-down.ts';
import { startDeadline } from './deadline.ts';
import { expandTargets } from './expand-targets.ts';
import { identify } from './identify.ts';
import { type CaptureOutput, existsError } from './keep-profile.ts';
import { NODE_PROFILES } from './node-profiles.ts';
import { type NamedPlan, planTargets, requirePlausible, type TargetPlan } from './plan.ts';
import { oneAtATime, runLimited } from './run-limited.ts';
import { startResult } from './start-result.ts';
import { takeTurns } from './take-turns.ts';

/**
 * One round: each type from each target, kept as soon as it is there. One target's failure is no other's; what
 * failed is in the result. When the signal aborts, what is finished stays kept and all sessions are ended first.
 * @throws ProfError USAGE, before anything is done, for options that cannot be meant.
 */
export async function capture(options: CaptureOptions, deps: CaptureDeps): Promise<CaptureResult> {
  requirePlausible(options);
  const plans = planTargets({ ...options, targets: await expandTargets(options, deps) });
  await requireOutput(plans, options.output, deps);
  const runMs = Math.floor(deps.clock.nowMs() / 1000) * 1000;
  const failures: CaptureFailure[] = [];
  const { dryRun } = options;
  const named = await nameTargets(plans, failures, options, deps);
  const cooled = await coolDown(named, { dryRun, failures }, deps);
  const results = cooled.plans.flatMap((plan) => startResult(plan, { failures, options }, deps) ?? []);
  if (!dryRun) {
    const run: CaptureRun = {
      options,
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      runMs,
      wakeLock: oneAtATime(),
      failures,
      ways: new Map(),
      countOfService: countBy(cooled.plans),
    };
    const turns = takeTurns(options);
    await Promise.all(
      results.map((result) => turns(result.plan.target, () => captureTarget(result, run, deps))),
    ).finally(() => cooled.end(results));
  }
  return {
    run: formatStamp(runMs),
    runMs,
    dryRun,
    interrupted: deps.signal.aborted,
    targets: results,
    failures,
  };
}

/** Targets that cannot be named are failures; the others go on. */
async function nameTargets(
  plans: readonly TargetPlan[],
  failures: CaptureFailure[],
  options: CaptureOptions,
  deps: CaptureDeps,
): Promise<NamedPlan[]> {
  const named = new Map<TargetPlan, NamedPlan>();
  await runLimited(plans, options.parallel, async (plan) => {
    const { shown } = plan.target;
    const deadline = startDeadline(options.timeoutMs, deps.signal, `${shown}: no answer in time`);
    const { service, explain: askAllRules } = options;
    const allowLinkLocal = options.access.allowLinkLocal === true;
    try {
      const found = await identify(
        plan.target,
        { service, askAllRules, allowLinkLocal },
        { ...deps, deadline },
      );
      named.set(plan, { ...plan, service: found });
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      failures.push({ target: shown, type: undefined, error });
      deps.emit({ kind: 'failed', target: shown, type: undefined, message: error.message });
    } finally {
      deadline.release();
    }
  });
  return plans.flatMap((plan) => named.get(plan) ?? []);
}

function countBy(plans: readonly NamedPlan[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { service } of plans) counts.set(service.name, (counts.get(service.name) ?? 0) + 1);
  return counts;
}

/** What can be known to fail at the end is refused at the beginning. */
async function requireOutput(
  plans: readonly TargetPlan[],
  output: CaptureOutput,
  deps: CaptureDeps,
): Promise<void> {
  if (output.kind === 'store' || output.kind === 'folder') return;
  const count = plans.reduce((sum, plan) => sum + plan.requests.length, 0);
  if (count > 1) {
    const what = output.kind === 'stream' ? '-o - takes one profile' : `-o ${output.path} is one file`;
    const folder = output.kind === 'file' ? [`or a folder for all: -o ${output.path}/`] : [];
    throw new ProfError('USAGE', `${what}, and ${count} would be captured`, {
      hints: ['name one type, for example -t cpu', ...folder],
    });
  }
  if (output.kind === 'stream') return;
  const plan = plans[0]!;
  const request = plan.requests[0]!;
  const { kind } = plan.target;
  const ext = kind === 'node' || kind === 'pid' ? NODE_PROFILES[request.profile] : undefined;
  if (ext) requireWritable(ext, request.type, output.path);
  const files = await deps.files();
  if (!output.overwrite && (await files.stat(output.path))?.kind === 'file') throw existsError(output.path);
}

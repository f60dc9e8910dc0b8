import { chooseContainer } from '../pods/choose-container.ts';
import { endpointsOf } from '../pods/endpoint.ts';
import { type CaptureDeps, type CaptureOptions, DEFAULT_POD_OPTIONS } from './capture-options.ts';
import type { CaptureFailure, TargetResult } from './capture-result.ts';
import type { NamedPlan } from './plan.ts';

/**
 * What is known of a target before it is asked; of a pod, which container is meant and where it may answer. Undefined:
 * that cannot be told, which is a failure of this target.
 */
export function startResult(
  plan: NamedPlan,
  { options, failures }: { readonly options: CaptureOptions; readonly failures: CaptureFailure[] },
  { emit }: Pick<CaptureDeps, 'emit'>,
): TargetResult | undefined {
  const { target, service } = plan;
  const result = { plan, target: target.shown, service, profiles: [], endpoints: [] };
  if (target.kind !== 'pod') return result;
  const { pod } = target.found;
  const flags = (options.pods ?? DEFAULT_POD_OPTIONS).endpoint;
  const container = chooseContainer(pod, flags);
  if (container.kind === 'refused') {
    const { error } = container;
    failures.push({ target: target.shown, type: undefined, error });
    emit({ kind: 'failed', target: target.shown, type: undefined, message: error.message });
    return undefined;
  }
  const name = container.kind === 'chosen' ? container.name : undefined;
  const { candidates, rejected } = endpointsOf(pod, { ...flags, container: name });
  for (const { why, problem } of rejected) {
    emit({ kind: 'warning', target: target.shown, message: `${why} is of no use: ${problem}` });
  }
  return { ...result, container, endpoints: candidates };
}

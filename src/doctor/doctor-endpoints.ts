/** Whether pods' endpoints answer: the last checks of `prof doctor kube`. */

import { startDeadline } from '../capture/deadline.ts';
import { probeEndpoint } from '../capture/probe-endpoint.ts';
import { ProfError } from '../kit/errors.ts';
import { chooseContainer } from '../pods/choose-container.ts';
import { chooseWay, type WayChoice } from '../pods/choose-way.ts';
import { type EndpointFlags, endpointsOf } from '../pods/endpoint.ts';
import type { Kubernetes, Pod } from '../ports/kubernetes.ts';
import type { DoctorCheck } from './check.ts';

export interface DoctorEndpointsOptions {
  readonly endpoint: EndpointFlags;
  readonly via: WayChoice;
  readonly timeoutMs: number;
}

/** A check for each endpoint of the pod until one answers. Never throws for what it finds. */
export async function doctorEndpoints(
  pod: Pod,
  { endpoint, via, timeoutMs }: DoctorEndpointsOptions,
  { kubernetes, signal }: { readonly kubernetes: Kubernetes; readonly signal: AbortSignal },
): Promise<DoctorCheck[]> {
  const shown = `${pod.namespace}/${pod.name}`;
  const container = chooseContainer(pod, endpoint);
  if (container.kind === 'refused') {
    const { message, hints, code } = container.error;
    return [{ name: shown, outcome: 'failed', said: message, fix: hints[0], code }];
  }
  const name = container.kind === 'chosen' ? container.name : undefined;
  const { candidates, rejected } = endpointsOf(pod, { ...endpoint, container: name });
  const checks = rejected.map(
    ({ why, problem }): DoctorCheck => ({
      name: `${shown}: ${why}`,
      outcome: 'missing',
      said: problem,
      fix: 'mend the annotation, or name the endpoint with --port and --path',
    }),
  );
  for (const candidate of candidates) {
    const deadline = startDeadline(timeoutMs, signal, `${shown}: no answer in time`);
    const name = `${shown}:${candidate.port}`;
    try {
      const needs = { hasToken: false, isLocal: candidate.kind !== 'pprof' };
      const { way } = await chooseWay(via, pod.namespace, needs, { kubernetes, signal: deadline.signal });
      const route = await kubernetes.openRoute({ pod, port: candidate.port, way, signal: deadline.signal });
      const answer = await probeEndpoint(candidate, pod, {
        route,
        access: { headers: {} },
        deadline,
      }).finally(() => route.close());
      if (answer.kind !== 'nothing') {
        const what = answer.kind === 'pprof' ? `offers ${answer.offered.join(', ')}` : 'a V8 inspector';
        return [
          ...checks,
          { name, outcome: 'ok', said: `${what} (${candidate.why}, by ${way})`, fix: undefined },
        ];
      }
      checks.push({ name, outcome: 'missing', said: `${answer.why} (${candidate.why})`, fix: answer.hint });
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      checks.push({ name, outcome: 'missing', said: error.message, fix: error.hints[0] });
    } finally {
      deadline.release();
    }
  }
  const fix =
    'serve /debug/pprof (Go: import _ "net/http/pprof"), or name the endpoint with --port and --path';
  return [
    ...checks,
    { name: shown, outcome: 'failed', said: 'no endpoint answers', fix, code: 'UNREACHABLE' },
  ];
}

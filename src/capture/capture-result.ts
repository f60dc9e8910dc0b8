import { ProfError } from '../kit/errors.ts';
import type { ServiceName } from '../naming/service-name.ts';
import type { ContainerChoice } from '../pods/choose-container.ts';
import type { ChosenWay } from '../pods/choose-way.ts';
import type { EndpointCandidate } from '../pods/endpoint.ts';
import type { NamedPlan } from './plan.ts';

export interface CapturedProfile {
  readonly type: string;
  /** Its key in the store, the file that was written, or `-`. */
  readonly place: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly requestedSeconds: number | undefined;
  readonly measuredSeconds: number | undefined;
  readonly warnings: readonly string[];
}

/** Where a pod's program was found. */
export interface ReachedEndpoint {
  readonly endpoint: EndpointCandidate;
  readonly way: ChosenWay;
  /** Names of its index; undefined for an inspector. */
  readonly offered: readonly string[] | undefined;
  /** Whose it is; undefined: several may be, and none declares the port. */
  readonly container?: string | undefined;
  /** Of a Node.js process that was looked for by `--exec`. */
  readonly program?: ReachedProcess;
}

export interface ReachedProcess {
  readonly pid: number;
  readonly script: string;
  readonly container: string;
  /** Where its inspector listened. */
  readonly port: number;
  /** By SIGUSR1; false: its inspector was open. */
  readonly isWoken: boolean;
}

export interface TargetResult {
  readonly plan: NamedPlan;
  /** Of pods: where it would be looked for, in this order. */
  readonly endpoints: readonly EndpointCandidate[];
  /** Of pods: which container is meant. */
  readonly container?: Exclude<ContainerChoice, { kind: 'refused' }>;
  /** Of pods: where it was found. */
  reached?: ReachedEndpoint;
  /** Without credentials. */
  readonly target: string;
  readonly service: ServiceName;
  readonly profiles: CapturedProfile[];
}

export interface CaptureFailure {
  readonly target: string;
  /** Undefined: the target as a whole. */
  readonly type: string | undefined;
  readonly error: ProfError;
}

export interface CaptureResult {
  /** The stamp that all keys of the run share. */
  readonly run: string;
  readonly runMs: number;
  readonly dryRun: boolean;
  readonly interrupted: boolean;
  /** Those that could be named, in the order given. */
  readonly targets: readonly TargetResult[];
  readonly failures: readonly CaptureFailure[];
}

export const hasKept = ({ targets }: Pick<CaptureResult, 'targets'>): boolean =>
  targets.some(({ profiles }) => profiles.length > 0);

/** The one error of a run that kept nothing: the first failure's code, all of their messages. */
export function totalFailure(result: CaptureResult): ProfError | undefined {
  const [first] = result.failures;
  if (!first || hasKept(result)) return undefined;
  if (result.dryRun && result.targets.length > 0) return undefined;
  const messages = [...new Set(result.failures.map(failureText))];
  if (messages.length === 1) return first.error;
  const hints = [...new Set(result.failures.flatMap(({ error }) => error.hints))];
  return new ProfError(first.error.code, ['nothing was captured:', ...messages].join('\n'), {
    hints,
    details: { errors: result.failures.map(failureDetails) },
    cause: first.error,
  });
}

function failureText({ target, error }: CaptureFailure): string {
  return error.message.includes(target) ? error.message : `${target}: ${error.message}`;
}

function failureDetails({ target, type, error }: CaptureFailure) {
  return {
    target,
    ...(type === undefined ? {} : { type }),
    code: error.code,
    message: error.message,
    hints: error.hints,
  };
}

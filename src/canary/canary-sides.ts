import { capture } from '../capture/capture.ts';
import { type CaptureDeps, type CaptureOptions, DEFAULT_POD_OPTIONS } from '../capture/capture-options.ts';
import { type CaptureResult, type TargetResult, totalFailure } from '../capture/capture-result.ts';
import { parseProfileRequests } from '../capture/profile-request.ts';
import type { FoundSides } from '../compare/load-sides.ts';
import { ProfError } from '../kit/errors.ts';
import type { PodRevision } from '../pods/find-pods.ts';
import { parsePodTarget } from '../pods/pod-target.ts';
import { type FoundProfile, findProfiles, type LoadDeps } from '../store/load-profiles.ts';

export interface CanaryOptions {
  /** `deploy/checkout` */
  readonly deployment: string;
  /** `cpu`, `heap:delta`: one. */
  readonly type: string;
  readonly capture: Omit<CaptureOptions, 'targets' | 'types' | 'output' | 'dryRun' | 'explain'>;
}

/** One revision's side. */
export interface CanarySide {
  readonly revision: number;
  readonly pods: readonly string[];
}

export interface CanarySides extends FoundSides {
  readonly result: CaptureResult;
  readonly before: CanarySide;
  readonly after: CanarySide;
}

/**
 * Captures pods of both revisions of a deployment in one run, stores them, and gives them as the sides of a comparison:
 * the previous revision is the base, the newest the target.
 * @throws ProfError USAGE, NOT_FOUND (one revision only), what capturing throws, and where nothing was taken of a side
 * the failure of that
 */
export async function canarySides(
  { deployment, type, capture: options }: CanaryOptions,
  deps: { readonly capture: CaptureDeps; readonly load: LoadDeps },
): Promise<CanarySides> {
  requireDeployment(deployment);
  if (parseProfileRequests([type]).length > 1) {
    throw new ProfError('USAGE', `-t ${type}: one type is compared`, { hints: ['for example -t cpu'] });
  }
  const result = await capture(
    {
      ...options,
      pods: { ...(options.pods ?? DEFAULT_POD_OPTIONS), revision: 'both' },
      targets: [deployment],
      types: [type],
      output: { kind: 'store' },
      dryRun: false,
      explain: false,
    },
    deps.capture,
  );
  const failure = totalFailure(result);
  if (failure) throw failure;
  // What was taken until then is kept; half of it is nothing to compare.
  deps.capture.signal.throwIfAborted();
  const [before, after] = [sideOf(result, 'old'), sideOf(result, 'new')];
  return {
    result,
    before,
    after,
    base: await profilesOf(before, deps.load),
    target: await profilesOf(after, deps.load),
  };
}

/** @throws ProfError USAGE */
export function requireDeployment(text: string): void {
  if (parsePodTarget(text)?.kind === 'deployment') return;
  throw new ProfError('USAGE', `--canary compares the revisions of a deployment, and ${text} is none`, {
    hints: ['prof diff deploy/NAME --canary'],
  });
}

interface TakenSide extends CanarySide {
  readonly keys: readonly string[];
}

function sideOf(result: CaptureResult, which: PodRevision['which']): TakenSide {
  const targets = result.targets.filter((target) => revisionOf(target)?.which === which);
  const taken = targets.filter(({ profiles }) => profiles.length > 0);
  const keys = taken.flatMap(({ profiles }) => profiles.map(({ place }) => place));
  const revision = targets.map(revisionOf).find((each) => each !== undefined)?.number;
  if (keys.length > 0 && revision !== undefined) {
    return { revision, pods: taken.map(({ target }) => target), keys };
  }
  const failed = result.failures.find(({ target }) => targets.some((each) => each.target === target));
  const [why, code] = [failed?.error.message ?? 'no pod could be asked', failed?.error.code ?? 'NOT_FOUND'];
  const side = `the ${which === 'old' ? 'previous' : 'newest'} revision${revision === undefined ? '' : ` ${revision}`}`;
  throw new ProfError(code, `no profile of ${side} was taken: ${why}`, {
    hints: failed?.error.hints ?? [],
    ...(failed === undefined ? {} : { cause: failed.error }),
  });
}

const revisionOf = ({ plan }: TargetResult): PodRevision | undefined =>
  plan.target.kind === 'pod' ? plan.target.found.revision : undefined;

async function profilesOf({ keys }: TakenSide, deps: LoadDeps): Promise<FoundProfile[]> {
  const found: FoundProfile[] = [];
  for (const key of keys) found.push(...(await findProfiles(`store:${key}`, deps)));
  return found;
}

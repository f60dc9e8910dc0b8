import { ProfError } from '../kit/errors.ts';
import type { ServiceName } from '../naming/service-name.ts';
import { NODE_PROFILES } from './node-profiles.ts';
import {
  DEFAULT_TYPES,
  isTimed,
  type ProfileRequest,
  parseProfileRequests,
  wholeSeconds,
} from './profile-request.ts';
import type { Target } from './target.ts';

/** What one target is asked for. */
export interface TargetPlan {
  readonly target: Target;
  readonly requests: readonly ProfileRequest[];
  /** Seconds of the types that take time, as this target counts them. */
  readonly seconds: number;
  /** From the target's turn until all of it has to be there. */
  readonly deadlineMs: number;
}

/** A plan whose service is known. */
export interface NamedPlan extends TargetPlan {
  readonly service: ServiceName;
}

export interface PlanOptions {
  readonly targets: readonly Target[];
  /** Undefined: the defaults, or the type that a profile's own URL names. */
  readonly types: readonly string[] | undefined;
  readonly seconds: number;
  readonly timeoutMs: number;
}

const MAX_SECONDS = 86_400;

/** @throws ProfError USAGE for times and types that cannot be meant, before any target is looked for. */
export function requirePlausible(options: Omit<PlanOptions, 'targets'>): void {
  if (options.types !== undefined) parseProfileRequests(options.types);
  if (!(options.seconds > 0 && options.seconds <= MAX_SECONDS)) {
    throw new ProfError('USAGE', `--seconds is a number above 0, at most ${MAX_SECONDS}`);
  }
  if (!(options.timeoutMs > 0 && options.timeoutMs <= MAX_SECONDS * 1000)) {
    throw new ProfError('USAGE', `--timeout is a number of seconds above 0, at most ${MAX_SECONDS}`);
  }
}

/** @throws ProfError USAGE for what cannot be meant. */
export function planTargets(options: PlanOptions): TargetPlan[] {
  requirePlausible(options);
  const { targets } = options;
  if (targets.length === 0)
    throw new ProfError('USAGE', 'no target given', { hints: ['prof capture --help'] });
  for (const [at, target] of targets.entries()) {
    const same = (other: Target) => identity(other) === identity(target);
    if (targets.findIndex(same) < at) throw new ProfError('USAGE', `${target.shown} is given twice`);
  }
  return targets.map((target) => planTarget(target, options));
}

function identity(target: Target): string {
  return target.kind === 'http' ? (target.base ?? target.profile!.url).href : target.shown;
}

function planTarget(target: Target, options: PlanOptions): TargetPlan {
  const requests = requestsFor(target, options.types);
  const timed = requests.filter(isTimed).length;
  if (target.kind === 'node' || target.kind === 'pid') {
    const takesTime = requests.some(
      ({ profile }) => profile !== 'heapsnapshot' && Object.hasOwn(NODE_PROFILES, profile),
    );
    const deadlineMs = (takesTime ? options.seconds * 1000 : 0) + options.timeoutMs;
    return { target, requests, seconds: options.seconds, deadlineMs };
  }
  const own = Number(ownProfile(target)?.url.searchParams.get('seconds') ?? Number.NaN);
  const seconds = own > 0 ? own : wholeSeconds(options.seconds);
  const rounds = own > 0 ? 1 : timed;
  return { target, requests, seconds, deadlineMs: rounds * seconds * 1000 + options.timeoutMs };
}

/** The one profile that a URL names. */
const ownProfile = (target: Target) => (target.kind === 'http' ? target.profile : undefined);

function requestsFor(target: Target, types: readonly string[] | undefined): ProfileRequest[] {
  const profile = ownProfile(target);
  if (!profile) return parseProfileRequests(types ?? DEFAULT_TYPES);
  const requests = parseProfileRequests(types ?? [profile.name]);
  if (requests.length === 1) return requests;
  throw new ProfError('USAGE', `${target.shown} is one profile, and -t names ${requests.length}`, {
    hints: ['leave -t away, or name the program: http://host:port'],
  });
}

import { ProfError } from '../kit/errors.ts';
import { sanitizeType } from '../store/keys.ts';

/** One profile to take from each target. */
export interface ProfileRequest {
  /** As asked: `cpu`, `heap:delta`. */
  readonly text: string;
  /** What the target calls it: `cpu`, `heap`, a custom endpoint's name. */
  readonly profile: string;
  /** The difference between two moments of a counter, `seconds` apart. */
  readonly isDelta: boolean;
  /** The type it is stored under: `cpu`, `heap_delta`. */
  readonly type: string;
}

export const DEFAULT_TYPES = ['cpu', 'heap'] as const;

/** Go's own word for a CPU profile, from its URL. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['profile', 'cpu'],
  ['snapshot', 'heapsnapshot'],
]);
const ALWAYS_TIMED = new Set(['cpu', 'trace']);

/**
 * `cpu`, `heap:delta`, … as requests, in the order in which a target takes them: what needs seconds first (cpu
 * before all), so that the instant ones show the state after the load.
 * @throws ProfError USAGE for an empty or impossible name, or one given twice.
 */
export function parseProfileRequests(texts: readonly string[]): ProfileRequest[] {
  const names = texts.flatMap((text) => text.split(',')).map((text) => text.trim());
  const requests = names.map(parseOne);
  const seen = new Set<string>();
  for (const { type, text } of requests) {
    if (seen.has(type)) throw new ProfError('USAGE', `-t names ${text} twice`);
    seen.add(type);
  }
  if (requests.length === 0)
    throw new ProfError('USAGE', '-t names no type', { hints: ['for example -t cpu,heap'] });
  return requests.sort((a, b) => rank(a) - rank(b));
}

function parseOne(text: string): ProfileRequest {
  const match = /^([A-Za-z][\w.-]*)(:delta)?$/.exec(text);
  if (!match) {
    throw new ProfError('USAGE', text === '' ? '-t holds an empty type' : `-t: not a type: ${text}`, {
      hints: [
        'types: cpu, heap, allocs, goroutine, mutex, block, threadcreate, trace, heapsnapshot, custom names',
      ],
    });
  }
  const profile = ALIASES.get(match[1]!) ?? match[1]!;
  const isDelta = match[2] !== undefined;
  if (isDelta && ALWAYS_TIMED.has(profile)) {
    throw new ProfError('USAGE', `-t ${text}: ${profile} is taken over --seconds anyway`, {
      hints: [`-t ${profile}`],
    });
  }
  return { text, profile, isDelta, type: sanitizeType(isDelta ? `${profile}_delta` : profile) };
}

/** Whether a request takes `--seconds` of time. */
export function isTimed(request: ProfileRequest): boolean {
  return request.isDelta || ALWAYS_TIMED.has(request.profile);
}

/** Go's handlers read whole seconds and take 30 for anything else. */
export function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}

function rank(request: ProfileRequest): number {
  if (request.profile === 'cpu') return 0;
  return isTimed(request) ? 1 : 2;
}

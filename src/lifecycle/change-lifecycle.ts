import { ProfError } from '../kit/errors.ts';
import type { LifecycleRule, LifecycleRuleSet, LifecycleRules } from '../ports/lifecycle-rules.ts';
import { type LifecycleWish, lifecycleRule, ruleId, withRule } from './lifecycle-plan.ts';

/** What a change would come to; nothing was written yet. */
export interface LifecycleChange {
  readonly bucketUrl: string;
  readonly before: LifecycleRuleSet;
  readonly after: LifecycleRuleSet;
  /** prof's rule as it would be; undefined: none. */
  readonly rule: LifecycleRule | undefined;
  /** And as it is. */
  readonly replaced: LifecycleRule | undefined;
  readonly isChange: boolean;
}

export interface LifecycleDeps {
  readonly lifecycle: LifecycleRules;
}

/** @throws ProfError USAGE for a rule that AWS would refuse, and what reading throws */
export async function planLifecycle(
  wish: LifecycleWish,
  { lifecycle }: LifecycleDeps,
): Promise<LifecycleChange> {
  const rule = lifecycleRule(wish, lifecycle.prefix);
  const before = await lifecycle.read();
  return changeOf(before, withRule(before, rule), rule, lifecycle);
}

/** Without prof's rule for this store; those of others stay. */
export async function planLifecycleRemoval({ lifecycle }: LifecycleDeps): Promise<LifecycleChange> {
  const before = await lifecycle.read();
  const own = ruleId(lifecycle.prefix);
  const after = { ...before, rules: before.rules.filter(({ id }) => id !== own) };
  return changeOf(before, after, undefined, lifecycle);
}

function changeOf(
  before: LifecycleRuleSet,
  after: LifecycleRuleSet,
  rule: LifecycleRule | undefined,
  { bucketUrl, prefix }: LifecycleRules,
): LifecycleChange {
  const replaced = before.rules.find(({ id }) => id === ruleId(prefix));
  return { bucketUrl, before, after, rule, replaced, isChange: !isSameSet(before, after) };
}

export interface ApplyLifecycleDeps extends LifecycleDeps {
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** AWS says that a bucket's settings may take a while to be seen, by whoever wrote them, too. */
const PAUSES_MS = [250, 500, 1000, 2000, 4000] as const;

/**
 * Writes the change. The store takes a whole set and no condition, so it is read again before, and again after. What is
 * written between the first of these and the writing is lost, and nobody can tell: there is a moment, not a lock.
 * @returns whether the bucket shows the new rules; not yet: it has taken them, and says the old ones still.
 * @throws ProfError USAGE where somebody changed the rules since they were shown (nothing is written then), BAD_DATA
 * where somebody did so right after (what holds now is theirs)
 */
export async function applyLifecycle(
  change: LifecycleChange,
  { lifecycle, pause }: ApplyLifecycleDeps,
): Promise<boolean> {
  const now = await lifecycle.read();
  if (!isSameSet(now, change.before)) {
    throw new ProfError(
      'USAGE',
      `the rules of ${change.bucketUrl} were changed meanwhile; nothing was written`,
      {
        hints: ['run the command again: it shows what they are now'],
      },
    );
  }
  await lifecycle.replace(change.after);
  for (const pauseMs of [0, ...PAUSES_MS]) {
    if (pauseMs > 0) await pause(pauseMs);
    const then = await lifecycle.read();
    if (isSameSet(then, change.after)) return true;
    if (!isSameSet(then, change.before)) throw notWritten(change, then);
  }
  return false;
}

function notWritten({ bucketUrl, after }: LifecycleChange, found: LifecycleRuleSet): ProfError {
  return new ProfError('BAD_DATA', `the rules of ${bucketUrl} are not what was written`, {
    hints: [
      'somebody wrote at the same time, or the server keeps less than it takes: prof lifecycle get shows them',
    ],
    details: { written: after.rules.map(({ id }) => id), found: found.rules.map(({ id }) => id) },
  });
}

/** Two sets that do the same, in whatever order; of a rule of others all of it counts. */
function isSameSet(left: LifecycleRuleSet, right: LifecycleRuleSet): boolean {
  const texts = ({ rules }: LifecycleRuleSet) => rules.map(textOf).sort();
  const [ours, theirs] = [texts(left), texts(right)];
  return ours.length === theirs.length && ours.every((text, index) => text === theirs[index]);
}

/** A rule that prof made is read back with a `raw` of its own, which says the same as the rest. */
function textOf({ id, prefix, isEnabled, expireDays, transitions, raw }: LifecycleRule): string {
  const isOwn = id === 'prof' || id.startsWith('prof-');
  const seen = { id, prefix, isEnabled, expireDays: expireDays ?? null, transitions };
  return JSON.stringify(isOwn ? seen : { ...seen, raw }, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

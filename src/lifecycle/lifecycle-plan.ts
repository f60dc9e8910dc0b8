import { parseDuration } from '../kit/duration.ts';
import { ProfError } from '../kit/errors.ts';
import { DAY_MS } from '../kit/when.ts';
import type { LifecycleRule, LifecycleRuleSet, LifecycleTransition } from '../ports/lifecycle-rules.ts';

/** As people write it: `120d`, `30d:STANDARD_IA`. */
export interface LifecycleWish {
  readonly expire: string | undefined;
  readonly transitions: readonly string[];
}

/** What AWS takes, in the order in which objects may go down. */
const CLASSES = [
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;
/** Objects may not come there sooner, and must stay there as long before they go on. */
const INFREQUENT: readonly string[] = ['STANDARD_IA', 'ONEZONE_IA'];
const INFREQUENT_DAYS = 30;
/** From one zone there is no way to the archive that is read at once. */
const NO_WAY: readonly (readonly [string, string])[] = [['ONEZONE_IA', 'GLACIER_IR']];
const MAX_DAYS = 2_147_483_647;
const MAX_RULES = 1000;
const MAX_ID = 255;

/**
 * The rule that a wish means, for the keys of one store. What AWS would refuse is refused here, with what it takes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 * @throws ProfError USAGE
 */
export function lifecycleRule(wish: LifecycleWish, prefix: string): LifecycleRule {
  const transitions = wish.transitions.map(parseTransition).sort((left, right) => left.days - right.days);
  const expireDays = wish.expire === undefined ? undefined : wholeDays(wish.expire, '--expire');
  if (transitions.length === 0 && expireDays === undefined) {
    throw new ProfError('USAGE', 'a rule that does nothing', {
      hints: ['--expire 120d removes profiles of that age, --transition 30d:STANDARD_IA moves them'],
    });
  }
  requireOrder(transitions);
  const last = transitions.at(-1);
  if (last !== undefined && expireDays !== undefined && expireDays <= last.days) {
    throw refusal(`--expire ${expireDays}d is not after --transition ${shown(last)}`, [
      `expire later: --expire ${last.days + 1}d at least`,
    ]);
  }
  return { id: ruleId(prefix), prefix, isEnabled: true, expireDays, transitions };
}

/** The name of prof's own rule for a store: it is found again by it. */
export function ruleId(prefix: string): string {
  const id = prefix === '' ? 'prof' : `prof-${prefix.replace(/\/$/, '')}`;
  return id.length <= MAX_ID ? id : `${id.slice(0, MAX_ID - 9)}-${hash(id)}`;
}

function parseTransition(text: string): LifecycleTransition {
  const [, days = '', name = ''] = /^([^:]+):(.+)$/.exec(text) ?? [];
  const storageClass = name.toUpperCase().replaceAll('-', '_');
  if (!(CLASSES as readonly string[]).includes(storageClass)) {
    throw new ProfError('USAGE', `--transition wants DAYS:CLASS, not ${text}`, {
      hints: [`for example 30d:STANDARD_IA; classes are ${CLASSES.join(', ')}`],
    });
  }
  return { days: wholeDays(days, '--transition'), storageClass };
}

function wholeDays(text: string, flag: string): number {
  const days = /^\d{1,10}$/.test(text) ? Number(text) : (parseDuration(text) ?? Number.NaN) / DAY_MS;
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return days;
  throw new ProfError('USAGE', `${flag} wants whole days, at least one, not ${text}`, {
    hints: ['for example 120d or 4w: lifecycle rules count days'],
  });
}

const rank = ({ storageClass }: LifecycleTransition): number =>
  (CLASSES as readonly string[]).indexOf(storageClass);
const shown = ({ days, storageClass }: LifecycleTransition): string => `${days}d:${storageClass}`;

function requireOrder(transitions: readonly LifecycleTransition[]): void {
  for (const [at, transition] of transitions.entries()) {
    const { days, storageClass } = transition;
    if (INFREQUENT.includes(storageClass) && days < INFREQUENT_DAYS) {
      throw refusal(`${shown(transition)} is too early`, [
        `${storageClass} takes objects from ${INFREQUENT_DAYS} days on: ${INFREQUENT_DAYS}d:${storageClass}`,
      ]);
    }
    const before = transitions[at - 1];
    if (before === undefined) continue;
    if (rank(before) >= rank(transition)) {
      throw refusal(`${shown(transition)} comes after ${shown(before)}`, [
        `objects only go down, once to each class: ${CLASSES.join(', ')}`,
      ]);
    }
    if (NO_WAY.some(([from, to]) => from === before.storageClass && to === storageClass)) {
      throw refusal(`no objects go from ${before.storageClass} to ${storageClass}`, [
        `${before.storageClass} goes on to GLACIER or DEEP_ARCHIVE; STANDARD_IA goes to ${storageClass}, too`,
      ]);
    }
    const earliest = before.days + (INFREQUENT.includes(before.storageClass) ? INFREQUENT_DAYS : 1);
    if (days < earliest) {
      throw refusal(`${shown(transition)} is too soon after ${shown(before)}`, [
        `objects stay ${earliest - before.days} days in ${before.storageClass}: ${earliest}d:${storageClass} at least`,
      ]);
    }
  }
}

const refusal = (what: string, hints: readonly string[]): ProfError =>
  new ProfError('USAGE', `AWS would refuse this rule: ${what}`, { hints });

/**
 * The set with the rule in the place of the one of its name, all others as they were.
 * @throws ProfError USAGE where a bucket has as many rules as it can
 */
export function withRule(set: LifecycleRuleSet, rule: LifecycleRule): LifecycleRuleSet {
  const others = set.rules.filter(({ id }) => id !== rule.id);
  if (others.length >= MAX_RULES) {
    throw new ProfError('USAGE', `the bucket has ${others.length} rules, and AWS takes ${MAX_RULES}`);
  }
  return { ...set, rules: [...others, rule] };
}

/** FNV-1a, so that two long names do not fall together. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  return value.toString(16).padStart(8, '0');
}

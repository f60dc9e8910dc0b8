import { ProfError } from '../kit/errors.ts';
import { areUnitsCompatible, scale } from '../profile/measurement.ts';

/** What a rule looks at. `type`: the sample type that it names. */
export type RuleMeasure = 'total' | 'flat' | 'cum' | 'any' | 'new' | 'type';

/** How much is too much. */
export type RuleLimit =
  /** Of the base's value. */
  | { readonly kind: 'percent'; readonly amount: number }
  /** Percentage points: of the target's total. */
  | { readonly kind: 'points'; readonly amount: number }
  /** In a unit of the profile's family; empty: a plain number. */
  | { readonly kind: 'amount'; readonly amount: number; readonly unit: string };

/** What must not happen, as `--fail-on` and prof.yaml say it. */
export interface Rule {
  /** As it was written. */
  readonly text: string;
  readonly measure: RuleMeasure;
  /** Measure `type` only: whose values are judged instead of the comparison's own. */
  readonly sampleType: string | undefined;
  /** Which functions; undefined: all that are over the share floor. */
  readonly pattern: string | undefined;
  readonly limit: RuleLimit;
}

const MAX_LENGTH = 2000;
const FUNCTION_MEASURES: readonly string[] = ['flat', 'cum', 'any', 'new'];
const FORM = /^([A-Za-z_][\w.:-]*)\s*(?:\((.*)\))?\s*>\s*\+?\s*(\d+(?:\.\d+)?|\.\d+)\s*(%|[A-Za-z*]*)$/s;

const RULE_HINTS = [
  'a rule is MEASURE(FUNCTIONS)>CHANGE: total>+5%, flat(main.parse)>+10%, any>+2pp, alloc_space>+64MB, new>1%',
  'quote it: the shell takes > for a redirection',
];

/**
 * Reads `MEASURE[(REGEXP)]>[+]NUMBER(%|pp|UNIT)`. The pattern goes to the last `)` before the `>` that ends it.
 * @throws ProfError USAGE for anything else.
 */
export function parseRule(text: string): Rule {
  const found = text.length > MAX_LENGTH ? null : FORM.exec(text.trim());
  if (!found) throw badRule(text, 'not a rule');
  const [, name = '', pattern, number = '', unit = ''] = found;
  const isType = name !== 'total' && !FUNCTION_MEASURES.includes(name);
  if (pattern === '') throw badRule(text, 'no functions between the parentheses');
  if (name === 'total' && pattern !== undefined) throw badRule(text, 'the total has no functions');
  return {
    text: text.trim(),
    measure: isType ? 'type' : (name as RuleMeasure),
    sampleType: isType ? name : undefined,
    pattern,
    limit: limitOf(Number(number), unit, name),
  };
}

function limitOf(amount: number, unit: string, measure: string): RuleLimit {
  // A function that was not there has no value in the base: its percentages can only be of the target's total.
  if (unit === '%') return { kind: measure === 'new' ? 'points' : 'percent', amount };
  if (unit === 'pp') return { kind: 'points', amount };
  return { kind: 'amount', amount, unit };
}

/**
 * The limit of an amount in the unit of the profile.
 * @throws ProfError USAGE where the rule's unit is not one of the profile's family.
 */
export function limitIn(unit: string, rule: Rule): number {
  const { limit } = rule;
  if (limit.kind !== 'amount') return limit.amount;
  const given = limit.unit.replace(/^([kmgtp])ib$/i, '$1b');
  const isPlain = given === '' && !areUnitsCompatible(unit, 'ns') && !areUnitsCompatible(unit, 'B');
  if (isPlain) return limit.amount;
  if (given !== '' && areUnitsCompatible(given, unit)) return scale(1, given, unit).value * limit.amount;
  throw badRule(
    rule.text,
    given === '' ? `say the unit: these values are ${unit}` : `${limit.unit} is no unit of ${unit}`,
  );
}

function badRule(text: string, why: string): ProfError {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new ProfError('USAGE', `${why}: ${shown}`, { hints: RULE_HINTS, details: { rule: shown } });
}

import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import { compilePattern } from '../report/regexps.ts';
import type { DiffMeasure } from './diff.ts';
import type { GateSettings } from './gate-settings.ts';
import type { Measured, Subject } from './measured.ts';
import type { Rule } from './rule.ts';

/** What a rule is about, in these profiles. */
export interface RuleSubjects {
  readonly rule: Rule;
  readonly measured: Measured;
  readonly subjects: readonly Subject[];
}

export interface FamilyOptions {
  readonly settings: Pick<GateSettings, 'shareFloor' | 'ignore'>;
  /** What `any` and `new` mean by a function's value. */
  readonly measure: DiffMeasure;
}

/**
 * The subjects of a rule: the functions that it names, or where it names none, all over the share floor.
 * @throws ProfError USAGE where a rule names functions that neither side has.
 */
export async function subjectsOf(
  rule: Rule,
  measured: Measured,
  options: FamilyOptions,
): Promise<RuleSubjects> {
  const isTotal = rule.measure === 'total' || (rule.measure === 'type' && rule.pattern === undefined);
  if (isTotal) return { rule, measured, subjects: [{ measure: 'total', name: undefined }] };
  const measure = measureOf(rule, options.measure);
  const shares = measured.meanShares(measure);
  const isIgnored = ignoring(options.settings.ignore);
  const names =
    rule.pattern === undefined
      ? over(shares, floorOf(rule, options.settings.shareFloor))
      : await namedBy(rule, rule.pattern, shares);
  const judged = names.filter((name) => !isIgnored(name));
  if (judged.length === 0 && rule.pattern !== undefined) {
    throw new ProfError('USAGE', `the rule ${rule.text} names only functions that are to be ignored`);
  }
  const subjects = judged
    .filter((name) => rule.measure !== 'new' || measured.isNew(name))
    .map((name) => ({ measure, name }));
  return { rule, measured, subjects };
}

/** All functions over the share floor: what is tested where there are no rules. */
export function subjectsOverFloor(measured: Measured, { settings, measure }: FamilyOptions): Subject[] {
  const isIgnored = ignoring(settings.ignore);
  return over(measured.meanShares(measure), settings.shareFloor)
    .filter((name) => !isIgnored(name))
    .map((name) => ({ measure, name }));
}

/** A text that is equal for equal subjects of one sample type. */
export const subjectKey = ({ measure, name = '' }: Subject): string => `${measure} ${name}`;

function measureOf(rule: Rule, fallback: DiffMeasure): DiffMeasure {
  if (rule.measure === 'flat' || rule.measure === 'cum') return rule.measure;
  return rule.measure === 'type' ? 'flat' : fallback;
}

/** The mean over both sides of a function that only the target has is half of its share there. */
function floorOf({ measure, limit }: Rule, shareFloor: number): number {
  return measure === 'new' && limit.kind === 'points' ? Math.min(shareFloor, limit.amount / 2) : shareFloor;
}

function over(shares: ReadonlyMap<string, number>, floor: number): string[] {
  return [...shares].filter(([, share]) => share >= floor && share > 0).map(([name]) => name);
}

async function namedBy(rule: Rule, pattern: string, shares: ReadonlyMap<string, number>): Promise<string[]> {
  const matches = await compilePattern(pattern, `the rule ${rule.text}`);
  const names = [...shares.keys()].filter(matches);
  if (names.length > 0) return names;
  const near = didYouMean(pattern, [...shares.keys()]);
  throw new ProfError('USAGE', `the rule ${rule.text} names a function that neither side has`, {
    hints: [near === undefined ? 'prof diff BASE TARGET --all lists them' : `did you mean ${near}?`],
    details: { rule: rule.text },
  });
}

function ignoring({ functions, prefixes }: GateSettings['ignore']): (name: string) => boolean {
  const exact = new Set(functions);
  return (name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

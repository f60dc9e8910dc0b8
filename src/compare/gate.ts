import type { RuleSubjects } from './family.ts';
import { subjectKey } from './family.ts';
import type { GateSettings } from './gate-settings.ts';
import type { Judgement } from './judgement.ts';
import type { Measured } from './measured.ts';
import { limitIn, type Rule } from './rule.ts';

export type RuleState = 'fired' | 'passed' | 'untested';

export interface RuleOutcome {
  readonly rule: Rule;
  readonly state: RuleState;
  /** How many values it is about. */
  readonly judgedCount: number;
  /** What it fires for, the largest change first. */
  readonly findings: readonly Judgement[];
  /** Over the limit, too, but no more than chance makes. */
  readonly doubtful: readonly Judgement[];
}

export interface GateOptions {
  readonly settings: Pick<GateSettings, 'noiseFloor' | 'failOnImprovement'>;
  /** Whether there are profiles enough to tell chance from change. */
  readonly canTest: boolean;
}

export type Judge = (measured: Measured, key: string) => Judgement;

/** Whether a rule fires: for what is over its limit, over the noise floor, and more than chance. */
export function judgeRule(
  { rule, measured, subjects }: RuleSubjects,
  judge: Judge,
  { settings, canTest }: GateOptions,
): RuleOutcome {
  const limit = limitIn(measured.unit, rule);
  const over = subjects
    .map((subject) => judge(measured, subjectKey(subject)))
    .filter((judgement) => isOver(judgement, rule, limit, settings))
    .sort((left, right) => Math.abs(right.points) - Math.abs(left.points) || byName(left, right));
  const findings = canTest ? over.filter(({ isReal }) => isReal) : [];
  return {
    rule,
    state: canTest ? (findings.length > 0 ? 'fired' : 'passed') : 'untested',
    judgedCount: subjects.length,
    findings,
    doubtful: over.filter((judgement) => !findings.includes(judgement)),
  };
}

function isOver(
  judgement: Judgement,
  rule: Rule,
  limit: number,
  { noiseFloor, failOnImprovement }: GateOptions['settings'],
): boolean {
  const change = changeIn(judgement, rule);
  // Exactly the limit is not over it, though shares may come out an ulp beside it.
  const above = limit * (1 + 1e-9);
  const isUp = change > above;
  const isDown = failOnImprovement && rule.measure !== 'new' && -change > above;
  return (isUp || isDown) && Math.abs(judgement.points) >= noiseFloor;
}

function changeIn({ percent, points, amount }: Judgement, { limit }: Rule): number {
  return limit.kind === 'percent' ? percent : limit.kind === 'points' ? points : amount;
}

function byName({ name: left = '' }: Judgement, { name: right = '' }: Judgement): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

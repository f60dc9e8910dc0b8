import type { DiffMeasure } from './diff.ts';
import { type RuleSubjects, subjectKey, subjectsOf, subjectsOverFloor } from './family.ts';
import { judgeRule, type RuleOutcome, type RuleState } from './gate.ts';
import type { GateSettings } from './gate-settings.ts';
import { judgePair } from './judge-pair.ts';
import {
  canReject,
  estimateReplicas,
  type FamilyMember,
  judgeReplicas,
  profilesNeeded,
} from './judge-replicas.ts';
import type { Judgement } from './judgement.ts';
import type { Measured, Subject } from './measured.ts';

export interface GateResult {
  /** Of all rules together; undefined without any. */
  readonly state: RuleState | undefined;
  readonly rules: readonly RuleOutcome[];
  readonly settings: GateSettings;
  /** Functions were compared by their shares. */
  readonly isByShares: boolean;
  /** How many values were judged together. */
  readonly familySize: number;
  readonly profiles: { readonly base: number; readonly target: number };
  /** Of several profiles a side: what the test wants at least, and whether there are as many. */
  readonly test: TestFacts | undefined;
  /** All of the family; of several profiles a side also what was not tested: the total, functions over the share floor. */
  readonly judgements: readonly Judgement[];
}

export interface TestFacts {
  readonly needed: number;
  readonly isPossible: boolean;
}

export interface JudgeSidesOptions {
  readonly settings: GateSettings;
  readonly measure: DiffMeasure;
}

const TOTAL: Subject = { measure: 'total', name: undefined };

/** The sums of one sample type, the comparison's own without a name. */
export type MeasureType = (sampleType?: string) => Promise<Measured>;

/**
 * Judges both sides by the rules. All values that any rule looks at are one family: what is called a change holds for
 * all of them together.
 * @throws ProfError USAGE where a rule names functions that neither side has, or units that do not fit.
 */
export async function judgeSides(measureType: MeasureType, options: JudgeSidesOptions): Promise<GateResult> {
  const { settings } = options;
  const own = await measureType();
  const ruled: RuleSubjects[] = [];
  for (const rule of settings.rules) {
    ruled.push(await subjectsOf(rule, await measureType(rule.sampleType), options));
  }
  const profiles = { base: own.base.length, target: own.target.length };
  const isPair = profiles.base === 1 && profiles.target === 1;
  const shown = isPair ? [] : [TOTAL, ...subjectsOverFloor(own, options)];
  const isRuled = isPair || ruled.length > 0;
  const family = familyOf(isRuled ? ruled : [{ measured: own, subjects: shown.slice(1) }]);
  const confidence = { alpha: settings.alpha, comparisons: family.length };
  const judgements = isPair
    ? family.map(({ measured, subject }) => judgePair(subject, measured, confidence))
    : judgeReplicas(family, settings.alpha);
  const test = isPair ? undefined : testFacts(profiles, family.length, settings);
  const canTest = test?.isPossible ?? true;
  const judged = indexed(family, judgements);
  const rules = ruled.map((each) =>
    judgeRule(each, (measured, key) => judged.get(measured)!.get(key)!, { settings, canTest }),
  );
  return {
    state: stateOf(rules),
    rules,
    settings,
    isByShares: own.isByShares,
    familySize: family.length,
    profiles,
    test,
    judgements: [...judgements, ...estimateReplicas(untested(shown, own, family), settings.alpha)],
  };
}

/** What is judged together, each value once. */
function familyOf(tested: readonly Pick<RuleSubjects, 'measured' | 'subjects'>[]): FamilyMember[] {
  const known = new Map<Measured, Set<string>>();
  const family: FamilyMember[] = [];
  for (const { measured, subjects } of tested) {
    const keys = known.get(measured) ?? new Set<string>();
    known.set(measured, keys);
    for (const subject of subjects) {
      if (keys.has(subjectKey(subject))) continue;
      keys.add(subjectKey(subject));
      family.push({ measured, subject });
    }
  }
  return family;
}

function untested(shown: readonly Subject[], own: Measured, family: readonly FamilyMember[]): FamilyMember[] {
  const tested = new Set(
    family.flatMap(({ measured, subject }) => (measured === own ? [subjectKey(subject)] : [])),
  );
  return shown
    .filter((subject) => !tested.has(subjectKey(subject)))
    .map((subject) => ({ measured: own, subject }));
}

function indexed(
  family: readonly FamilyMember[],
  judgements: readonly Judgement[],
): ReadonlyMap<Measured, ReadonlyMap<string, Judgement>> {
  const all = new Map<Measured, Map<string, Judgement>>();
  for (const [i, { measured, subject }] of family.entries()) {
    const found = all.get(measured) ?? new Map<string, Judgement>();
    all.set(measured, found.set(subjectKey(subject), judgements[i]!));
  }
  return all;
}

function testFacts(
  { base, target }: GateResult['profiles'],
  familySize: number,
  { alpha }: GateSettings,
): TestFacts {
  const needed = profilesNeeded(familySize, alpha);
  return { needed, isPossible: canReject(base, target, familySize, alpha) };
}

function stateOf(rules: readonly RuleOutcome[]): RuleState | undefined {
  if (rules.length === 0) return undefined;
  return (['fired', 'untested', 'passed'] as const).find((state) =>
    rules.some((rule) => rule.state === state),
  );
}

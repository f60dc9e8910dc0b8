import type { Comparison } from '../compare/compare-sides.ts';
import type { RuleState } from '../compare/gate.ts';
import type { Judgement } from '../compare/judgement.ts';

/** How a comparison was judged: by rules, by a test, or both. */
export interface GateDocument {
  /** Of all rules together; null without rules. */
  readonly state: RuleState | null;
  readonly by: 'shares' | 'values';
  readonly alpha: number;
  readonly noiseFloorPercent: number;
  readonly shareFloorPercent: number;
  /** How many values were judged together. */
  readonly familySize: number;
  readonly profiles: { readonly base: number; readonly target: number };
  /** Profiles a side that a test wants at least; null for one profile a side. */
  readonly needed: number | null;
  readonly tested: boolean;
  readonly rules: readonly RuleDocument[];
  /** Of several profiles a side: all that was tested, then what was only estimated. */
  readonly judgements: readonly JudgementDocument[];
}

export interface RuleDocument {
  readonly rule: string;
  readonly state: RuleState;
  /** How many values it is about. */
  readonly judged: number;
  readonly findings: readonly JudgementDocument[];
  /** Over the limit, but no more than chance makes. */
  readonly doubtful: readonly JudgementDocument[];
}

export interface JudgementDocument {
  /** Null: the total. */
  readonly function: string | null;
  readonly measure: 'total' | 'flat' | 'cum';
  readonly sampleType: string;
  /** Of the numbers here; `%` of shares. */
  readonly unit: string;
  readonly base: number;
  readonly target: number;
  readonly change: number;
  readonly changePercent: number | null;
  readonly points: number;
  readonly real: boolean;
  readonly samplingError: number | null;
  readonly p: number | null;
  readonly adjustedP: number | null;
  readonly interval: readonly [number, number] | null;
  readonly file: string | null;
  readonly line: number | null;
}

const MAX_JUDGEMENTS = 10_000;

/** Null where there is nothing to say: one profile a side, and no rules. */
export function gateDocument({ gate, places }: Comparison): GateDocument | null {
  if (gate.rules.length === 0 && gate.test === undefined) return null;
  const documented = (judgements: readonly Judgement[]) =>
    judgements.slice(0, MAX_JUDGEMENTS).map((each) => judgementDocument(each, places));
  return {
    state: gate.state ?? null,
    by: gate.isByShares ? 'shares' : 'values',
    alpha: gate.settings.alpha,
    noiseFloorPercent: gate.settings.noiseFloor,
    shareFloorPercent: gate.settings.shareFloor,
    familySize: gate.familySize,
    profiles: gate.profiles,
    needed: gate.test?.needed ?? null,
    tested: gate.test?.isPossible ?? false,
    rules: gate.rules.map(({ rule, state, judgedCount, findings, doubtful }) => ({
      rule: rule.text,
      state,
      judged: judgedCount,
      findings: documented(findings),
      doubtful: documented(doubtful),
    })),
    judgements: gate.test === undefined ? [] : documented(gate.judgements),
  };
}

function judgementDocument(judgement: Judgement, places: Comparison['places']): JudgementDocument {
  const { name, measure, sampleType, unit, base, target, change, percent, points, evidence } = judgement;
  const place = name === undefined ? undefined : places.get(name);
  const test = evidence.kind === 'test' ? evidence : undefined;
  return {
    function: name ?? null,
    measure,
    sampleType,
    unit,
    base,
    target,
    change,
    changePercent: Number.isFinite(percent) ? percent : null,
    points,
    real: judgement.isReal,
    samplingError: evidence.kind === 'sampling' && Number.isFinite(evidence.error) ? evidence.error : null,
    p: test?.p ?? null,
    adjustedP: test?.adjustedP ?? null,
    interval: 'interval' in evidence ? (evidence.interval ?? null) : null,
    file: place?.file ?? null,
    line: place?.line ?? null,
  };
}

import type { GateResult } from '../compare/judge-sides.ts';
import type { Judgement } from '../compare/judgement.ts';
import { formatValue } from '../profile/measurement.ts';

/** A number in a unit of judgements: `12.1%`, `1.61s`, `64MB`. */
export function amountText(value: number, unit: string): string {
  if (unit !== '%') return formatValue(value, unit, 'auto');
  return `${value.toFixed(Math.abs(value) < 1 && value !== 0 ? 2 : 1)}%`;
}

/** A difference of such numbers, with its sign; of shares in percentage points. */
export function differenceText(value: number, unit: string): string {
  const text = unit === '%' ? amountText(value, unit).replace('%', ' pp') : amountText(value, unit);
  return value > 0 ? `+${text}` : text;
}

/** `+34.2%`, or what else there is to say where the base has nothing. */
export function percentText({ percent }: Pick<Judgement, 'percent'>): string {
  if (!Number.isFinite(percent)) return 'from nothing';
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)}%`;
}

/** `12.0% → 16.1%, +4.1 pp (+34.2%), ±1.2 pp`: what is known of one value. */
export function judgementText(judgement: Judgement): string {
  const { base, target, change, unit, evidence } = judgement;
  const values = `${amountText(base, unit)} → ${amountText(target, unit)}`;
  const difference = `${differenceText(change, unit)} (${percentText(judgement)})`;
  if (evidence.kind === 'sampling') return `${values}, ${difference}, ±${errorText(evidence.error, unit)}`;
  if (evidence.kind === 'test')
    return `${values}, ${difference}, p ${pText(evidence.adjustedP)}${intervalText(judgement)}`;
  return `${values}, ${difference}`;
}

/** An error is not known to more than two digits. */
function errorText(error: number, unit: string): string {
  if (!Number.isFinite(error)) return '∞';
  return differenceText(Number(error.toPrecision(2)), unit).replace('+', '');
}

/** Three digits are more than a p-value is good for. */
export function pText(p: number): string {
  if (p >= 0.001) return p.toFixed(3).replace(/^1\.000$/, '1');
  return p < 1e-9 ? '<1e-9' : p.toExponential(0);
}

/** `shares of the total; 8 against 8 profiles, rank-sum test`: what was compared, and how. */
export function methodText({ isByShares, profiles, test }: GateResult): string {
  const what = isByShares ? 'shares of the total' : 'values';
  if (test === undefined) return `${what}; one profile a side`;
  return `${what}; medians of ${profiles.base} against ${profiles.target} profiles, rank-sum test`;
}

/** `34 values together, alpha 0.05`: how sure what is called a change is. */
export function familyText({ familySize, settings }: GateResult): string {
  return `${familySize} ${familySize === 1 ? 'value' : 'values'} judged together, alpha ${settings.alpha}`;
}

/** Said where there are too few profiles to tell chance from change. */
export function tooFewText({ test }: GateResult): string | undefined {
  return test && !test.isPossible ? `too few profiles (need ${test.needed} a side)` : undefined;
}

/** What a rule is about where it names no function: `total`, `alloc_space`. */
export const subjectText = ({ name, measure, sampleType }: Judgement): string =>
  name ?? (measure === 'total' ? `total ${sampleType}` : sampleType);

/** ` [+2.1, +5.9 pp]`: where the change lies with a confidence of 1 - alpha; empty where that is not known. */
export function intervalText({ evidence, unit }: Pick<Judgement, 'evidence' | 'unit'>): string {
  if (!('interval' in evidence) || evidence.interval === undefined) return '';
  const [low, high] = evidence.interval;
  return ` [${differenceText(low, unit).replace(' pp', '')}, ${differenceText(high, unit)}]`;
}

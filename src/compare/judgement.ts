import type { Measured, Subject } from './measured.ts';
import { median } from './order-statistics.ts';

/** What became of one value. */
export interface Judgement extends Subject {
  readonly sampleType: string;
  /** Of base, target, change, error and interval: `%` where shares are compared. */
  readonly unit: string;
  /** The value of the only profile, or the median of several. */
  readonly base: number;
  readonly target: number;
  /** Of several profiles: the median of all differences between one of the target and one of the base. */
  readonly change: number;
  /** Of the base's value; infinite where that is 0. */
  readonly percent: number;
  /** Of the target's total. */
  readonly points: number;
  /** In the unit of the profile; of shares, what they come to at the base's total. */
  readonly amount: number;
  readonly evidence: Evidence;
  /** The change is more than chance makes. */
  readonly isReal: boolean;
}

export type Evidence =
  /** One profile a side, of which nothing more is known. */
  | { readonly kind: 'none' }
  /** One profile a side, of samples: what chance makes of the change, either way. */
  | { readonly kind: 'sampling'; readonly error: number }
  /** Several profiles a side, but not tested: no rule is about it. */
  | { readonly kind: 'estimate'; readonly interval: Interval | undefined }
  /** Several profiles a side. */
  | {
      readonly kind: 'test';
      readonly p: number;
      /** For all that was tested together. */
      readonly adjustedP: number;
      /** Of the change, at 1 - alpha; undefined where there are too few profiles for one. */
      readonly interval: Interval | undefined;
    };

export type Interval = readonly [low: number, high: number];

/** The numbers of a judgement, without how sure they are. */
export type Difference = Omit<Judgement, 'evidence' | 'isReal'>;

export interface Estimate {
  readonly base: number;
  readonly target: number;
  readonly change: number;
}

/** A change in all the terms in which rules speak. */
export function differenceOf(subject: Subject, measured: Measured, estimate: Estimate): Difference {
  const { base, change } = estimate;
  const isShare = measured.isByShares && subject.measure !== 'total';
  const baseTotal = median(measured.totals('base'));
  const targetTotal = median(measured.totals('target'));
  const whole = Math.abs(targetTotal === 0 ? baseTotal : targetTotal);
  return {
    ...subject,
    sampleType: measured.sampleType,
    unit: measured.unitOf(subject),
    ...estimate,
    percent:
      change === 0
        ? 0
        : base === 0
          ? Math.sign(change) * Number.POSITIVE_INFINITY
          : (change / Math.abs(base)) * 100,
    points: isShare ? change : whole === 0 ? 0 : (change / whole) * 100,
    amount: isShare ? (change / 100) * Math.abs(baseTotal) : change,
  };
}

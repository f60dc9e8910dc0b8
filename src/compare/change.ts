import { absInt64, addInt64, type Int64 } from '../profile/go-number-format.ts';

/** One value on both sides of a comparison. */
export interface Change {
  readonly base: Int64;
  readonly target: Int64;
  /** target - base */
  readonly change: Int64;
  /** The change in percent of the base's value; undefined where that is 0. */
  readonly percent: number | undefined;
  /** Percent of the base's own total, and of the target's; 0 where the total is 0. */
  readonly baseShare: number;
  readonly targetShare: number;
  /** How the share changed, in percentage points. */
  readonly points: number;
  /** What chance alone makes of the change, either way, in 19 of 20 runs; undefined where values are no samples. */
  readonly samplingError?: number | undefined;
}

export function changeOf(base: Int64, target: Int64, baseTotal: Int64, targetTotal: Int64): Change {
  const change = addInt64(target, negative(base));
  const baseShare = shareOf(base, baseTotal);
  const targetShare = shareOf(target, targetTotal);
  return {
    base,
    target,
    change,
    percent: Number(base) === 0 ? undefined : (Number(change) / Math.abs(Number(base))) * 100,
    baseShare,
    targetShare,
    points: targetShare - baseShare,
  };
}

/** Of either kind of integer: the operator alone does not tell the compiler that the kind stays. */
export const negative = (value: Int64): Int64 => (typeof value === 'bigint' ? -value : -value);

function shareOf(value: Int64, total: Int64): number {
  return Number(total) === 0 ? 0 : (Number(value) / Number(total)) * 100;
}

export function isChange({ change }: Change): boolean {
  return Number(change) !== 0;
}

/** Order of rows: the largest change first, up or down. */
export function byChange(left: Change, right: Change): number {
  const one = absInt64(left.change);
  const other = absInt64(right.change);
  return one > other ? -1 : one < other ? 1 : 0;
}

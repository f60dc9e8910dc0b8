/** How a report prints its values: one unit for all of them, divided if asked for. */
import { absInt64, type Int64, truncateToInt64 } from '../profile/go-number-format.ts';
import { formatValue, scale } from '../profile/measurement.ts';
import type { PreparedReport } from './prepare-report.ts';

type ValueFacts = Pick<PreparedReport, 'sampleUnit' | 'total' | 'kind'> & {
  readonly options: Pick<PreparedReport['options'], 'divideBy' | 'unit'>;
};

/** The value divided as `divideBy` asks. */
export function divided(value: Int64, divideBy: number): Int64 {
  const ratio = 1 / divideBy;
  return ratio > 0 && ratio !== 1 ? truncateToInt64(Number(value) * ratio) : value;
}

/** Prints values in `outputUnit`. */
export function valueFormatter(
  { sampleUnit, options }: ValueFacts,
  outputUnit: string,
): (value: Int64) => string {
  return (value) => formatValue(divided(value, options.divideBy), sampleUnit, outputUnit);
}

/**
 * The unit for all values of a graph report. `minimum` takes that of the smallest shown value; where the total
 * has a larger one and is over a hundred times as much, that of a hundred times the smallest.
 */
export function chooseOutputUnit(
  facts: ValueFacts,
  shown: Iterable<{ readonly flat: Int64; readonly cum: Int64 }>,
): string {
  const { options, sampleUnit, kind } = facts;
  if (options.unit !== 'minimum') return options.unit;
  let smallest: Int64 = 0;
  let isEmpty = true;
  for (const { flat, cum } of shown) {
    isEmpty = false;
    const own = absInt64(flat);
    const size = Number(own) === 0 ? absInt64(cum) : own;
    if (size > 0 && (Number(smallest) === 0 || size < smallest)) smallest = size;
  }
  if (isEmpty) return options.unit;
  if (Number(smallest) === 0) smallest = facts.total;
  const min = divided(smallest, options.divideBy);
  const max = divided(facts.total, options.divideBy);
  const minUnit = scale(min, sampleUnit, 'minimum').unit;
  const maxUnit = scale(max, sampleUnit, 'minimum').unit;
  const hundredfold = BigInt.asIntN(64, BigInt(min) * 100n);
  const unit =
    minUnit !== maxUnit && hundredfold < max && kind !== 'callgrind'
      ? scale(hundredfold, sampleUnit, 'minimum').unit
      : minUnit;
  return unit === '' ? sampleUnit : unit;
}

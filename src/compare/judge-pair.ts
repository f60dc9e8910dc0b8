import { type Difference, differenceOf, type Evidence, type Judgement } from './judgement.ts';
import type { Measured, Subject } from './measured.ts';
import { type Confidence, SamplingError } from './sampling-error.ts';

/** One profile a side: a change is real if sampling does not explain it; where nothing was sampled, if there is one. */
export function judgePair(subject: Subject, measured: Measured, confidence: Confidence): Judgement {
  const base = measured.values(subject, 'base')[0]!;
  const target = measured.values(subject, 'target')[0]!;
  const difference = differenceOf(subject, measured, { base, target, change: target - base });
  const evidence = evidenceOf(difference, measured, confidence);
  const error = evidence.kind === 'sampling' ? evidence.error : 0;
  return { ...difference, evidence, isReal: Math.abs(difference.change) > error };
}

function evidenceOf(
  { measure, name, unit }: Difference,
  measured: Measured,
  confidence: Confidence,
): Evidence {
  const error = SamplingError.of(measured.base[0]!, measured.target[0]!, confidence);
  if (error === undefined) return { kind: 'none' };
  if (measure === 'total' || name === undefined) return { kind: 'sampling', error: error.ofTotal() };
  const isShare = unit === '%' && measured.isByShares;
  return {
    kind: 'sampling',
    error: isShare ? error.ofShare(name, measure) * 100 : error.ofValues(name)[measure],
  };
}

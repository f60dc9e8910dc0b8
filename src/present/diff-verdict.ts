import type { Change } from '../compare/change.ts';
import type { ProfileDiff } from '../compare/diff.ts';
import { safeText } from '../kit/safe-text.ts';
import { signedPoints, signedValue, valueText } from './change-text.ts';

/** V8's frame for waiting. */
const IDLE = '(idle)';

/** `checkout cpu: total +12.3% (1.20s → 1.35s); biggest: main.parse +150ms (+11.1 pp)` */
export function diffVerdict(diff: ProfileDiff): string {
  const { measure, unit, busy } = diff;
  const what = diffSubject(diff);
  const sum = busy ?? diff.total;
  const text = `${what}: ${busy ? 'busy time' : 'total'} ${sumText(sum, unit)}`;
  if (!diff.differs) return `${text}; no difference`;
  if (diff.differsElsewhere) return `${text}; no function differs, but other values, lines or labels do`;
  // Waiting is what work leaves over, so it is never the finding.
  const changed = diff.rows.filter((row) => row.name !== IDLE && Number(row[measure].change) !== 0);
  if (changed.length === 0) return text;
  const biggest = changed.find((row) => isBeyondError(row[measure]));
  if (!biggest) return `${text}; no function beyond the sampling error`;
  const { change, points } = biggest[measure];
  return `${text}; biggest: ${safeText(biggest.name)} ${signedValue(change, unit)} (${signedPoints(points)} pp)`;
}

/** `checkout cpu`, `checkout heap (inuse_space)`, or only the sample type where no more is known. */
export function diffSubject({
  subject: of,
  sampleType,
}: Pick<ProfileDiff, 'subject' | 'sampleType'>): string {
  const subject = safeText(of);
  const isSaid = subject === '' || ` ${subject}`.endsWith(` ${sampleType}`);
  return isSaid ? subject || safeText(sampleType) : `${subject} (${safeText(sampleType)})`;
}

function sumText(sum: Change, unit: string): string {
  const { base, target, percent, change } = sum;
  if (Number(change) === 0) return `unchanged (${valueText(base, unit)})`;
  const relative = percent === undefined ? 'from nothing' : `${signedPoints(percent)}%`;
  const error = isBeyondError(sum) ? '' : ', within the sampling error';
  return `${relative} (${valueText(base, unit)} → ${valueText(target, unit)}${error})`;
}

/** More than sampling explains; where that is not known, any change. */
function isBeyondError({ change, samplingError }: Change): boolean {
  return Math.abs(Number(change)) > (samplingError ?? 0);
}

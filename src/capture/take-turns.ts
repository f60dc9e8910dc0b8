import pLimit from 'p-limit';
import { type CaptureOptions, DEFAULT_POD_OPTIONS } from './capture-options.ts';
import type { Target } from './target.ts';

/**
 * A door for targets: at most `parallel` at once, and of the pods of one workload at most a share, but one. Who waits
 * for the share of its workload takes no place from others.
 */
export function takeTurns(
  options: Pick<CaptureOptions, 'parallel' | 'pods'>,
): (target: Target, work: () => Promise<void>) => Promise<void> {
  const { maxPercent } = options.pods ?? DEFAULT_POD_OPTIONS;
  const all = pLimit(options.parallel);
  const byWorkload = new Map<string, ReturnType<typeof pLimit>>();
  return (target, work) => {
    if (target.kind !== 'pod') return all(work);
    const { by, podsOfTarget } = target.found;
    const share = Math.max(1, Math.floor((podsOfTarget * maxPercent) / 100));
    const ofWorkload = byWorkload.get(by) ?? pLimit(share);
    byWorkload.set(by, ofWorkload);
    return ofWorkload(() => all(work));
  };
}

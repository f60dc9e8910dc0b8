import type { CanarySide, CanarySides } from '../canary/canary-sides.ts';
import { type CaptureErrorDocument, captureErrors } from './capture.ts';

/** What `prof diff --canary --json` tells of its capture. */
export interface CanaryDocument {
  /** The stamp of both sides' profiles. */
  readonly run: string;
  readonly base: CanarySide;
  readonly target: CanarySide;
  /** Pods that could not be captured; absent where there were none. */
  readonly errors?: readonly CaptureErrorDocument[];
}

export function canaryDocument({ result, before, after }: CanarySides): CanaryDocument {
  const side = ({ revision, pods }: CanarySide): CanarySide => ({ revision, pods });
  const errors = captureErrors(result);
  return {
    run: result.run,
    base: side(before),
    target: side(after),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** `revision 6 (3 pods)` */
export const canarySideText = ({ revision, pods }: CanarySide): string =>
  `revision ${revision} (${pods.length} ${pods.length === 1 ? 'pod' : 'pods'})`;

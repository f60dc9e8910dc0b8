import type { ErrorCode } from '../kit/errors.ts';

/** One thing that was looked at. */
export interface DoctorCheck {
  readonly name: string;
  /** `missing`: one can do without it. */
  readonly outcome: 'ok' | 'missing' | 'failed';
  /** What was found. */
  readonly said: string;
  /** What to do about it. */
  readonly fix: string | undefined;
  /** Of what failed: what a command that needs it would end with. */
  readonly code?: ErrorCode | undefined;
}

export const ok = (name: string, said: string): DoctorCheck => ({
  name,
  outcome: 'ok',
  said,
  fix: undefined,
});

/** What the whole comes to; undefined: nothing failed. */
export const codeOf = (checks: readonly DoctorCheck[]): ErrorCode | undefined => {
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  return failed && (failed.code ?? 'NOT_ALLOWED');
};

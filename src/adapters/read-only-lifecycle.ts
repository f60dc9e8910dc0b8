import { ProfError } from '../kit/errors.ts';
import type { LifecycleRules } from '../ports/lifecycle-rules.ts';

/** The same rules, which cannot be changed. */
export function readOnlyLifecycle(lifecycle: LifecycleRules): LifecycleRules {
  return {
    ...lifecycle,
    replace: async () => {
      throw new ProfError('NOT_ALLOWED', `the configuration marks ${lifecycle.bucketUrl} as read-only`);
    },
  };
}

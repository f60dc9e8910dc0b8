import { ProfError } from '../kit/errors.ts';
import type { Failure } from './state/dashboard-state.ts';

/** What to show of what was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProfError) return { message: error.message, hints: error.hints };
  return { message: error instanceof Error ? error.message : String(error), hints: [] };
}

/** Patterns from users, in Go's syntax, on an engine that takes linear time. */
import { ProfError } from '../kit/errors.ts';
import type { TextMatcher } from '../profile/filter-samples.ts';

/** Unanchored. Fails with USAGE; `what` begins the message: `parsing focus regexp`. */
export async function compilePattern(pattern: string, what: string): Promise<TextMatcher> {
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(pattern);
    // A byte that is no UTF-8 matches as one replacement character.
    return (text) => compiled.test(text.toWellFormed());
  } catch (error) {
    throw new ProfError('USAGE', `${what}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Patterns from users, in Go's syntax, on an engine that takes linear time. */
import { ProfError } from '../kit/errors.ts';
import type { TextMatcher } from '../profile/filter-samples.ts';
import { toRe2Syntax } from './go-regexp-syntax.ts';

/** Unanchored. Fails with USAGE; `what` begins the message: `parsing focus regexp`. */
export function compilePattern(pattern: string, what: string): Promise<TextMatcher> {
  return compile(pattern, (message) => `${what}: ${goMessage(message, pattern)}`);
}

async function compile(pattern: string, explain: (message: string) => string): Promise<TextMatcher> {
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(pattern);
    // A byte that is no UTF-8 matches as one replacement character.
    return (text) => compiled.test(text.toWellFormed());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const re2 = ONLY_IN_GO.test(message) ? toRe2Syntax(pattern) : pattern;
    if (re2 !== pattern) {
      return compile(re2, (why) =>
        explain(
          CLASS_NAME.test(message) && CLASS_NAME.test(why)
            ? message
            : why.replace(`\`${re2}\``, () => `\`${pattern}\``),
        ),
      );
    }
    throw new ProfError('USAGE', explain(message), { cause: error });
  }
}

const CLASS_NAME = /: invalid character class range: `\\p/i;
const ONLY_IN_GO = new RegExp(`: duplicate capture group name|${CLASS_NAME.source}`, 'i');

/** Go names in each message what it is about, and takes a name's beginning at the end of a pattern for a flag. */
function goMessage(message: string, pattern: string): string {
  const unfinished = /^(.*): invalid named capture: `(\(\?P?)<`$/.exec(message);
  if (unfinished !== null) {
    const [, start, group] = unfinished;
    return `${start}: invalid or unsupported Perl syntax: \`${group === '(?' ? '(?<' : group}\``;
  }
  if (message.includes(': `')) return message;
  return `${message}: \`${message.includes('trailing backslash') ? '' : pattern}\``;
}

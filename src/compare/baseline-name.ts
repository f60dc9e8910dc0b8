import { ProfError } from '../kit/errors.ts';

/** A base that is named by what it means to the target. */
export type Baseline =
  /** The run before the target's. */
  | { readonly kind: 'latest' }
  /** The target's service and type at `@WHEN` or in `@FROM..TO`. */
  | { readonly kind: 'moment'; readonly text: string }
  | { readonly kind: 'same-hour-last-week' }
  | { readonly kind: 'previous-release' }
  /** A branch, or the beginning of a commit's name. */
  | { readonly kind: 'git'; readonly revision: string };

/** What `--base` takes beside references, for messages. */
export const BASELINE_FORMS =
  'latest, @yesterday or another @TIME, same-hour-last-week, previous-release, git:BRANCH';

const WORDS = ['latest', 'same-hour-last-week', 'previous-release'] as const;

/** Undefined: an ordinary reference. @throws ProfError USAGE where what follows `@` or `git:` is missing. */
export function parseBaseline(text: string): Baseline | undefined {
  const word = WORDS.find((known) => known === text);
  if (word !== undefined) return { kind: word };
  if (text === '@' || text === 'git:') {
    throw new ProfError('USAGE', `--base ${text} is not complete`, {
      hints: [`what it takes: ${BASELINE_FORMS}, or any reference`],
    });
  }
  if (text.startsWith('@')) return { kind: 'moment', text };
  if (text.startsWith('git:')) return { kind: 'git', revision: text.slice('git:'.length) };
  return undefined;
}

import { textMatcher } from '../kit/glob.ts';

/** One `--include` or `--exclude`, in the order in which they were given. */
export interface KeyPattern {
  readonly kind: 'include' | 'exclude';
  /** `*`, `?`, `[…]`; as with the AWS tools `*` also stands for slashes. */
  readonly pattern: string;
}

/**
 * Which keys (or paths below a folder) the patterns let pass: the last one that matches decides. What none matches passes,
 * unless the first pattern is an include. So both `--include '*-cpu.pprof'` alone and the AWS tools' `--exclude '*'` before
 * it mean the same.
 */
export function patternFilter(patterns: readonly KeyPattern[]): (key: string) => boolean {
  const rules = patterns.map(({ kind, pattern }) => ({
    passes: kind === 'include',
    is: textMatcher(pattern),
  }));
  const otherwise = rules[0]?.passes !== true;
  return (key) => rules.findLast(({ is }) => is(key))?.passes ?? otherwise;
}

import { Flags } from '@oclif/core';
import { parseLabels } from '../capture/access.ts';

/** For commands that store profiles. Not by the parser's `env`, which takes each character for a value of its own. */
export const labelFlag = {
  label: Flags.string({
    summary:
      'a fact to keep with the profiles: service-version=1.2.0, git-branch=main, git-commit=4f2a91c, …',
    helpValue: 'KEY=VALUE',
    multiple: true,
    multipleNonGreedy: true,
  }),
};

/** What the flags say, and for other keys what the environment says. @throws ProfError USAGE */
export function labelsOf(
  flags: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  return parseLabels([env.PROF_LABELS ?? '', ...(flags ?? [])]);
}

import { Flags } from '@oclif/core';

const GROUP = 'SAFETY';

/** What stands between a capture and harm. */
export const safetyFlags = {
  'ignore-safety': Flags.boolean({
    summary: 'also what was taken less than a minute ago, and CPU of pods that use over 80 % of theirs',
    helpGroup: GROUP,
  }),
  yes: Flags.boolean({ char: 'y', summary: 'in production, too, without asking', helpGroup: GROUP }),
};

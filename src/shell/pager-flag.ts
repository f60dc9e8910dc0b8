import { Flags } from '@oclif/core';

/** For commands whose output may be longer than a screen. */
export const pagerFlag = {
  pager: Flags.boolean({
    summary: 'use a pager on a terminal, also for what fits; --no-pager: never',
    allowNo: true,
    helpGroup: 'GLOBAL',
  }),
};

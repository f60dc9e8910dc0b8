import { Flags } from '@oclif/core';

/** For commands that print a table. */
export const csvFlag = {
  csv: Flags.boolean({
    summary: 'print CSV, with exact numbers in base units',
    exclusive: ['json'],
    helpGroup: 'GLOBAL',
  }),
};

import { Flags } from '@oclif/core';
import { pagerFlag } from './pager-flag.ts';

/** Where a report goes. */
export const reportOutputFlags = {
  output: Flags.string({
    char: 'o',
    summary: 'write the exact text to a file; - is standard output',
    helpValue: 'FILE',
    exclusive: ['json'],
  }),
  overwrite: Flags.boolean({ summary: 'let -o replace a file' }),
  ...pagerFlag,
};

import { Flags } from '@oclif/core';

/** Flags of commands that take the whole terminal. */
export const screenFlags = {
  ascii: Flags.boolean({ summary: 'draw with ASCII characters only', helpGroup: 'SCREEN' }),
  mouse: Flags.boolean({
    summary: 'listen to the mouse (--no-mouse: leave it to the terminal, to select text)',
    allowNo: true,
    default: true,
    helpGroup: 'SCREEN',
  }),
};

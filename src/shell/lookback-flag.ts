import { Flags } from '@oclif/core';
import { parseDuration } from '../kit/duration.ts';
import { ProfError } from '../kit/errors.ts';

/** For commands that take references. */
export const lookbackFlag = {
  lookback: Flags.string({
    summary: 'how far references to the store look back',
    default: '30d',
    helpValue: 'DURATION',
  }),
};

/** The flag's value in milliseconds. @throws ProfError USAGE. */
export function lookbackMs(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new ProfError('USAGE', `--lookback wants a duration, not ${text}`, {
    hints: ['for example 90d or 12h'],
  });
}

import { Flags } from '@oclif/core';
import type { SeriesOptions } from '../capture/capture-series.ts';
import { parseDuration } from '../kit/duration.ts';
import { ProfError } from '../kit/errors.ts';

/** Captures at intervals. */
export const seriesFlags = {
  every: Flags.string({
    summary: 'capture again and again, each time as a run of its own',
    helpValue: 'DURATION',
  }),
  for: Flags.string({
    summary: 'how long to go on with that; else until Ctrl-C',
    helpValue: 'DURATION',
    dependsOn: ['every'],
  }),
  jsonl: Flags.boolean({
    summary: 'print each run as a line of JSON, as soon as it is done',
    exclusive: ['json'],
  }),
};

const MIN_EVERY_MS = 1_000;

/** Undefined: one run is wanted. @throws ProfError USAGE */
export function seriesOptions(flags: {
  readonly every?: string | undefined;
  readonly for?: string | undefined;
}): SeriesOptions | undefined {
  if (flags.every === undefined) return undefined;
  const everyMs = durationMs('--every', flags.every);
  if (everyMs < MIN_EVERY_MS) throw new ProfError('USAGE', `--every ${flags.every}: at least 1s`);
  return { everyMs, forMs: flags.for === undefined ? undefined : durationMs('--for', flags.for) };
}

function durationMs(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new ProfError('USAGE', `${flag} wants a duration, not ${text}`, {
    hints: ['for example --every 5m --for 1h'],
  });
}

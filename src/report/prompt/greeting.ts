/** What the prompt begins with: the profile, and how to get help. */
import { ProfError } from '../../kit/errors.ts';
import type { Profile } from '../../profile/profile.ts';
import { prepareReport } from '../prepare-report.ts';
import { profileLines } from '../report-header.ts';
import type { ReportOptions } from '../report-options.ts';
import { valueFormatter } from '../report-values.ts';
import type { TimeZone } from '../time-zone.ts';

export interface GreetingDeps {
  readonly timeZone: TimeZone | undefined;
  readonly warn: (message: string) => void;
}

/** The lines of the greeting, without the profile's where the options do not fit it: its reports will say so. */
export async function greeting(
  profile: Profile,
  options: ReportOptions,
  deps: GreetingDeps,
): Promise<string[]> {
  const lines = await profileFacts(profile, options, deps);
  return [...lines, 'Entering interactive mode (type "help" for commands, "o" for options)'];
}

async function profileFacts(profile: Profile, options: ReportOptions, deps: GreetingDeps): Promise<string[]> {
  const { sampleIndex, mean, divideBy, unit } = options;
  try {
    // The whole profile, whatever the filters: they belong to the reports.
    const report = await prepareReport(profile, 'top', { sampleIndex, mean, divideBy, unit }, deps);
    const lines = profileLines(report, valueFormatter(report, unit));
    if (Number(report.total) !== 0 || profile.sampleTypes.length < 2) return lines;
    return [
      ...lines,
      'No samples were found with the default sample value type.',
      'Try "sample_index" command to analyze different sample values.',
    ];
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    return [];
  }
}

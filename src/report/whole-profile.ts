/** The profile as the reports that give all of it show it: without inlined frames if they are not wanted. */
import { withoutInlines } from '../profile/aggregate.ts';
import type { Profile } from '../profile/profile.ts';
import type { PreparedReport } from './prepare-report.ts';

export function wholeProfile({ profile, options }: PreparedReport): Profile {
  return options.noInlines ? withoutInlines(profile, { keepColumns: options.showColumns }) : profile;
}

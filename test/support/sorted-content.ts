import type { Profile } from '../../src/profile/profile.ts';
import { profileContent, textOf } from './profile-content.ts';

/** What a profile says, whatever the order of its samples: equal texts for equal profiles. */
export function sortedContent(profile: Profile): { header: string; samples: string[] } {
  const { samples, ...header } = profileContent(profile);
  return { header: textOf(header), samples: samples.map(textOf).sort() };
}

import { PROFILE_COMMANDS } from '../profile/profile-commands.ts';
import { PROFILE_TABS } from '../profile/profile-tabs.ts';
import { otherReferences, profileWords } from '../profile/profile-words.ts';
import type { Screen } from './screen.ts';

export const profile: Screen = {
  id: 'profile',
  title: 'Profile',
  crumb: ({ params }) => {
    const count = otherReferences(params.others).length;
    return params.reference!.replace(/^store:/, '') + (count === 0 ? '' : ` and ${count} more`);
  },
  contexts: ['profile'],
  tabs: PROFILE_TABS,
  commands: PROFILE_COMMANDS,
  commandLine: profileWords,
};

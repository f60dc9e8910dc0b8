import { PROFILE_COMMANDS } from '../profile/profile-commands.ts';
import { DIFF_TABS } from '../profile/profile-tabs.ts';
import { profileWords } from '../profile/profile-words.ts';
import type { Screen } from './screen.ts';

export const diff: Screen = {
  id: 'diff',
  title: 'Diff',
  crumb: ({ params }) => `${shortName(params.base!)} → ${shortName(params.target!)}`,
  contexts: ['diff', 'profile'],
  tabs: DIFF_TABS,
  commandLine: profileWords,
  commands: {
    ...PROFILE_COMMANDS,
    swap: (control, { params }) =>
      control.go({ screen: 'diff', params: { base: params.target!, target: params.base! } }),
    normalize: async (control, place) => (await control.profile(place).opened).command('normalize'),
  },
};

const shortName = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

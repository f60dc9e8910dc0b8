import { profileTabs } from '../profile/profile-tabs.ts';
import type { Screen } from './screen.ts';

export const profile: Screen = {
  id: 'profile',
  title: 'Profile',
  crumb: ({ params }) => params.reference!.replace(/^store:/, ''),
  contexts: ['profile'],
  tabs: profileTabs,
  commandLine: ({ params }) => ['flame', params.reference!],
};
